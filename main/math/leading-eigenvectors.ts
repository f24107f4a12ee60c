/** @file Leading eigenvectors of a sparse symmetric matrix, by a randomised block Krylov method. */
import { EigenvalueDecomposition, Matrix as DenseMatrix } from 'ml-matrix'
import { matrix, type Matrix } from './matrix.ts'
import type { Random } from './random.ts'
import { multiplySparse, type SparseMatrix } from './sparse.ts'

export interface Eigenpairs {
  /** Descending; shape [count]. */
  readonly values: Float64Array
  /** Column j belongs to values[j]; columns are orthonormal; shape [n, count]. */
  readonly vectors: Matrix
}

/** A block finds eigenvalues of a multiplicity up to its width (separate parts of a graph share the value 1). */
const BLOCK = 8
/** Krylov dimension per wanted vector; 3 resolves the leading half of even a random graph to about 0.01. */
const OVERSAMPLING = 3

/**
 * The `count` algebraically largest eigenvalues of `s` and their vectors: block Krylov with full
 * re-orthogonalisation and one Rayleigh-Ritz step (Musco and Musco 2015, algorithm 2, for a symmetric matrix).
 * Cost O(n m^2) with m = 3 count; exact when m reaches n.
 */
export function leadingEigenvectors(s: SparseMatrix, count: number, random: Random): Eigenpairs {
  const n = s.rows
  const wanted = Math.min(count, n)
  const dimension = Math.min(n, Math.ceil(wanted * OVERSAMPLING) + BLOCK)
  const basis: Float64Array[] = [] // orthonormal, each [n]
  const images: Float64Array[] = [] // s · basis[j]
  let block = Array.from({ length: Math.min(BLOCK, dimension) }, () => randomVector(n, random))
  while (basis.length < dimension) {
    const fresh: Float64Array[] = []
    for (const candidate of block) {
      if (basis.length >= dimension) break
      const vector = orthonormalise(candidate, basis) ?? orthonormalise(randomVector(n, random), basis)
      if (vector === undefined) continue
      basis.push(vector)
      fresh.push(vector)
    }
    if (fresh.length === 0) break
    block = applyToColumns(s, fresh)
    images.push(...block)
  }
  return rayleighRitz(basis, images, wanted, n)
}

function randomVector(n: number, random: Random): Float64Array {
  return Float64Array.from({ length: n }, () => random.normal())
}

/** Twice Gram-Schmidt ("twice is enough", Parlett 1998); undefined when nothing is left of the vector. */
function orthonormalise(vector: Float64Array, basis: readonly Float64Array[]): Float64Array | undefined {
  const out = Float64Array.from(vector)
  const before = Math.sqrt(dot(out, out))
  if (before === 0) return undefined
  for (let pass = 0; pass < 2; pass += 1) {
    for (const b of basis) {
      const share = dot(out, b)
      for (let i = 0; i < out.length; i += 1) out[i] -= share * b[i]
    }
  }
  const length = Math.sqrt(dot(out, out))
  if (length < 1e-10 * before) return undefined
  for (let i = 0; i < out.length; i += 1) out[i] /= length
  return out
}

function applyToColumns(s: SparseMatrix, vectors: readonly Float64Array[]): Float64Array[] {
  const n = s.rows
  const packed = matrix(n, vectors.length)
  vectors.forEach((vector, j) => {
    for (let i = 0; i < n; i += 1) packed.data[i * vectors.length + j] = vector[i]
  })
  const product = multiplySparse(s, packed)
  return vectors.map((_, j) =>
    Float64Array.from({ length: n }, (__, i) => product.data[i * vectors.length + j]),
  )
}

function rayleighRitz(
  basis: readonly Float64Array[],
  images: readonly Float64Array[],
  wanted: number,
  n: number,
): Eigenpairs {
  const m = basis.length
  const small = DenseMatrix.zeros(m, m)
  for (let i = 0; i < m; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const value = (dot(basis[i], images[j]) + dot(basis[j], images[i])) / 2
      small.set(i, j, value)
      small.set(j, i, value)
    }
  }
  const decomposition = new EigenvalueDecomposition(small, { assumeSymmetric: true })
  const order = decomposition.realEigenvalues
    .map((value, index) => ({ value, index }))
    .sort((a, b) => b.value - a.value)
    .slice(0, wanted)
  const vectors = matrix(n, order.length)
  const rotation = decomposition.eigenvectorMatrix
  order.forEach(({ index }, column) => {
    const sum = new Float64Array(n)
    for (let j = 0; j < m; j += 1) {
      const weight = rotation.get(j, index)
      for (let i = 0; i < n; i += 1) sum[i] += weight * basis[j][i]
    }
    for (let i = 0; i < n; i += 1) vectors.data[i * order.length + column] = sum[i]
  })
  return { values: Float64Array.from(order, ({ value }) => value), vectors }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i]
  return sum
}

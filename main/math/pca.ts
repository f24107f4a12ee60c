/** @file Principal components of many rows, by randomised subspace iteration. */
import { AppError } from '../../shared/errors.ts'
import { symmetricEigen } from './linear-algebra.ts'
import { matrix, row } from './matrix.ts'
import type { Matrix } from './matrix.ts'
import { crossProduct, multiplyTransposed } from './products.ts'
import type { LongWork } from './products.ts'
import type { Random } from './random.ts'

export interface PrincipalComponents {
  /** [d] */
  mean: Float32Array
  /** [dimensions, d]: orthonormal rows, by falling variance; the largest entry of each is positive. */
  components: Matrix
  /** [dimensions]: of the sample (n - 1 in the denominator), 0 beyond the rank. */
  variances: Float32Array
}

/** Extra directions and passes beyond the least: Halko, Martinsson and Tropp (2011), sections 4.2 and 4.5. */
const OVERSAMPLING = 16
const PASSES = 4

/**
 * The directions in which the rows of x [n, d] vary most: Halko, Martinsson and Tropp, "Finding structure with
 * randomness" (SIAM Review 2011), algorithm 4.4 on the centred rows, then an exact rotation inside the subspace.
 * Exact where dimensions + 16 reaches n or d. Cost: 2 * (4 + 1) products of n * d * (dimensions + 16).
 * @throws AppError `internal` when dimensions > d, x has no rows, or a value is not finite.
 */
export async function principalComponents(
  x: Matrix,
  dimensions: number,
  random: Random,
  work: LongWork = {},
): Promise<PrincipalComponents> {
  if (x.rows === 0 || dimensions > x.columns) {
    throw new AppError('internal', `${x.rows} rows of ${x.columns} numbers have no ${dimensions} components.`)
  }
  const mean = columnMeans(x)
  const width = Math.min(x.columns, dimensions + OVERSAMPLING)
  let basis = matrix(width, x.columns) // its rows span the subspace
  for (let i = 0; i < basis.data.length; i += 1) basis.data[i] = random.normal()
  orthonormalise(basis, random)
  for (let pass = 0; pass < PASSES; pass += 1) {
    const scores = await centredScores(x, mean, basis, work.signal)
    basis = await spanOfScatter(x, mean, scores, random, work.signal)
    work.report?.(pass + 1, PASSES + 1)
  }
  const scores = await centredScores(x, mean, basis, work.signal)
  const { values, vectors } = symmetricEigen(await crossProduct(scores, scores), width)
  work.report?.(PASSES + 1, PASSES + 1)
  return {
    mean,
    components: rotate(basis, vectors, dimensions),
    variances: Float32Array.from(values.subarray(0, dimensions), (value) =>
      Math.max(0, value / Math.max(1, x.rows - 1)),
    ),
  }
}

/** [d]; zeros for no rows. */
export function columnMeans(x: Matrix): Float32Array {
  const sums = new Float64Array(x.columns)
  for (let i = 0; i < x.rows; i += 1) {
    for (let k = 0; k < x.columns; k += 1) sums[k] += x.data[i * x.columns + k]
  }
  return Float32Array.from(sums, (total) => total / Math.max(1, x.rows))
}

/** (x - mean) basisᵀ [n, width] without a centred copy of x: the mean's own scores are subtracted instead. */
async function centredScores(
  x: Matrix,
  mean: Float32Array,
  basis: Matrix,
  signal: AbortSignal | undefined,
): Promise<Matrix> {
  const scores = await multiplyTransposed(x, basis, { signal })
  const offsets = await multiplyTransposed(matrix(1, x.columns, mean), basis)
  for (let i = 0; i < scores.rows; i += 1) {
    for (let j = 0; j < scores.columns; j += 1) scores.data[i * scores.columns + j] -= offsets.data[j]
  }
  return scores
}

/** An orthonormal basis of scoresᵀ (x - mean). */
async function spanOfScatter(
  x: Matrix,
  mean: Float32Array,
  scores: Matrix,
  random: Random,
  signal: AbortSignal | undefined,
): Promise<Matrix> {
  const scatter = await crossProduct(scores, x, { signal })
  const sums = new Float64Array(scores.columns) // zero but for rounding; subtracting them keeps it from growing
  for (let i = 0; i < scores.data.length; i += 1) sums[i % scores.columns] += scores.data[i]
  const largest = scatter.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const scale = largest > 0 ? 1 / largest : 1 // float32 must not lose small spectra
  const basis = matrix(
    scores.columns,
    x.columns,
    Float32Array.from(
      scatter,
      (value, i) => scale * (value - sums[Math.floor(i / x.columns)] * mean[i % x.columns]),
    ),
  )
  orthonormalise(basis, random)
  return basis
}

/** A row of which less than this is left after projection depends on those before it, as far as float32 can tell. */
const DEPENDENT = 1e-6

/** Gram-Schmidt, twice for each row ("twice is enough", Parlett 1980); dependent rows become random new directions. */
function orthonormalise(basis: Matrix, random: Random): void {
  for (let i = 0; i < basis.rows; i += 1) {
    const current = row(basis, i)
    while (!projectAndNormalise(basis, i)) {
      for (let k = 0; k < current.length; k += 1) current[k] = random.normal()
    }
  }
}

function projectAndNormalise(basis: Matrix, index: number): boolean {
  const current = Float64Array.from(row(basis, index))
  const before = norm(current)
  for (let pass = 0; pass < 2; pass += 1) {
    for (let i = 0; i < index; i += 1) {
      const other = row(basis, i)
      let overlap = 0
      for (let k = 0; k < current.length; k += 1) overlap += current[k] * other[k]
      for (let k = 0; k < current.length; k += 1) current[k] -= overlap * other[k]
    }
  }
  const left = norm(current)
  if (!(left > DEPENDENT * before)) return false
  row(basis, index).set(current.map((value) => value / left))
  return true
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((total, value) => total + value * value, 0))
}

/** The leading `count` eigenvectors (rows of `vectors`, in the basis) as directions in the space of x. */
function rotate(basis: Matrix, vectors: Float64Array, count: number): Matrix {
  const out = matrix(count, basis.columns)
  for (let i = 0; i < count; i += 1) {
    const direction = new Float64Array(basis.columns)
    for (let j = 0; j < basis.rows; j += 1) {
      const share = vectors[i * basis.rows + j]
      const other = row(basis, j)
      for (let k = 0; k < direction.length; k += 1) direction[k] += share * other[k]
    }
    let largest = 0
    for (const value of direction) if (Math.abs(value) > Math.abs(largest)) largest = value
    const sign = largest < 0 ? -1 : 1
    row(out, i).set(direction.map((value) => sign * value))
  }
  return out
}

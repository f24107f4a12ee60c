import { EigenvalueDecomposition, Matrix as DenseMatrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { diffusionCoordinates } from '../../../main/group/diffusion.ts'
import { leadingEigenvectors } from '../../../main/math/leading-eigenvectors.ts'
import { matrix, row, type Matrix } from '../../../main/math/matrix.ts'
import { OrthonormalBasis } from '../../../main/math/orthonormal-basis.ts'
import { Random } from '../../../main/math/random.ts'
import {
  multiplySparse,
  normalisedAdjacency,
  type NeighbourLists,
  type SparseMatrix,
} from '../../../main/math/sparse.ts'
import { dot } from '../../support/training/vectors.ts'

/** Every point is joined to `neighbours` random others with random similarities, some of them negative. */
function randomGraph(count: number, neighbours: number, seed: number): NeighbourLists {
  const random = new Random(seed)
  const indices = new Int32Array(count * neighbours)
  const similarities = new Float32Array(count * neighbours)
  for (let i = 0; i < count; i += 1) {
    const others = random.shuffle(Array.from({ length: count }, (_, j) => j).filter((j) => j !== i))
    for (let e = 0; e < neighbours; e += 1) {
      indices[i * neighbours + e] = others[e]
      similarities[i * neighbours + e] = 1.1 * random.next() - 0.1
    }
  }
  return { count, neighbours, indices, similarities }
}

/** Groups whose members are mostly joined to their own group, as photos of one class are. */
function groupedGraph(groups: number, size: number, neighbours: number, seed: number): NeighbourLists {
  const random = new Random(seed)
  const count = groups * size
  const indices = new Int32Array(count * neighbours)
  const similarities = new Float32Array(count * neighbours)
  for (let entry = 0; entry < indices.length; entry += 1) {
    const group = Math.floor(entry / neighbours / size)
    indices[entry] = random.next() < 0.1 ? random.integer(count) : group * size + random.integer(size)
    similarities[entry] = 0.3 + 0.6 * random.next()
  }
  return { count, neighbours, indices, similarities }
}

/** Two complete graphs without an edge between them: the eigenvalue 1 has multiplicity two. */
function twoIslands(size: number): NeighbourLists {
  const count = 2 * size
  const indices: number[] = []
  for (let i = 0; i < count; i += 1) {
    const start = i < size ? 0 : size
    for (let j = start; j < start + size; j += 1) if (j !== i) indices.push(j)
  }
  return {
    count,
    neighbours: size - 1,
    indices: Int32Array.from(indices),
    similarities: new Float32Array(indices.length).fill(1),
  }
}

function dense(s: SparseMatrix): DenseMatrix {
  const out = DenseMatrix.zeros(s.rows, s.rows)
  for (let i = 0; i < s.rows; i += 1) {
    for (let e = s.offsets[i]; e < s.offsets[i + 1]; e += 1) out.set(i, s.columns[e], s.values[e])
  }
  return out
}

describe('normalised adjacency', () => {
  const s = normalisedAdjacency(randomGraph(60, 5, 1))

  it('is symmetric, without a diagonal, and its spectrum lies in [-1, 1]', () => {
    const full = dense(s)
    expect(full.clone().sub(full.transpose()).norm()).toBeLessThan(1e-6)
    expect(full.diagonal().every((value) => value === 0)).toBe(true)
    const values = new EigenvalueDecomposition(full).realEigenvalues
    expect(Math.max(...values)).toBeCloseTo(1, 5)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-1 - 1e-6)
  })

  it('multiplies as its dense form does', () => {
    const random = new Random(2)
    const x = Float32Array.from({ length: 60 * 8 }, () => random.normal())
    const reference = dense(s).mmul(DenseMatrix.from1DArray(60, 8, [...x]))
    const product = new Float32Array(60 * 8)
    multiplySparse(s, x, product)
    for (let i = 0; i < 60; i += 1) {
      for (let c = 0; c < 8; c += 1) expect(product[i * 8 + c]).toBeCloseTo(reference.get(i, c), 6)
    }
  })
})

/** @param vectors [n, count] whose columns are looked at */
function expectOrthonormal({ rows, columns, data }: Matrix): void {
  for (let a = 0; a < columns; a += 1) {
    for (let b = 0; b < columns; b += 1) {
      let sum = 0
      for (let i = 0; i < rows; i += 1) sum += data[i * columns + a] * data[i * columns + b]
      expect(sum).toBeCloseTo(a === b ? 1 : 0, 4)
    }
  }
}

describe('leading eigenvectors', () => {
  it.each([25, 40])('agree with a dense decomposition above the gap that groups of %i make', async (size) => {
    const s = normalisedAdjacency(groupedGraph(8, size, 6, 3))
    const reference = new EigenvalueDecomposition(dense(s)).realEigenvalues.sort((a, b) => b - a)
    const { values, vectors } = await leadingEigenvectors(s, 20, new Random(4))
    for (let j = 0; j < 8; j += 1) expect(values[j]).toBeCloseTo(reference[j], 3)
    const product = dense(s).mmul(DenseMatrix.from1DArray(s.rows, 20, [...vectors.data]))
    for (let i = 0; i < s.rows; i += 1) {
      for (let j = 0; j < 4; j += 1) {
        expect(product.get(i, j)).toBeCloseTo(values[j] * vectors.data[i * 20 + j], 2)
      }
    }
  })

  it('place photos as a dense decomposition does, where the space is filled more than once', async () => {
    const s = normalisedAdjacency(groupedGraph(40, 12, 6, 3))
    const decomposed = new EigenvalueDecomposition(dense(s), { assumeSymmetric: true })
    const places = decomposed.realEigenvalues.map((_, i) => i)
    const order = places.sort((a, b) => decomposed.realEigenvalues[b] - decomposed.realEigenvalues[a])
    const reference = order.slice(0, 60).map((i) => decomposed.realEigenvalues[i])
    const { values } = await leadingEigenvectors(s, 60, new Random(8))
    for (const [j, value] of reference.entries()) {
      expect(values[j]).toBeLessThan(value + 1e-5)
      expect(values[j]).toBeGreaterThan(value - (j < 40 ? 1e-4 : 0.05))
    }
    // The cosines of what photos are grouped by, whatever basis spans it: within .005 of the exact ones.
    const coordinates = await diffusionCoordinates(s, new Random(8))
    const exact = order.slice(0, 60).map((i) => {
      const scale = Math.max(0, decomposed.realEigenvalues[i]) ** 4
      return decomposed.eigenvectorMatrix.getColumn(i).map((value) => value * scale)
    })
    const cosine = (a: number[], b: number[]): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
    for (let i = 0; i < s.rows; i += 7) {
      for (let j = i + 1; j < s.rows; j += 5) {
        const [one, other] = [i, j].map((index) => exact.map((column) => column[index]))
        expect(Math.abs(dot(row(coordinates, i), row(coordinates, j)) - cosine(one, other))).toBeLessThan(
          5e-3,
        )
      }
    }
  })

  it.each([40, 150])('find every copy of an eigenvalue that two islands of %i share', async (size) => {
    const { values } = await leadingEigenvectors(normalisedAdjacency(twoIslands(size)), 3, new Random(5))
    expect(values[0]).toBeCloseTo(1, 5)
    expect(values[1]).toBeCloseTo(1, 5)
    expect(values[2]).toBeLessThan(0.1)
  })

  it.each([9, 300])('are orthonormal and reproducible for %i rows', async (rows) => {
    const s = normalisedAdjacency(randomGraph(rows, 3, 6))
    const first = await leadingEigenvectors(s, 30, new Random(7))
    const second = await leadingEigenvectors(s, 30, new Random(7))
    expect(first.vectors).toEqual(second.vectors)
    const count = Math.min(30, rows)
    expect(first.values).toHaveLength(count)
    expectOrthonormal(first.vectors)
  })

  it.each([10, 300])('of %i rows without entries are orthonormal, and no photo has a place', async (rows) => {
    const s: SparseMatrix = {
      ...{ rows, offsets: new Int32Array(rows + 1), columns: new Int32Array(0), values: new Float64Array(0) },
    }
    const { values, vectors } = await leadingEigenvectors(s, 5, new Random(7))
    expect(values).toEqual(new Float64Array(5))
    expectOrthonormal(vectors)
    const { data } = await diffusionCoordinates(s, new Random(7))
    expect(data.every((value) => value === 0)).toBe(true)
  })

  it.each([9, 300])('of %i rows are given up when that is asked for', async (rows) => {
    const s = normalisedAdjacency(randomGraph(rows, 3, 6))
    const asked = leadingEigenvectors(s, 5, new Random(7), { signal: AbortSignal.abort() })
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('an orthonormal basis', () => {
  it('turns vectors of more numbers than are combined at once', async () => {
    const n = 9_000
    const basis = new OrthonormalBasis(n, 8, 4, new Random(1))
    for (let part = 0; part < 2; part += 1) {
      const candidates = basis.chance(4)
      basis.append(await basis.remainder(candidates, await basis.shares(candidates)))
    }
    const before = basis.vectors(0, 8).data.slice()
    const angle = 0.3
    const rotation = matrix(2, 8)
    rotation.data.set([Math.cos(angle), 0, 0, 0, 0, Math.sin(angle), 0, 0])
    rotation.data.set([0, 0, 1, 0, 0, 0, 0, 0], 8)
    await basis.rotate(rotation)
    expect(basis.size).toBe(2)
    const [first, second] = [0, 1].map((j) => row(basis.vectors(0, 2), j))
    for (let i = 0; i < n; i += 1) {
      expect(first[i]).toBeCloseTo(Math.cos(angle) * before[i] + Math.sin(angle) * before[5 * n + i], 5)
      expect(second[i]).toBeCloseTo(before[2 * n + i], 5)
    }
  })
})

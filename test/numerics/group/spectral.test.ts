import { EigenvalueDecomposition, Matrix as DenseMatrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { diffusionCoordinates } from '../../../main/group/diffusion.ts'
import { leadingEigenvectors } from '../../../main/math/leading-eigenvectors.ts'
import { row } from '../../../main/math/matrix.ts'
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

describe('leading eigenvectors', () => {
  it('agree with a dense decomposition above the gap that groups make', async () => {
    const s = normalisedAdjacency(groupedGraph(8, 25, 6, 3))
    const reference = new EigenvalueDecomposition(dense(s)).realEigenvalues.sort((a, b) => b - a)
    const { values, vectors } = await leadingEigenvectors(s, 20, new Random(4))
    for (let j = 0; j < 8; j += 1) expect(values[j]).toBeCloseTo(reference[j], 3)
    const product = dense(s).mmul(DenseMatrix.from1DArray(200, 20, [...vectors.data]))
    for (let i = 0; i < 200; i += 1) {
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

  it('find every copy of a repeated eigenvalue', async () => {
    const { values } = await leadingEigenvectors(normalisedAdjacency(twoIslands(40)), 3, new Random(5))
    expect(values[0]).toBeCloseTo(1, 5)
    expect(values[1]).toBeCloseTo(1, 5)
    expect(values[2]).toBeLessThan(0.1)
  })

  it('are orthonormal and reproducible, also for a graph smaller than a block', async () => {
    const s = normalisedAdjacency(randomGraph(9, 3, 6))
    const first = await leadingEigenvectors(s, 30, new Random(7))
    const second = await leadingEigenvectors(s, 30, new Random(7))
    expect(first.vectors).toEqual(second.vectors)
    expect(first.values).toHaveLength(9)
    for (let a = 0; a < 9; a += 1) {
      for (let b = 0; b < 9; b += 1) {
        let sum = 0
        for (let i = 0; i < 9; i += 1) sum += first.vectors.data[i * 9 + a] * first.vectors.data[i * 9 + b]
        expect(sum).toBeCloseTo(a === b ? 1 : 0, 5)
      }
    }
  })
})

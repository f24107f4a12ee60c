import { describe, expect, it } from 'vitest'
import { exactNeighbours, nearestNeighbours, quickNeighbours } from '../../../main/group/neighbours.ts'
import { gatherRows, matrix, row } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import type { NeighbourLists } from '../../../main/math/sparse.ts'
import { bunches, dot, randomUnitRows } from '../../support/training/vectors.ts'
import fc from '../../support/properties.ts'

describe('nearestNeighbours', () => {
  it('agrees with brute force, ties by index, with exact duplicates and zero rows among the rows', async () => {
    const problem = fc.record({
      rows: fc.integer({ min: 1, max: 40 }),
      k: fc.integer({ min: 0, max: 45 }),
      seed: fc.nat(),
    })
    await fc.assert(
      fc.asyncProperty(problem, async ({ rows, k, seed }) => {
        // Signs of 1/2 in four dimensions: unit length, exact products, hardly a row without a duplicate.
        const random = new Random(seed)
        const data = Float32Array.from({ length: rows * 4 }, () => (random.next() < 0.5 ? 0.5 : -0.5))
        const x = matrix(rows, 4, data)
        if (rows > 2) row(x, 1).fill(0)
        const graph = await nearestNeighbours(x, k)
        expect([graph.count, graph.neighbours]).toEqual([rows, Math.min(k, rows - 1)])
        for (let i = 0; i < rows; i += 1) {
          const cosines = Array.from({ length: rows }, (_, j) => dot(row(x, i), row(x, j)))
          const expected = Array.from({ length: rows }, (_, j) => j)
            .filter((j) => j !== i)
            .sort((a, b) => cosines[b] - cosines[a] || a - b)
            .slice(0, k)
          const from = i * graph.neighbours
          expect([...graph.indices.subarray(from, from + graph.neighbours)]).toEqual(expected)
          expect([...graph.similarities.subarray(from, from + graph.neighbours)]).toEqual(
            expected.map((j) => cosines[j]),
          )
        }
      }),
      { numRuns: 60 },
    )
  })

  it('keeps the duplicates of a photo and never the photo itself, however many there are', async () => {
    const x = gatherRows(randomUnitRows(2, 64, 1), [0, 0, 0, 0, 1, 0])
    const graph = await nearestNeighbours(x, 2)
    const lists = Array.from({ length: 6 }, (_, i) => [...graph.indices.subarray(i * 2, i * 2 + 2)])
    expect(lists).toEqual([
      [1, 2],
      [0, 2],
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 1],
    ])
  })

  it('has nothing to say about no photos or one', async () => {
    expect((await nearestNeighbours(matrix(0, 4), 5)).neighbours).toBe(0)
    expect((await nearestNeighbours(randomUnitRows(1, 4, 1), 5)).indices).toHaveLength(0)
    await expect(nearestNeighbours(matrix(2, 1, Float32Array.of(1, NaN)), 1)).rejects.toThrow('not finite')
  })
})

describe('quickNeighbours', () => {
  it('finds nearly all that comparing all finds, with the same similarities, and the same ones each time', async () => {
    for (const [groups, each, columns, spread] of [
      [60, 70, 64, 1],
      [5, 800, 24, 0.7],
      [400, 10, 32, 0.4],
    ]) {
      const x = bunches(groups, each, columns, spread, 1)
      const quick = await quickNeighbours(x, 12)
      const exact = await exactNeighbours(x, 12)
      const { recall, largestDifference } = compared(quick, exact)
      expect(recall).toBeGreaterThan(0.98)
      expect(largestDifference).toBeLessThan(1e-6)
      expect(await quickNeighbours(x, 12)).toEqual(quick)
    }
  })

  it('puts the most alike first and equal ones by index, each other row at most once', async () => {
    const alike = bunches(40, 20, 16, 0.5, 3)
    const x = gatherRows(
      alike,
      Int32Array.from({ length: 2400 }, (_, i) => (7 * i) % alike.rows),
    )
    const graph = await quickNeighbours(x, 8)
    for (let i = 0; i < x.rows; i += 1) {
      const rows = [...graph.indices.subarray(8 * i, 8 * i + 8)]
      const similarities = graph.similarities.subarray(8 * i, 8 * i + 8)
      expect(new Set([...rows, i]).size).toBe(9)
      for (let place = 1; place < 8; place += 1) {
        const isInOrder =
          similarities[place - 1] > similarities[place] ||
          (similarities[place - 1] === similarities[place] && rows[place - 1] < rows[place])
        expect(isInOrder).toBe(true)
      }
      // Both copies of its picture come first.
      expect(similarities[1]).toBeCloseTo(1, 5)
    }
  })

  it('compares all with all where nothing lies in groups', async () => {
    const x = randomUnitRows(2000, 256, 5)
    expect(await quickNeighbours(x, 10)).toEqual(await exactNeighbours(x, 10))
  })

  it('has as many neighbours as asked for where cells are small, and none that is not there', async () => {
    const x = bunches(3, 5, 8, 0.1, 2)
    const quick = await quickNeighbours(x, 30)
    expect(quick).toMatchObject({ count: 15, neighbours: 14 })
    expect(compared(quick, await exactNeighbours(x, 30)).recall).toBe(1)
    expect((await quickNeighbours(matrix(0, 4), 5)).neighbours).toBe(0)
    expect((await quickNeighbours(matrix(900, 4), 5)).neighbours).toBe(5)
  })

  it('stops when it is cancelled', async () => {
    const signal = AbortSignal.abort()
    await expect(quickNeighbours(bunches(10, 50, 8, 1, 1), 5, { signal })).rejects.toThrow('Cancelled')
  })
})

/** Share of the second's neighbours that the first has, and by how much the similarities of the same ones differ. */
function compared(found: NeighbourLists, all: NeighbourLists): { recall: number; largestDifference: number } {
  const { neighbours: k } = all
  let hits = 0
  let largestDifference = 0
  for (let i = 0; i < all.count; i += 1) {
    const of = (lists: NeighbourLists) =>
      new Map(
        Array.from(lists.indices.subarray(i * k, i * k + k), (row, place) => [
          row,
          lists.similarities[i * k + place],
        ]),
      )
    const mine = of(found)
    for (const [other, similarity] of of(all)) {
      const here = mine.get(other)
      if (here === undefined) continue
      hits += 1
      largestDifference = Math.max(largestDifference, Math.abs(here - similarity))
    }
  }
  return { recall: hits / (all.count * k), largestDifference }
}

import { describe, expect, it } from 'vitest'
import { nearestNeighbours } from '../../../main/group/neighbours.ts'
import { gatherRows, matrix, row } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { dot, randomUnitRows } from '../../support/training/vectors.ts'
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

/** @file Which photos are nearly alike, and how much. */
import { describe, expect, it } from 'vitest'
import { LEAST_LIKENESS, nearPairs } from '../../../main/group/near-pairs.ts'
import { nearestNeighbours } from '../../../main/group/neighbours.ts'
import { matrix } from '../../../main/math/matrix.ts'
import { normalisedAdjacency } from '../../../main/math/sparse.ts'
import { bunches } from '../../support/training/vectors.ts'

const DIMENSIONS = 16
const COUNT = 40
const x = bunches(8, 5, DIMENSIONS, 0.12, 3)
const cosine = (i: number, j: number): number => {
  let total = 0
  for (let k = 0; k < DIMENSIONS; k += 1) total += x.data[i * DIMENSIONS + k] * x.data[j * DIMENSIONS + k]
  return total
}
const graphOf = async (of: typeof x) => normalisedAdjacency(await nearestNeighbours(of, 6))
const listed = ({ first, second }: { first: Int32Array; second: Int32Array }): string[] =>
  [...first].map((row, pair) => `${row}-${second[pair]}`)

describe('near pairs', () => {
  it('are all pairs whose features are so much alike, each once, with their cosine', async () => {
    const none = Array.from({ length: COUNT }, () => null)
    const found = await nearPairs(none, x, await graphOf(x))
    const wanted: string[] = []
    for (let i = 0; i < COUNT; i += 1)
      for (let j = i + 1; j < COUNT; j += 1) if (cosine(i, j) >= LEAST_LIKENESS) wanted.push(`${i}-${j}`)
    expect(wanted.length).toBeGreaterThan(10)
    expect(listed(found).sort()).toEqual(wanted.sort())
    found.likeness.forEach((likeness, pair) => {
      expect(likeness).toBeCloseTo(cosine(found.first[pair], found.second[pair]), 5)
    })
  })

  it('are also those whose pictures are the same by their hashes, as far as the features allow it', async () => {
    const row = [1, 0, 0]
    const near = [0.7, Math.sqrt(1 - 0.49), 0]
    const far = [0.3, 0, Math.sqrt(1 - 0.09)]
    const features = matrix(3, 3, Float32Array.from([...row, ...near, ...far]))
    const hashes = [0n, 0b1111n, 0b1n]
    const found = await nearPairs(hashes, features, await graphOf(features))
    expect(listed(found)).toEqual(['0-1'])
    expect(found.likeness[0]).toBeCloseTo(1 - 4 / 64, 6)
  })

  it('stay few where thousands of pictures are the same, and all of these go with the first one', async () => {
    const count = 5_000
    const same = matrix(
      count,
      3,
      Float32Array.from({ length: 3 * count }, (_, k) => (k % 3 === 0 ? 1 : 0)),
    )
    const hashes = Array.from({ length: count }, () => 5n)
    const graph = { offsets: new Int32Array(count + 1), columns: new Int32Array() }
    const { first, second } = await nearPairs(hashes, same, graph)
    expect(first.length).toBeLessThanOrEqual(30 * count)
    const withFirst = new Set(second.filter((_, pair) => first[pair] === 0))
    expect(withFirst.size).toBe(count - 1)
  })

  it('ends where it is cancelled', async () => {
    const control = new AbortController()
    control.abort()
    const none = Array.from({ length: COUNT }, () => null)
    await expect(nearPairs(none, x, await graphOf(x), { signal: control.signal })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})

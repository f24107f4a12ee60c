import { describe, expect, it } from 'vitest'
import { besideDuplicates, duplicateGroups } from '../../../main/group/duplicates.ts'
import { gatherRows, matrix } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { randomUnitRows } from '../../support/training/vectors.ts'
import fc from '../../support/properties.ts'

/** The hash with `count` different bits flipped. */
function flipped(hash: bigint, count: number, random: Random): bigint {
  const bits = random.shuffle(Array.from({ length: 64 }, (_, i) => BigInt(i))).slice(0, count)
  return bits.reduce((changed, bit) => changed ^ (1n << bit), hash)
}

const SAME = matrix(2, 2, Float32Array.of(1, 0, 0.8, 0.6)) // cosine 0.8
const UNLIKE = matrix(2, 2, Float32Array.of(1, 0, 0.5, Math.sqrt(0.75))) // cosine 0.5

describe('duplicateGroups', () => {
  it('wants both: hashes within ten bits and features that agree', () => {
    const random = new Random(1)
    for (let i = 0; i < 200; i += 1) {
      const hash = BigInt.asUintN(64, BigInt(random.integer(2 ** 50)) * 8191n)
      const pair = (bits: number) => [hash, flipped(hash, bits, random)]
      expect([...duplicateGroups(pair(10), SAME)]).toEqual([0, 0])
      expect([...duplicateGroups(pair(11), SAME)]).toEqual([0, 1])
      expect([...duplicateGroups(pair(0), UNLIKE)]).toEqual([0, 1])
    }
    expect([...duplicateGroups([5n, null], SAME)]).toEqual([0, 1])
    expect([...duplicateGroups([null, null], SAME)]).toEqual([0, 1])
    expect([...duplicateGroups([0n, 2n ** 64n - 1n], SAME)]).toEqual([0, 1])
  })

  it('joins what brute force joins, transitively', () => {
    const problem = fc.record({ rows: fc.integer({ min: 0, max: 30 }), seed: fc.nat() })
    fc.assert(
      fc.property(problem, ({ rows, seed }) => {
        const random = new Random(seed)
        const hashes: bigint[] = []
        for (let i = 0; i < rows; i += 1) {
          const from =
            i > 0 && random.next() < 0.7 ? hashes[random.integer(i)] : BigInt(random.integer(2 ** 52))
          hashes.push(flipped(from, random.integer(14), random))
        }
        const x = gatherRows(
          randomUnitRows(3, 8, seed),
          Array.from({ length: rows }, () => random.integer(3)),
        )
        const cosine = (i: number, j: number) =>
          x.data.subarray(i * 8, i * 8 + 8).reduce((sum, value, k) => sum + value * x.data[j * 8 + k], 0)
        const near = (i: number, j: number) =>
          (hashes[i] ^ hashes[j]).toString(2).replaceAll('0', '').length <= 10 && cosine(i, j) >= 0.6
        const expected = Array.from({ length: rows }, (_, i) => i)
        for (let round = 0; round < rows; round += 1)
          for (let i = 0; i < rows; i += 1)
            for (let j = 0; j < rows; j += 1)
              if (near(i, j)) expected[i] = expected[j] = Math.min(expected[i], expected[j])
        expect([...duplicateGroups(hashes, x)]).toEqual(expected)
      }),
    )
  })

  it('refuses hashes of other photos', () => {
    expect(() => duplicateGroups([1n], SAME)).toThrow('1 hashes do not go with 2 rows')
  })
})

describe('besideDuplicates', () => {
  it('moves duplicates up behind the first of their group and nothing else', () => {
    const groups = Int32Array.of(0, 1, 1, 0, 4, 1)
    expect(besideDuplicates([5, 4, 0, 2, 3], groups)).toEqual([5, 2, 4, 0, 3])
    expect(besideDuplicates([], groups)).toEqual([])
  })
})

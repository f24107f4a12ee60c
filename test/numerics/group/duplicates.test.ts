import { describe, expect, it } from 'vitest'
import { besideDuplicates, nearCopies } from '../../../main/group/duplicates.ts'
import { gatherRows, matrix, row, type Matrix } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { randomUnitRows } from '../../support/training/vectors.ts'
import fc from '../../support/properties.ts'

/** The hash with `count` different bits flipped. */
function flipped(hash: bigint, count: number, random: Random): bigint {
  const bits = random.shuffle(Array.from({ length: 64 }, (_, i) => BigInt(i))).slice(0, count)
  return bits.reduce((changed, bit) => changed ^ (1n << bit), hash)
}

const ALIKE = matrix(2, 2, Float32Array.of(1, 0, 0.8, 0.6)) // cosine 0.8
const LESS = matrix(2, 2, Float32Array.of(1, 0, 0.65, Math.sqrt(1 - 0.65 ** 2)))
const UNLIKE = matrix(2, 2, Float32Array.of(1, 0, 0.5, Math.sqrt(0.75))) // cosine 0.5

interface Library {
  readonly hashes: bigint[]
  readonly x: Matrix
}

/** Photos of which many are near copies of each other, near the limits of both rules. */
function anyLibrary({ rows, seed }: { rows: number; seed: number }): Library {
  const random = new Random(seed)
  const hashes: bigint[] = []
  for (let i = 0; i < rows; i += 1) {
    const from = i > 0 && random.next() < 0.7 ? hashes[random.integer(i)] : BigInt(random.integer(2 ** 52))
    hashes.push(flipped(from, random.integer(random.next() < 0.5 ? 6 : 14), random))
  }
  const directions = randomUnitRows(3, 8, seed)
  const x = gatherRows(
    directions,
    Array.from({ length: rows }, () => random.integer(3)),
  )
  // A little of another direction brings cosines around the limits.
  for (let entry = 0; entry < x.data.length; entry += 1) x.data[entry] += 0.35 * (random.next() - 0.5)
  for (let i = 0; i < rows; i += 1) {
    const length = Math.hypot(...row(x, i))
    for (let k = 0; k < 8; k += 1) x.data[i * 8 + k] /= length
  }
  return { hashes, x }
}

/** The lowest row of each row's group, by looking at all pairs until nothing changes. */
function bruteForce({ hashes, x }: Library, mostBits: number, leastCosine: number): number[] {
  const cosine = (i: number, j: number) => row(x, i).reduce((sum, value, k) => sum + value * row(x, j)[k], 0)
  const near = (i: number, j: number) =>
    (hashes[i] ^ hashes[j]).toString(2).replaceAll('0', '').length <= mostBits && cosine(i, j) >= leastCosine
  const groups = hashes.map((_, i) => i)
  for (let round = 0; round < groups.length; round += 1)
    for (let i = 0; i < groups.length; i += 1)
      for (let j = 0; j < i; j += 1) if (near(i, j)) groups[i] = groups[j] = Math.min(groups[i], groups[j])
  return groups
}

const problem = fc.record({ rows: fc.integer({ min: 0, max: 30 }), seed: fc.nat() })

describe('near copies', () => {
  it('want both: hashes within some bits and features that agree', () => {
    const random = new Random(1)
    for (let i = 0; i < 30; i += 1) {
      const hash = BigInt.asUintN(64, BigInt(random.integer(2 ** 50)) * 8191n)
      const found = (bits: number, x: Matrix) => {
        const { duplicates, stacks } = nearCopies([hash, flipped(hash, bits, random)], x)
        return [duplicates[1] === 0, stacks[1] === 0]
      }
      expect(found(4, ALIKE)).toEqual([true, true])
      expect(found(5, ALIKE)).toEqual([true, false])
      expect(found(10, ALIKE)).toEqual([true, false])
      expect(found(11, ALIKE)).toEqual([false, false])
      expect(found(0, LESS)).toEqual([true, false])
      expect(found(0, UNLIKE)).toEqual([false, false])
    }
    const apart = { duplicates: Int32Array.of(0, 1), stacks: Int32Array.of(0, 1) }
    expect(nearCopies([5n, null], ALIKE)).toEqual(apart)
    expect(nearCopies([null, null], ALIKE)).toEqual(apart)
    expect(nearCopies([0n, 2n ** 64n - 1n], ALIKE)).toEqual(apart)
  })

  it('are what brute force joins, transitively', () => {
    fc.assert(
      fc.property(problem, (given) => {
        const library = anyLibrary(given)
        const { duplicates, stacks } = nearCopies(library.hashes, library.x)
        expect([...duplicates]).toEqual(bruteForce(library, 10, 0.6))
        expect([...stacks]).toEqual(bruteForce(library, 4, 0.7))
      }),
    )
  })

  it('part the photos into the same stacks whatever their order, each within one group of duplicates', () => {
    fc.assert(
      fc.property(problem, (given) => {
        const { hashes, x } = anyLibrary(given)
        const order = new Random(given.seed + 1).shuffle([...hashes.keys()])
        const { duplicates, stacks } = nearCopies(hashes, x)
        const mixed = nearCopies(
          order.map((i) => hashes[i]),
          gatherRows(x, order),
        )
        const sets = (groups: Int32Array, name: (i: number) => number) =>
          [...new Set(groups)]
            .map((group) =>
              [...groups.keys()]
                .filter((i) => groups[i] === group)
                .map(name)
                .sort((a, b) => a - b),
            )
            .sort(([a], [b]) => a - b)
        const found = sets(stacks, (i) => i)
        expect(sets(mixed.stacks, (i) => order[i])).toEqual(found)
        expect(found.flat().sort((a, b) => a - b)).toEqual([...hashes.keys()])
        for (const stack of found) expect(new Set(stack.map((i) => duplicates[i])).size).toBe(1)
      }),
    )
  })

  it('refuse hashes of other photos', () => {
    expect(() => nearCopies([1n], ALIKE)).toThrow('1 hashes do not go with 2 rows')
  })
})

describe('besideDuplicates', () => {
  it('moves duplicates up behind the first of their group and nothing else', () => {
    const groups = Int32Array.of(0, 1, 1, 0, 4, 1)
    expect(besideDuplicates([5, 4, 0, 2, 3], groups)).toEqual([5, 2, 4, 0, 3])
    expect(besideDuplicates([], groups)).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { hashPairs, NEAR_BITS } from '../../../main/group/hash-pairs.ts'
import { Random } from '../../../main/math/random.ts'
import fc from '../../support/properties.ts'

type Hashes = readonly (bigint | null)[]

const bitsOf = (a: bigint, b: bigint): number => (a ^ b).toString(2).replaceAll('0', '').length

/** As `i j bits`, each once, by looking at all pairs. */
function bruteForce(hashes: Hashes): Set<string> {
  const found = new Set<string>()
  for (const [i, own] of hashes.entries())
    for (const [j, other] of hashes.slice(0, i).entries()) {
      if (own === null || other === null || bitsOf(own, other) > NEAR_BITS) continue
      found.add(`${i} ${j} ${bitsOf(own, other)}`)
    }
  return found
}

function visited(hashes: Hashes): Set<string> {
  const found = new Set<string>()
  const visit = (i: number, j: number, bits: number) => found.add(`${i} ${j} ${bits}`)
  Array.from(hashPairs(hashes, visit))
  return found
}

/** Some bits of each of the four bands, as one word. */
function spread(counts: readonly number[], random: Random): bigint {
  return counts.reduce((word, count, band) => {
    const bits = random.shuffle(Array.from({ length: 16 }, (_, bit) => bit)).slice(0, count)
    return bits.reduce((more, bit) => more ^ (1n << BigInt(16 * band + bit)), word)
  }, 0n)
}

const pairsOfHashes = fc.array(
  fc.option(
    fc.record({
      from: fc.nat(5),
      counts: fc.array(fc.nat(4), { minLength: 4, maxLength: 4 }),
      seed: fc.nat(),
    }),
  ),
  { maxLength: 40 },
)

describe('pairs of near hashes', () => {
  it('are those that brute force finds', () => {
    fc.assert(
      fc.property(pairsOfHashes, (drawn) => {
        const hashes = drawn.map((each) => {
          if (each === null) return null
          const own = BigInt.asUintN(64, BigInt(each.from) * 0x9e37_79b9_7f4a_7c15n)
          return own ^ spread(each.counts, new Random(each.seed))
        })
        expect(visited(hashes)).toEqual(bruteForce(hashes))
      }),
    )
  })

  it('are found however the bits that differ lie in the bands, up to ten of them and no further', () => {
    const random = new Random(1)
    const first = 0xffff_0123_8000_7fffn
    for (let a = 0; a <= 11; a += 1)
      for (let b = 0; a + b <= 11; b += 1)
        for (let c = 0; a + b + c <= 11; c += 1)
          for (let d = 0; a + b + c + d <= 11; d += 1) {
            const hashes = [first, first ^ spread([a, b, c, d], random)]
            expect(visited(hashes).size).toBe(a + b + c + d <= NEAR_BITS ? 1 : 0)
          }
  })

  it('are found where a row has more of them than are told at a time', () => {
    const hashes = Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? 5n : 5n ^ (1n << BigInt(i % 64))))
    expect(visited(hashes)).toEqual(bruteForce(hashes))
    const equal = new Array<bigint>(129).fill(9n) // rows with exactly as many as are told at once, and twice as many
    expect(visited(equal).size).toBe((129 * 128) / 2)
  })

  it('are visited no further for a row that needs no more, and in steps', () => {
    const hashes = new Array<bigint>(2_500).fill(7n)
    const asked: number[] = []
    const steps = hashPairs(hashes, (i, j) => {
      asked[i] = j
      return false
    })
    let turns = 0
    while (steps.next().done !== true) turns += 1
    expect(asked.slice(1)).toEqual(new Array(2_499).fill(0))
    expect(turns).toBe(4 * 3)
  })

  it('are none of no rows, nor of rows without a hash', () => {
    expect(visited([]).size).toBe(0)
    expect(visited([null, null]).size).toBe(0)
  })
})

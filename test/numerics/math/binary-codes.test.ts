import { describe, expect, it } from 'vitest'
import { binaryCodes, hammingNearest } from '../../../main/math/binary-codes.ts'
import { row } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { bunches, dot } from '../../support/training/vectors.ts'

const WIDTH = 32
const BITS = 64
const x = bunches(10, 30, WIDTH, 0.8, 3)
const random = new Random(5)
const directions = Float32Array.from({ length: WIDTH * BITS }, () => random.normal())

/** Bit b of row i, from the definition. */
function bitOf(i: number, b: number): number {
  const column = Float64Array.from({ length: WIDTH }, (_, k) => directions[k * BITS + b])
  return dot(row(x, i), column) > 0 ? 1 : 0
}

describe('binary codes', () => {
  it('set a bit where the product with its direction is above 0', async () => {
    const { rows, bytes, data } = await binaryCodes(x, directions)
    expect([rows, bytes]).toEqual([300, 8])
    for (const i of [0, 7, 299]) {
      for (let b = 0; b < BITS; b += 1) {
        expect((data[i * bytes + Math.floor(b / 8)] >> (b % 8)) & 1).toBe(bitOf(i, b))
      }
    }
  })

  it('find the rows that differ in the fewest bits, the row itself first', async () => {
    const codes = await binaryCodes(x, directions)
    const bits = Array.from({ length: 300 }, (_, i) => Array.from({ length: BITS }, (__, b) => bitOf(i, b)))
    const distance = (i: number): number => bits[i].filter((bit, b) => bit !== bits[41][b]).length
    const expected = [...bits.keys()].sort((a, b) => distance(a) - distance(b) || a - b).slice(0, 25)
    expect([...hammingNearest(codes, 41, 25)]).toEqual(expected)
    expect(hammingNearest(codes, 41, 1)[0]).toBe(41)
    expect(hammingNearest(codes, 41, 1000)).toHaveLength(300)
  })

  it('leave most of the true neighbours among a few times as many', async () => {
    const codes = await binaryCodes(x, directions)
    let kept = 0
    for (let i = 0; i < 300; i += 10) {
      const cosine = (j: number): number => dot(row(x, i), row(x, j))
      const nearest = Array.from({ length: 300 }, (_, j) => j)
        .sort((a, b) => cosine(b) - cosine(a))
        .slice(0, 5)
      const candidates = new Set(hammingNearest(codes, i, 50))
      kept += nearest.filter((j) => candidates.has(j)).length
    }
    expect(kept / 150).toBeGreaterThan(0.9)
  })
})

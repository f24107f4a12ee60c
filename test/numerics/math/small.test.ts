import { describe, expect, it } from 'vitest'
import { evenParts } from '../../../main/math/even-parts.ts'
import { fromFloat16, toFloat16 } from '../../../main/math/float16.ts'
import {
  entropy,
  indexOfLargest,
  logLoss,
  logSumExp,
  mean,
  median,
  quantile,
  softmax,
  standardDeviation,
  sum,
} from '../../../main/math/statistics.ts'
import { workerUrl } from '../../../main/workers/worker-url.ts'
import fc from '../../support/properties.ts'

describe('even parts', () => {
  it('cover the whole one after the other, are no longer than the limit, and differ by at most one', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: -2, max: 12_000 }), (length, limit) => {
        const parts = evenParts(length, limit)
        const sizes = parts.map(([from, to]) => to - from)
        expect(parts.map(([from]) => from)).toEqual([0, ...parts.map(([, to]) => to)].slice(0, parts.length))
        expect(parts.at(-1)?.[1] ?? 0).toBe(length)
        expect(sizes.every((size) => size >= 1 && size <= Math.max(1, limit))).toBe(true)
        expect(sizes.length === 0 || Math.max(...sizes) - Math.min(...sizes) <= 1).toBe(true)
      }),
    )
  })
})

describe('float16', () => {
  it('stores known values as the bytes of IEEE 754 half precision, little endian', () => {
    const bytes = toFloat16(Float32Array.of(1, -2, 65504, 0.333251953125, 5.960464477539063e-8))
    expect(Buffer.from(bytes).toString('hex')).toBe('003c00c0ff7b55350100')
  })

  it('returns every value within half a unit in the last place', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -60000, max: 60000, noNaN: true })), (values) => {
        const input = Float32Array.from(values)
        const output = fromFloat16(toFloat16(input))
        for (let i = 0; i < input.length; i += 1) {
          const tolerance = Math.max(Math.abs(input[i]) * 2 ** -11, 2 ** -25)
          expect(Math.abs(output[i] - input[i])).toBeLessThanOrEqual(tolerance)
        }
      }),
    )
  })

  it('reads from an odd address', () => {
    const bytes = toFloat16(Float32Array.of(1, 2, 3))
    const shifted = new Uint8Array(7)
    shifted.set(bytes, 1)
    expect([...fromFloat16(shifted.subarray(1))]).toEqual([1, 2, 3])
  })

  it('refuses what it cannot hold', () => {
    expect(() => toFloat16(Float32Array.of(0, NaN))).toThrow('Value 1 (NaN)')
    expect(() => toFloat16(Float32Array.of(70000))).toThrow('does not fit')
    expect(() => fromFloat16(new Uint8Array(3))).toThrow('3 bytes')
  })
})

describe('statistics', () => {
  it('gives the textbook values', () => {
    expect(sum([1, 2, 3.5])).toBe(6.5)
    expect(mean([1, 2, 6])).toBe(3)
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(2.138089935, 8)
    expect(standardDeviation([3])).toBe(0)
    expect(median([5, 1, 3])).toBe(3)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(median([])).toBeNaN()
    expect(quantile([1, 2, 3, 4], 0.95)).toBeCloseTo(3.85, 12) // numpy.quantile
    expect(indexOfLargest([1, 3, 3])).toBe(1)
    expect(indexOfLargest([])).toBe(-1)
    expect(entropy([0.5, 0.5, 0])).toBeCloseTo(Math.LN2, 12)
    expect(logLoss([1, 0.5])).toBeCloseTo(Math.LN2 / 2, 12)
    expect(logLoss([0])).toBeCloseTo(27.63, 2)
  })

  it('has a softmax that survives large scores and does not move when all scores shift', () => {
    expect([...softmax([1000, 1000, -1000])]).toEqual([0.5, 0.5, 0])
    expect(logSumExp([-1000, -1000])).toBeCloseTo(-1000 + Math.LN2, 9)
    expect(logSumExp([])).toBe(-Infinity)
    const scores = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(scores, fc.double({ min: -500, max: 500, noNaN: true }), (values, shift) => {
        const plain = softmax(values, 2)
        const shifted = softmax(
          values.map((value) => value + shift),
          2,
        )
        expect(sum(plain)).toBeCloseTo(1, 9)
        for (let i = 0; i < plain.length; i += 1) expect(shifted[i]).toBeCloseTo(plain[i], 6)
      }),
    )
  })
})

describe('workerUrl', () => {
  it('gives the worker the extension of its caller', () => {
    expect(workerUrl('file:///a/b/train.ts', './train-worker').href).toBe('file:///a/b/train-worker.ts')
    expect(workerUrl('file:///a/b/train.js', './train-worker').href).toBe('file:///a/b/train-worker.js')
  })
})

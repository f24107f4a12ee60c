import { expect, test } from 'vitest'
import { fixedAndEach, growthExponent } from '../../bench/growth.ts'

test('the exponent of growth is that of the power which the times follow', () => {
  const times = (power: number) => [1e3, 1e4, 1e5].map((size) => ({ size, time: 3e-4 * size ** power }))
  expect(growthExponent(times(1))).toBeCloseTo(1, 10)
  expect(growthExponent(times(1.7))).toBeCloseTo(1.7, 10)
  expect(growthExponent(times(1).slice(0, 1))).toBeNull()
})

test('a line through the ends tells what is fixed and what each one adds', () => {
  const measured = [1_000, 10_000, 100_000].map((size) => ({ size, time: 0.25 + size * 1e-5 }))
  const { fixed = 0, each = 0 } = fixedAndEach(measured) ?? {}
  expect([fixed, each * 1e5]).toEqual([expect.closeTo(0.25, 10), expect.closeTo(1, 10)])
  expect(fixedAndEach(measured.slice(1, 2))).toBeNull()
})

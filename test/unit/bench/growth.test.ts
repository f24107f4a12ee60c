import { expect, test } from 'vitest'
import { growthExponent } from '../../bench/growth.ts'

test('the exponent of growth is that of the power which the times follow', () => {
  const times = (power: number) => [1e3, 1e4, 1e5].map((size) => ({ size, time: 3e-4 * size ** power }))
  expect(growthExponent(times(1))).toBeCloseTo(1, 10)
  expect(growthExponent(times(1.7))).toBeCloseTo(1.7, 10)
  expect(growthExponent(times(1).slice(0, 1))).toBeNull()
})

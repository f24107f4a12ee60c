import { expect, test } from 'vitest'
import { computeSpace } from '../../../main/jobs/library-model/compute-space.ts'
import { silent } from '../../../main/jobs/library-model/reader.ts'
import { VERSION } from '../../../main/jobs/library-model/space-cache.ts'
import { ownNumbers, row, sideBySide, type Matrix } from '../../../main/math/matrix.ts'
import { bunches, dot } from '../../support/training/vectors.ts'

/** Far more than processors differ by in their rounding. */
const DIGITS = 2

/** Cosines of the first row with others. */
function cosines(m: Matrix): number[] {
  const first = row(m, 0)
  return [12, 24, 36, 48, 1, 2, 3].map((other) => {
    const values = row(m, other)
    return dot(first, values) / Math.sqrt(dot(first, first) * dot(values, values))
  })
}

/**
 * Where this fails, the same features lead to another space than before: raise VERSION in space-cache.ts, or spaces that were kept are
 * not those of this program. Then put the new numbers here.
 */
test.each([
  {
    each: 40,
    numbers: [
      ...[0.8605, 0.995, 0.9972, 0.9836, 0.1433, 0.0358, 0.184],
      ...[0.6214, 0.7619, 0.7616, 0.6186, 0.0938, -0.1127, 0.2187],
      0.9668,
    ],
  },
  {
    each: 10,
    numbers: [
      ...[0.8679, 0.9915, 0.9897, 0.9881, 0.503, 0.3102, 0.5281],
      ...[0.6251, 0.7602, 0.7578, 0.6209, 0.2737, 0.0245, 0.3908],
      0.9746,
    ],
  },
])('the same $each features of each kind lead to the space of this version', async ({ each, numbers }) => {
  const { principal, coordinates, affinity } = await computeSpace(bunches(12, each, 32, 1.5, 1), {
    ...silent(),
    allocate: ownNumbers,
  })
  const representation = sideBySide([principal, coordinates])
  let weight = 0
  for (const value of affinity.values) weight += value
  const found = [...cosines(coordinates), ...cosines(representation), weight / affinity.rows]
  expect(VERSION).toBe(5)
  for (const [place, number] of numbers.entries()) expect(found[place]).toBeCloseTo(number, DIGITS)
})

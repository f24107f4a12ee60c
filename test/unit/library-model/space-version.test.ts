import { expect, test } from 'vitest'
import { computeSpace } from '../../../main/jobs/library-model/compute-space.ts'
import { silent } from '../../../main/jobs/library-model/reader.ts'
import { VERSION } from '../../../main/jobs/library-model/space-cache.ts'
import { row, type Matrix } from '../../../main/math/matrix.ts'
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
test('the same features lead to the space of this version', async () => {
  const { representation, coordinates, affinity } = await computeSpace(bunches(12, 40, 32, 1.5, 1), silent())
  let weight = 0
  for (const value of affinity.values) weight += value
  const found = [...cosines(coordinates), ...cosines(representation), weight / affinity.rows]
  const known = {
    version: 3,
    numbers: [
      ...[0.8605, 0.995, 0.9972, 0.9836, 0.1433, 0.0358, 0.184],
      ...[0.6214, 0.7619, 0.7616, 0.6186, 0.0938, -0.1127, 0.2187],
      0.9668,
    ],
  }
  expect(VERSION).toBe(known.version)
  for (const [place, number] of known.numbers.entries()) expect(found[place]).toBeCloseTo(number, DIGITS)
})

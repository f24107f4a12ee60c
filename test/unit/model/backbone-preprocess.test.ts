/** @file Preprocessing against a plain reference, and its invariants on random features. */
import { expect, test } from 'vitest'
import { matrix, row, type Matrix } from '../../../main/math/matrix.ts'
import { preprocess, preprocessorOf } from '../../../main/model/preprocess.ts'
import fc from '../../support/properties.ts'

/** The same steps with plain arrays and float64. */
function reference(levels: number[][][]): { values: number[]; distance: number }[] {
  const unit = (values: number[]) => {
    const norm = Math.hypot(...values)
    return values.map((value) => (norm < 1e-6 ? 0 : value / norm))
  }
  const joined = levels[0].map((_, photo) =>
    levels.flatMap((level) =>
      unit(level[photo].map((value) => Math.sign(value) * Math.sqrt(Math.abs(value)))),
    ),
  )
  const mean = joined[0].map((_, c) => joined.reduce((sum, values) => sum + values[c], 0) / joined.length)
  return joined.map((values) => {
    const centred = values.map((value, c) => value - mean[c])
    return { values: unit(centred), distance: Math.hypot(...centred) }
  })
}

const asMatrix = (rows: number[][]): Matrix =>
  matrix(rows.length, rows[0].length, Float32Array.from(rows.flat()))

const levelsOf = (photos: number) => {
  const values = fc.double({ min: -50, max: 50, noNaN: true }).map(Math.fround)
  const level = (columns: number) =>
    fc.array(fc.array(values, { minLength: columns, maxLength: columns }), {
      minLength: photos,
      maxLength: photos,
    })
  return fc.tuple(level(3), level(5))
}

test('two levels equal the reference, and every row has length 1 or 0', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 6 }).chain((photos) => levelsOf(photos)),
      (levels) => {
        const expected = reference(levels)
        const out = preprocess(levels.map(asMatrix)).apply(levels.map(asMatrix))
        for (let photo = 0; photo < out.rows; photo += 1) {
          const norm = Math.hypot(...row(out, photo))
          expect(norm === 0 || Math.abs(norm - 1) < 1e-5).toBe(true)
        }
        expected.forEach(({ values, distance }, photo) => {
          // Close to the mean the direction is float32's rounding noise.
          if (distance < 1e-2) return
          expect([...row(out, photo)]).toEqual(values.map((value): unknown => expect.closeTo(value, 3)))
        })
      },
    ),
  )
})

test('golden values', () => {
  const level = asMatrix([
    [4, 0],
    [0, -9],
  ])
  const out = preprocess([level])
  // Square roots [2, 0] and [0, -3], unit [1, 0] and [0, -1], mean [.5, -.5]: [.5, .5] and [-.5, -.5], unit.
  expect([...out.mean]).toEqual([0.5, -0.5])
  const half = Math.fround(Math.SQRT1_2)
  expect([...out.apply([level]).data]).toEqual(
    [half, half, -half, -half].map((value): unknown => expect.closeTo(value, 6)),
  )
})

test('a stored mean gives the same features', () => {
  const level = asMatrix([
    [1, 2, 3],
    [3, 1, 0],
    [0, 5, 1],
  ])
  const fitted = preprocess([level])
  expect(preprocessorOf(fitted.mean).apply([level])).toEqual(fitted.apply([level]))
})

test('a photo that equals the mean, and a zero photo, give zeros and never NaN', () => {
  expect([...preprocess([asMatrix([[3, 4]])]).apply([asMatrix([[3, 4]])]).data]).toEqual([0, 0])
  expect([...preprocess([asMatrix([[0, 0]])]).apply([asMatrix([[0, 0]])]).data]).toEqual([0, 0])
})

test('features that are not finite, and levels of another shape, are refused', () => {
  const fitted = preprocess([asMatrix([[1, 2]])])
  expect(() => fitted.apply([asMatrix([[NaN, 1]])])).toThrow('finite')
  expect(() => fitted.apply([asMatrix([[1, 2, 3]])])).toThrow('3 numbers a photo, the fit had 2')
  expect(() => preprocess([asMatrix([[1]]), asMatrix([[1], [2]])])).toThrow(
    '2 photos where the first one has 1',
  )
})

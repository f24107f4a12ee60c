/** @file What the classifier expects of its guesses, and what is said of it. */
import { describe, expect, it } from 'vitest'
import { expectationOf } from '../../../main/learn/assessment/expectation.ts'
import { expectedAccuracy, FEWEST_ANSWERS } from '../../../main/learn/assessment/expected-accuracy.ts'
import fc from '../../support/properties.ts'

const probability = fc.double({ min: 0, max: 1, noNaN: true })
/** A row for each photo: whether it has a label, and the probability of its guess. */
const photosOf = fc.array(fc.tuple(fc.boolean(), probability), { minLength: 1, maxLength: 60 })
const expectationFor = (photos: readonly (readonly [boolean, number])[]) =>
  expectationOf(
    Int32Array.from(photos, ([isLabelled]) => (isLabelled ? 0 : -1)),
    Float64Array.from(photos, ([, value]) => value),
  )

describe('what is expected', () => {
  it('counts the doubts of photos without a label, and the least sure ones until a share is right', () => {
    // Ten photos: four labels, and doubts of .5 .5 .2 .2 .1 0, together 1.5.
    const open = [0.5, 0.5, 0.8, 0.8, 0.9, 1].map((value) => [false, value] as const)
    const labels = open.slice(2).map(() => [true, 0] as const)
    const { photos: all, labelled, wrong, doubtful } = expectationFor([...open, ...labels])
    expect({ all, labelled }).toEqual({ all: 10, labelled: 4 })
    expect(wrong).toBeCloseTo(1.5)
    expect(doubtful).toEqual([1, 2, 4]) // 1, .5 and .1 wrong ones may stay
  })

  it('is no doubt where all have a label', () => {
    const { wrong, doubtful } = expectationFor([
      [true, 0.2],
      [true, 0.3],
    ])
    expect({ wrong, doubtful }).toEqual({ wrong: 0, doubtful: [0, 0, 0] })
  })

  it('needs no fewer photos for a larger share, and never more than there are', () => {
    fc.assert(
      fc.property(photosOf, (photos) => {
        const { doubtful, labelled } = expectationFor(photos)
        expect(doubtful).toEqual(doubtful.toSorted((a, b) => a - b))
        expect(doubtful.at(-1)).toBeLessThanOrEqual(photos.length - labelled)
      }),
    )
  })
})

describe('what is said of it', () => {
  it('is nothing after few answers, and where every photo has a label', () => {
    const expectation = expectationFor([[false, 0.7]])
    expect(expectedAccuracy(expectation, FEWEST_ANSWERS - 1)).toBeUndefined()
    expect(expectedAccuracy(expectation, FEWEST_ANSWERS)).toBeDefined()
    expect(expectedAccuracy(expectationFor([[true, 1]]), 100)).toBeUndefined()
  })

  it('is not all where any guess is in doubt, and says more of the last photos', () => {
    const labels = Array.from({ length: 400 }, () => [true, 1] as const)
    const open = (count: number) => Array.from({ length: count }, () => [false, 0.999] as const)
    const many = expectedAccuracy(expectationFor([...labels, ...open(100)]), 100)
    expect(many?.accuracy).toBeLessThan(1)
    expect(many?.accuracy).toBeGreaterThan(0.999)
    expect(many?.high).toBe(1)
    const of = (count: number, doubt: number) =>
      expectedAccuracy(
        expectationFor([...labels, ...open(count).map(() => [false, 1 - doubt / count] as const)]),
        100,
      )?.accuracy ?? NaN
    // As many are expected to be wrong, of fewer photos.
    expect(1 - of(20, 8)).toBeGreaterThan((1.2 * (1 - of(40, 8)) * 440) / 420)
  })

  it('has its figures in order, and takes no label for wrong', () => {
    fc.assert(
      fc.property(photosOf, (photos) => {
        const expectation = expectationFor(photos)
        const said = expectedAccuracy(expectation, 100)
        if (said === undefined) {
          expect(expectation.labelled).toBe(photos.length)
          return
        }
        const { low, accuracy, high } = said
        expect([low, accuracy, high]).toEqual([low, accuracy, high].toSorted((a, b) => a - b))
        expect(low).toBeGreaterThanOrEqual(expectation.labelled / photos.length - 1e-9)
        expect(high).toBeLessThanOrEqual(1)
      }),
    )
  })
})

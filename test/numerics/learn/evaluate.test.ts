import { describe, expect, it } from 'vitest'
import { evaluatePredictions } from '../../../main/learn/assessment/evaluate.ts'
import { reliability } from '../../../main/learn/assessment/reliability.ts'
import { matrix } from '../../../main/math/matrix.ts'

describe('evaluating predictions', () => {
  it('counts by hand', () => {
    const truth = new Map([
      [1, 'cat'],
      [2, 'cat'],
      [3, 'dog'],
      [4, 'dog'],
      [5, 'ant'],
    ])
    const predicted = new Map([
      [1, 'cat'],
      [2, 'dog'],
      [3, 'dog'],
      [4, 'yak'],
      [9, 'cat'], // without a truth: does not count
    ])
    const result = evaluatePredictions(truth, predicted)
    expect(result.accuracy).toBe(0.4)
    expect(result.photos).toBe(5)
    expect(result.confusion).toEqual({
      classes: ['ant', 'cat', 'dog', 'yak'],
      counts: [
        [0, 0, 0, 0],
        [0, 1, 1, 0],
        [0, 0, 1, 1],
        [0, 0, 0, 0],
      ],
    })
    expect(result.perClass).toEqual([
      { class: 'ant', photos: 1, precision: null, recall: 0 },
      { class: 'cat', photos: 2, precision: 1, recall: 0.5 },
      { class: 'dog', photos: 2, precision: 0.5, recall: 0.5 },
      { class: 'yak', photos: 0, precision: 0, recall: null },
    ])
  })

  it('has no accuracy without photos', () => {
    expect(evaluatePredictions(new Map<number, string>(), new Map())).toMatchObject({
      accuracy: 0,
      photos: 0,
    })
  })
})

describe('reliability', () => {
  it('compares how sure with how often right, bin by bin', () => {
    // Three photos at .94 of which two are right, one at .55 that is wrong, and one that nothing is known of.
    const values = [0.94, 0.06, 0.94, 0.06, 0.06, 0.94, 0.55, 0.45, 0, 0]
    const { bins, error } = reliability(matrix(5, 2, Float32Array.from(values)), Int32Array.of(0, 0, 0, 1, 1))
    const full = bins.filter(({ photos }) => photos > 0)
    expect(full).toMatchObject([
      { from: 0.5, photos: 1, accuracy: 0 },
      { from: 0.9, to: 1, photos: 3 },
    ])
    expect(full[1].accuracy).toBeCloseTo(2 / 3, 6)
    expect(full[1].confidence).toBeCloseTo(0.94, 6)
    expect(error).toBeCloseTo((0.55 + 3 * (0.94 - 2 / 3)) / 4, 6)
  })

  it('is perfect where nothing was judged', () => {
    expect(reliability(matrix(0, 3), new Int32Array(0)).error).toBe(0)
  })
})

import { describe, expect, it } from 'vitest'
import { evaluatePredictions } from '../../main/learn/evaluate.ts'

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

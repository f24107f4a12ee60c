/** @file What the foot of the review says of the guesses: never all where some may be wrong, and numbers for the last few photos. */
import { describe, expect, it } from 'vitest'
import { fewLeft, percentRange } from '../../../renderer/features/review/estimate/estimate-words.ts'

const n = (value: number, options: Intl.NumberFormatOptions): string =>
  new Intl.NumberFormat('en', options).format(value)

describe('the share of right photos', () => {
  it('is a whole percentage, and no hundred before it is one', () => {
    expect(percentRange({ accuracy: 0.934, low: 0.876, high: 0.97 }, n)).toEqual({
      ...{ share: '93%', low: '88%', high: '97%' },
    })
    expect(percentRange({ accuracy: 0.9966, low: 0.9917, high: 1 }, n)).toEqual({
      ...{ share: '99.6%', low: '99.1%', high: '100%' },
    })
    expect(percentRange({ accuracy: 0.99999, low: 0.99, high: 0.99999 }, n)).toEqual({
      ...{ share: '99.9%', low: '99%', high: '99.9%' },
    })
  })
})

describe('the last few photos', () => {
  const shown = {
    photos: 505,
    setAside: 5,
    remaining: 11,
    expected: { accuracy: 0.995, low: 0.9866, high: 1 },
  }

  it('are told by how many of their guesses may be wrong', () => {
    expect(fewLeft(shown)).toEqual({ open: 11, wrong: 7 })
    expect(fewLeft({ ...shown, remaining: 4 })).toEqual({ open: 4, wrong: 4 })
    expect(fewLeft({ ...shown, expected: { accuracy: 1, low: 1, high: 1 } })).toEqual({ open: 11, wrong: 1 })
  })

  it('are not told while there are more, or none, or nothing is expected', () => {
    expect(fewLeft({ ...shown, remaining: 200 })).toBeUndefined()
    expect(fewLeft({ ...shown, remaining: 0 })).toBeUndefined()
    expect(fewLeft({ ...shown, expected: null })).toBeUndefined()
  })
})

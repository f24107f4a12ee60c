/** @file How probable words are by the probabilities of the network's classes, on numbers computed by hand. */
import { describe, expect, it } from 'vitest'
import { guessName, shareClasses, shareOf } from '../../../../main/model/words/word-shares.ts'

describe('the share of a word', () => {
  it('is the sum over its classes, and no more than 1', () => {
    expect(shareOf([0.5, 0.25, 0.25], [0, 2])).toBeCloseTo(0.75)
    expect(shareOf([0.6, 0.4000001], [0, 1])).toBe(1)
    expect(shareOf([0.5, 0.5], [])).toBe(0)
  })
})

describe('a guess by names', () => {
  it('gives each class to the narrowest name that it belongs to', () => {
    const [dog, animal] = shareClasses([
      [1, 2],
      [1, 2, 3],
    ])
    expect(dog.map(({ index }) => index)).toEqual([1, 2])
    expect(animal).toEqual([{ index: 3, weight: 1 }])
    // Whichever comes first.
    expect(
      shareClasses([
        [1, 2, 3],
        [1, 2],
      ]),
    ).toEqual([animal, dog])
  })

  it('shares a class among names that mean the same', () => {
    const shared = shareClasses([[4], [4], [4, 5], []])
    expect(shared).toEqual([
      [{ index: 4, weight: 0.5 }],
      [{ index: 4, weight: 0.5 }],
      [{ index: 5, weight: 1 }],
      [],
    ])
  })

  it('is one of the names where all are known, and leaves the rest to unknown ones', () => {
    const probabilities = [0.1, 0.3, 0.6]
    const known = guessName(probabilities, shareClasses([[0], [1]]))
    expect(known?.name).toBe(1)
    expect(known?.probability).toBeCloseTo(0.75)
    const withUnknown = guessName(probabilities, shareClasses([[0], [1], []]))
    expect(withUnknown?.name).toBe(1)
    expect(withUnknown?.probability).toBeCloseTo(0.3)
  })

  it('does not go to a broad name only because that has many classes', () => {
    const broad = Array.from({ length: 100 }, (_, i) => i + 1)
    const unsure = Float32Array.from({ length: 101 }, (_, i) => (i === 0 ? 0.2 : 0.008))
    expect(guessName(unsure, shareClasses([[0], broad]))).toMatchObject({ name: 0 })
    const sure = Float32Array.from({ length: 101 }, (_, i) => (i === 0 ? 0.01 : 0.0099))
    expect(guessName(sure, shareClasses([[0], broad]))).toMatchObject({ name: 1 })
  })

  it('is none where no name is known, and no certainty where nothing speaks for any', () => {
    expect(guessName([1], shareClasses([[], []]))).toBeUndefined()
    expect(guessName([1, 0], shareClasses([[1], [1]]))?.probability).toBe(0)
    expect(guessName([1], [])).toBeUndefined()
  })
})

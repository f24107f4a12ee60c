import { describe, expect, it } from 'vitest'
import { changedGuesses, Corrections, type Guesses } from '../../../main/jobs/review/corrections.ts'

/** The answers number 1, 2, ... changed so many guesses. */
function after(...photos: number[]): Corrections {
  const corrections = new Corrections()
  photos.forEach((count, position) => {
    corrections.add(position + 1, count)
  })
  return corrections
}

describe('what answers about single photos taught', () => {
  it('is not known before five of them', () => {
    expect(after().isLearning([])).toBe(true)
    expect(after(0, 0, 0, 0).isLearning([1, 2, 3, 4])).toBe(true)
    expect(after(0, 0, 0, 0, 0).isLearning([1, 2, 3, 4, 5])).toBe(false)
  })

  it('is enough while the last five changed two guesses on average', () => {
    const five = [1, 2, 3, 4, 5]
    expect(after(0, 0, 0, 0, 10).isLearning(five)).toBe(true)
    expect(after(0, 0, 0, 0, 9).isLearning(five)).toBe(false)
    expect(after(100, 2, 2, 2, 2, 1).isLearning([...five, 6])).toBe(false)
    expect(after(0, 2, 2, 2, 2, 2).isLearning([...five, 6])).toBe(true)
  })

  it('is that of the answers in force, also of one that was taken back and put back', () => {
    const corrections = after(0, 0, 0, 0, 0, 12)
    expect(corrections.isLearning([1, 2, 3, 4, 5])).toBe(false)
    expect(corrections.isLearning([1, 2, 3, 4, 5, 6])).toBe(true)
  })

  it('is nothing where it was not seen: an answer of an earlier session, or one that skips', () => {
    expect(after(9).isLearning([1, 20, 21, 22, 23])).toBe(false)
    expect(after(9, 9).isLearning([1, 2, 20, 21, 22])).toBe(true)
  })
})

describe('the guesses that an answer changes', () => {
  const space: Guesses['space'] = { rowOf: new Map([11, 12, 13, 14, 15].map((id, row) => [id, row])) }

  function guesses(guess: number[], labels: number[], classIds: number[]): Guesses {
    return {
      space,
      evidence: { labels: Int32Array.from(labels), classIds },
      ranking: { guess: Int32Array.from(guess) },
    }
  }

  it('are those of other photos without a label, told by class and not by its place', () => {
    const before = guesses([0, 1, 1, 0, 0], [0, -1, -1, -1, -1], [5, 7])
    // Class 3 is new and the first now; the photos 12 and 13 stay in class 7, 14 changes, 15 was asked about.
    const now = guesses([1, 2, 2, 0, 0], [1, -1, -1, -1, 0], [3, 5, 7])
    expect(changedGuesses(before, now, [15])).toBe(1)
    const excluded = guesses([1, 2, 2, 1, 0], [1, -1, -1, -1, -1], [3, 5, 7])
    expect(changedGuesses(before, excluded, [15])).toBe(0)
    expect(changedGuesses(before, excluded, [])).toBe(1)
  })

  it('are not known where photos came in between', () => {
    const one = guesses([0, 0, 0, 0, 0], [-1, -1, -1, -1, -1], [5])
    const other = { ...one, space: { rowOf: new Map(space.rowOf) } }
    expect(changedGuesses(one, other, [])).toBeUndefined()
  })
})

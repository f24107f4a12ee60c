import { describe, expect, it } from 'vitest'
import { Corrections } from '../../../main/jobs/review/corrections.ts'

/** The answers number 1, 2, ... changed the guesses for so many photos. */
function after(...photos: number[]): Corrections {
  const corrections = new Corrections()
  photos.forEach((count, position) => {
    corrections.add(position + 1, count)
  })
  return corrections
}

describe('what answers about single photos taught', () => {
  it('is not known before five of them', () => {
    expect(after().isLearning(0)).toBe(true)
    expect(after(0, 0, 0, 0).isLearning(4)).toBe(true)
    expect(after(0, 0, 0, 0, 0).isLearning(5)).toBe(false)
  })

  it('is enough while the last five changed two guesses each', () => {
    expect(after(0, 0, 0, 0, 10).isLearning(5)).toBe(true)
    expect(after(0, 0, 0, 0, 9).isLearning(5)).toBe(false)
    expect(after(100, 2, 2, 2, 2, 1).isLearning(6)).toBe(false)
    expect(after(0, 2, 2, 2, 2, 2).isLearning(6)).toBe(true)
  })

  it('does not count answers that were taken back, and counts little where it was not seen', () => {
    const corrections = after(0, 0, 0, 0, 0, 12)
    expect(corrections.isLearning(6)).toBe(true)
    corrections.forget([6])
    expect(corrections.isLearning(5)).toBe(false)
    expect(after(9, 9).isLearning(40)).toBe(false) // 38 were answered before the program started
  })
})

/** @file How fast a person sorts, and the time that is left at that pace. */
import { describe, expect, it } from 'vitest'
import { Pace } from '../../../renderer/features/review/pace.ts'

/** One answer every `step` milliseconds, each about `photos` photos. */
function sorted(pace: Pace, { answers, step, photos, from = 0, labelled = 0 }: Steps): number {
  for (let i = 0; i < answers; i += 1) pace.note(from + i * step, labelled + i * photos)
  return labelled + (answers - 1) * photos
}
interface Steps {
  answers: number
  step: number
  photos: number
  from?: number
  labelled?: number
}

describe('the pace', () => {
  it('is unknown before a few answers, and foretells the rest from then on', () => {
    const pace = new Pace()
    sorted(pace, { answers: 5, step: 4_000, photos: 10 })
    expect(pace.secondsFor(600)).toBeNull()
    pace.note(20_000, 50)
    expect(pace.secondsFor(600)).toBeCloseTo(240)
    expect(pace.secondsFor(0)).toBeNull()
  })

  it('follows the latest answers', () => {
    const pace = new Pace()
    const labelled = sorted(pace, { answers: 30, step: 2_000, photos: 20 })
    sorted(pace, { answers: 25, step: 2_000, photos: 1, from: 60_000, labelled })
    expect(pace.secondsFor(10)).toBeCloseTo(20)
  })

  it('does not count a time in which nobody answered, nor answers that were taken back', () => {
    const pace = new Pace()
    const labelled = sorted(pace, { answers: 6, step: 3_000, photos: 10 })
    pace.note(3_600_000, labelled + 10)
    expect(pace.secondsFor(100)).toBeCloseTo(30)
    const back = new Pace()
    for (let i = 0; i < 10; i += 1) back.note(i * 1_000, i % 2 === 0 ? 0 : 10)
    back.note(10_000, 0)
    expect(back.secondsFor(100)).toBeNull()
  })

  it('is forgotten with its library', () => {
    const pace = new Pace()
    sorted(pace, { answers: 10, step: 1_000, photos: 5 })
    pace.forget()
    pace.note(20_000, 900)
    expect(pace.secondsFor(100)).toBeNull()
  })
})

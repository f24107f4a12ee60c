/** @file How fast a person answers, how many answers are left, and what is shown of the time that these take. */
import { describe, expect, it } from 'vitest'
import { askedAlone, Pace, steady } from '../../../renderer/features/review/pace.ts'

/** One answer after the other, each in so many milliseconds and about so many photos. */
class Session {
  readonly pace = new Pace()
  #at = 0
  #answers = 0
  #done = 0

  constructor() {
    this.#note()
  }
  answer(times: number, { step, photos }: { step: number; photos: number }): this {
    for (let i = 0; i < times; i += 1) {
      this.#at += step
      this.#answers += 1
      this.#done += photos
      this.#note()
    }
    return this
  }
  /** Decisions that are none of this person's answers. */
  elsewhere(answers: number, done: number): this {
    this.#answers += answers
    this.#done += done
    this.#note()
    return this
  }
  #note(): void {
    this.pace.note(this.#at, { answers: this.#answers, done: this.#done })
  }
}

describe('the pace', () => {
  it('is unknown before a few single photos, and foretells these and pages apart from then on', () => {
    const session = new Session()
      .answer(20, { step: 10_000, photos: 10 })
      .answer(2, { step: 4_000, photos: 1 })
    expect(session.pace.secondsFor(600, 100)).toBeNull()
    session.answer(1, { step: 4_000, photos: 1 })
    // A hundred single ones of four seconds, and five hundred on pages of one second for each photo.
    expect(session.pace.secondsFor(600, 100)).toBeCloseTo(100 * 4 + 500)
    expect(session.pace.secondsFor(3, 3)).toBeCloseTo(12)
    expect(session.pace.secondsFor(0, 0)).toBeNull()
  })

  it('needs no page where all that is left is single photos', () => {
    const { pace } = new Session().answer(3, { step: 2_000, photos: 1 })
    expect(pace.secondsFor(10, 10)).toBeCloseTo(20)
    expect(pace.secondsFor(11, 10)).toBeNull()
  })

  it('follows the latest answers of a kind, and no single one turns it', () => {
    const session = new Session().answer(30, { step: 10_000, photos: 1 })
    const before = session.pace.secondsFor(10, 10) ?? NaN
    session.answer(1, { step: 60_000, photos: 60 })
    expect(session.pace.secondsFor(10, 10)).toBeCloseTo(before)
    session.answer(1, { step: 90_000, photos: 1 })
    expect(session.pace.secondsFor(10, 10)).toBeLessThan(1.7 * before)
    session.answer(60, { step: 2_000, photos: 1 })
    expect(session.pace.secondsFor(10, 10)).toBeCloseTo(20, -1)
  })

  it('does not count a time in which nobody answered, nor answers that were taken back or given elsewhere', () => {
    const session = new Session()
      .answer(5, { step: 3_000, photos: 1 })
      .answer(1, { step: 3_600_000, photos: 1 })
    session.elsewhere(-1, -1).elsewhere(30, 200)
    expect(session.pace.secondsFor(10, 10)).toBeCloseTo(30)
  })

  it('is forgotten with its library', () => {
    const session = new Session().answer(10, { step: 1_000, photos: 1 })
    session.pace.forget()
    expect(session.elsewhere(1, 1).pace.secondsFor(100, 100)).toBeNull()
  })
})

describe('the photos that are asked about alone', () => {
  it('are all of the last ones, and follow the doubts before', () => {
    expect([askedAlone(6, 1), askedAlone(0, 0)]).toEqual([6, 0])
    expect(askedAlone(900, 60)).toBeLessThan(100)
    expect(askedAlone(900, 60)).toBeGreaterThan(askedAlone(900, 30))
  })
})

describe('the time that is shown', () => {
  it('is hidden while it is unknown, and one of few lengths', () => {
    expect(steady(null, null)).toBeNull()
    expect(steady(600, null)).toBeNull()
    expect(steady(null, 700)).toBe(600)
    expect(steady(null, 41)).toBe(30)
    expect(steady(null, 20_000)).toBe(21_600)
  })

  it('stays while it is about right, and follows what is far off', () => {
    expect(steady(600, 480)).toBe(600)
    expect(steady(600, 800)).toBe(600)
    expect(steady(600, 400)).toBe(480)
    expect(steady(600, 1_300)).toBe(1_200)
  })

  it('does not change back and forth with estimates that differ by a quarter', () => {
    const estimates = [660, 520, 640, 500, 610, 480]
    const seen = estimates.reduce<(number | null)[]>(
      (all, each) => [...all, steady(all.at(-1) ?? null, each)],
      [],
    )
    expect(new Set(seen).size).toBe(1)
  })
})

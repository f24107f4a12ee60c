import { describe, expect, it } from 'vitest'
import { Person } from '../../../main/lab/simulate/person.ts'
import type { PersonOptions } from '../../../main/lab/simulate/person.ts'
import type { PersonAnswer, SimulatedPage } from '../../../main/lab/simulate/policy.ts'
import { Random } from '../../../main/math/random.ts'

// Photos 0-3 are cats, 4-6 dogs, 7 a rooster.
const truth = { classOf: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 2), names: ['cat', 'dog', 'rooster'] }

function person(options: Partial<PersonOptions> = {}): Person {
  const habits = { noise: 0, sendExcluded: false, nameExcluded: false, ...options }
  return new Person(truth, habits, new Random(1))
}

function page(photos: number[], suggested: number | null = null): SimulatedPage {
  return { kind: 'new', suggested, photos }
}

/** Answers a page and says what it cost. */
function priced(
  who: Person,
  asked: SimulatedPage,
): { answer: PersonAnswer; actions: number; seconds: number } {
  const before = { actions: who.actions, seconds: who.seconds }
  const answer = who.answer(asked)
  return { answer, actions: who.actions - before.actions, seconds: who.seconds - before.seconds }
}

describe('the simulated person', () => {
  it('names a class at first sight: one action to answer, one to name', () => {
    const { answer, actions, seconds } = priced(person(), page([0, 1, 2]))
    expect(answer).toEqual({
      skip: false,
      labels: [{ class: 0, name: 'cat', photos: [0, 1, 2] }],
      excluded: [],
    })
    expect(actions).toBe(2)
    expect(seconds).toBeCloseTo(3 * 0.15 + 0.5 + 1.0 + 1.5 + 3 * 0.2, 9)
  })

  it('confirms a suggestion that is right for one action', () => {
    const who = person()
    who.answer(page([0]))
    const { actions, seconds } = priced(who, page([1, 2], 0))
    expect(actions).toBe(1)
    expect(seconds).toBeCloseTo(2 * 0.15 + 0.5 + 1.0, 9)
  })

  it('chooses another class for one action, and more time', () => {
    const who = person()
    who.answer(page([0]))
    who.answer(page([4]))
    const { answer, actions, seconds } = priced(who, page([5, 6], 0))
    expect(answer).toMatchObject({ labels: [{ class: 1, name: 'dog', photos: [5, 6] }] })
    expect(actions).toBe(1)
    expect(seconds).toBeCloseTo(2 * 0.15 + 0.5 + 1.0 + 1.0, 9)
  })

  it('excludes what is not of the majority, at one action each', () => {
    const who = person()
    who.answer(page([4]))
    const { answer, actions, seconds } = priced(who, page([0, 5, 1, 7, 2]))
    expect(answer).toMatchObject({ labels: [{ name: 'cat', photos: [0, 1, 2] }], excluded: [5, 7] })
    expect(actions).toBe(1 + 1 + 2)
    expect(seconds).toBeCloseTo(5 * 0.15 + 0.5 + 1.0 + 2.1 + 2 * 0.5, 9)
  })

  it('sends excluded photos to a known class where that is its habit', () => {
    const who = person({ sendExcluded: true })
    who.answer(page([4]))
    const { answer, actions, seconds } = priced(who, page([0, 5, 1, 7, 2]))
    expect(answer).toEqual({
      skip: false,
      labels: [
        { class: 1, name: 'cat', photos: [0, 1, 2] },
        { class: 0, name: 'dog', photos: [5] },
      ],
      excluded: [7],
    })
    expect(actions).toBe(1 + 1 + 2 + 1)
    expect(seconds).toBeCloseTo(5 * 0.15 + 0.5 + 1.0 + 2.1 + 2 * 0.5 + 1.0, 9)
  })

  it('names the class of an excluded photo where that is its habit, once', () => {
    const who = person({ nameExcluded: true })
    const { answer, actions } = priced(who, page([0, 1, 7]))
    expect(answer).toMatchObject({
      labels: [{ name: 'cat' }, { name: 'rooster', photos: [7] }],
      excluded: [],
    })
    expect(actions).toBe(2 + 2)
    expect(priced(who, page([0, 1, 2, 7], 0))).toMatchObject({ answer: { excluded: [7] }, actions: 2 })
  })

  it('skips a page whose majority is under half, and names nothing', () => {
    const who = person()
    const { answer, actions, seconds } = priced(who, page([0, 4, 7]))
    expect(answer).toEqual({ skip: true })
    expect(actions).toBe(1)
    expect(seconds).toBeCloseTo(3 * 0.15 + 0.5 + 0.5, 9)
    expect(who.named).toEqual([])
  })

  it('answers a page that is half right, for the suggested class where two are equal', () => {
    const who = person()
    who.answer(page([4]))
    expect(who.answer(page([0, 5], 0))).toMatchObject({
      labels: [{ name: 'dog', photos: [5] }],
      excluded: [0],
    })
  })

  it('misses the share of intruders that it is told to', () => {
    const asked = page([0, 1, 2, 3, 4, 5, 6])
    const missed = (noise: number): number => {
      const who = person({ noise })
      const answers = Array.from({ length: 400 }, () => who.answer(asked))
      return answers.reduce((sum, each) => sum + (each.skip ? 0 : each.labels[0].photos.length - 4), 0)
    }
    expect(missed(0)).toBe(0)
    expect(missed(1)).toBe(1200)
    expect(missed(0.25) / 1200).toBeGreaterThan(0.2)
    expect(missed(0.25) / 1200).toBeLessThan(0.3)
  })
})

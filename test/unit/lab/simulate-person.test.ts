import { describe, expect, it } from 'vitest'
import { Person } from '../../../main/lab/simulate/person.ts'
import type { PersonOptions } from '../../../main/lab/simulate/person.ts'
import type { PersonAnswer, SimulatedPage } from '../../../main/lab/simulate/policy.ts'
import { FAULTS_OF, NO_FAULTS, type Faults } from '../../../main/lab/simulate/persons.ts'
import { Random } from '../../../main/math/random.ts'

// Photos 0-3 are cats, 4-6 dogs, 7 a rooster.
const truth = { classOf: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 2), names: ['cat', 'dog', 'rooster'] }

const NO_EFFORT = { opened: 0, excluded: 0, sent: 0 }

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
      effort: NO_EFFORT,
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

  it('confirms suggestions of several classes for one action, and excludes those that are wrong', () => {
    const who = person()
    who.answer(page([0]))
    who.answer(page([4]))
    const suggestions = new Map([
      [1, 0],
      [2, 0],
      [5, 1],
      [3, 1],
    ])
    const mixed: SimulatedPage = { kind: 'mixed', suggested: null, photos: [1, 2, 5, 3], suggestions }
    const { answer, actions, seconds } = priced(who, mixed)
    expect(answer).toEqual({
      skip: false,
      labels: [
        { class: 0, name: 'cat', photos: [1, 2] },
        { class: 1, name: 'dog', photos: [5] },
      ],
      excluded: [3],
      effort: { opened: 0, excluded: 1, sent: 0 },
    })
    expect(actions).toBe(2)
    expect(seconds).toBeCloseTo(4 * 0.15 + 0.5 + 1.0 + 0.5, 9)
    const wrong = new Map([
      [1, 1],
      [2, 1],
      [5, 1],
    ])
    const poor = priced(who, { kind: 'mixed', suggested: null, photos: [1, 2, 5], suggestions: wrong })
    expect(poor).toMatchObject({ answer: { skip: true }, actions: 1 })
  })

  it('confirms suggestions of several classes unseen, if the person does not look', () => {
    const who = person({ faults: { ...NO_FAULTS, unseen: 1 } })
    who.answer(page([0]))
    who.answer(page([4]))
    const suggestions = new Map([
      [1, 1],
      [2, 0],
    ])
    const { answer } = priced(who, { kind: 'mixed', suggested: null, photos: [1, 2], suggestions })
    expect(answer).toMatchObject({
      labels: [
        { class: 1, photos: [1] },
        { class: 0, photos: [2] },
      ],
      excluded: [],
    })
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
      effort: { opened: 0, excluded: 2, sent: 1 },
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

  it('looks at a stack once, and confirms or leaves it out as one photo', () => {
    const who = person()
    const cats = priced(who, { ...page([0, 1, 2, 3]), stacks: [[0, 1, 2]] })
    expect(cats.answer).toMatchObject({ labels: [{ name: 'cat', photos: [0, 1, 2, 3] }], effort: NO_EFFORT })
    expect(cats.actions).toBe(2)
    expect(cats.seconds).toBeCloseTo(2 * 0.15 + 0.5 + 1.0 + 1.5 + 3 * 0.2, 9)
    // Two tiles are cats and one is dogs, though most of the photos are dogs.
    const mixed = priced(who, { ...page([0, 4, 5, 6, 1], 0), stacks: [[4, 5, 6]] })
    expect(mixed.answer).toMatchObject({
      labels: [{ name: 'cat', photos: [0, 1] }],
      excluded: [4, 5, 6],
      effort: { opened: 0, excluded: 1, sent: 0 },
    })
    expect(mixed.actions).toBe(1 + 1)
  })

  it('opens a stack of several classes for one action, and leaves the wrong photos out one by one', () => {
    const who = person({ nameExcluded: true })
    const { answer, actions, seconds } = priced(who, { ...page([0, 1, 4, 5, 2]), stacks: [[1, 4, 5]] })
    expect(answer).toMatchObject({
      labels: [
        { name: 'cat', photos: [0, 1, 2] },
        { name: 'dog', photos: [4] },
      ],
      excluded: [5],
      effort: { opened: 1, excluded: 2, sent: 0 },
    })
    expect(actions).toBe(2 + 1 + 2 + 1)
    const looks = 3 * 0.15 + 2 * 0.15
    expect(seconds).toBeCloseTo(looks + 0.5 + 2 * (1.5 + 3 * 0.2) + 1.0 + 0.5 + 2 * 0.5, 9)
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

function faulty(faults: Partial<Faults>, seed = 1): Person {
  const options = { noise: 0, sendExcluded: false, nameExcluded: false, faults: { ...NO_FAULTS, ...faults } }
  return new Person(truth, options, new Random(seed))
}

describe('a person who makes mistakes', () => {
  it('confirms a page without a look as what is suggested, or else as what its first photo is', () => {
    const who = faulty({ unseen: 1 })
    const first = priced(who, page([0, 4, 5]))
    expect(first.answer).toEqual({
      skip: false,
      labels: [{ class: 0, name: 'cat', photos: [0, 4, 5] }],
      excluded: [],
      effort: NO_EFFORT,
    })
    expect(first.actions).toBe(2)
    expect(priced(who, page([6, 7], 0))).toMatchObject({
      answer: { labels: [{ name: 'cat', photos: [6, 7] }] },
      actions: 1,
    })
  })

  it('looks at nearly all pages where only a share goes unseen, the same ones with the same seed', () => {
    const unseen = (seed: number) => {
      const who = faulty({ unseen: 0.05 }, seed)
      const answers = Array.from({ length: 1000 }, () => who.answer(page([0, 1, 4])))
      return answers.map((each) => (each.skip ? 0 : each.labels[0].photos.length) === 3)
    }
    const hit = unseen(1).filter(Boolean).length
    expect(hit).toBeGreaterThan(30)
    expect(hit).toBeLessThan(75)
    expect(unseen(1)).toEqual(unseen(1))
    expect(unseen(2)).not.toEqual(unseen(1))
  })

  it('opens no stack in a hurry, and takes it for what its first photo is', () => {
    const who = faulty({ unseen: 1e-9 })
    const asked = { ...page([0, 1, 4, 5, 2]), stacks: [[1, 4, 5]] }
    expect(priced(who, asked)).toMatchObject({
      answer: { labels: [{ name: 'cat', photos: [0, 1, 4, 5, 2] }], excluded: [], effort: NO_EFFORT },
      actions: 2,
    })
    const out = { ...page([0, 4, 1, 2, 3], 0), stacks: [[4, 1]] }
    expect(priced(who, out)).toMatchObject({
      answer: { labels: [{ photos: [0, 2, 3] }], excluded: [4, 1], effort: { opened: 0, excluded: 1 } },
      actions: 2,
    })
  })

  it('mistypes a typed name, never a suggested one, and pays for the answer, the name and the undo', () => {
    const who = faulty({ mistyped: 1 })
    const asked = page([0, 1])
    const answer = who.answer(asked)
    const before = who.actions
    expect(who.mistypedAnswer(asked, answer)).toEqual({
      skip: false,
      labels: [{ class: -1, name: 'catt', photos: [0, 1] }],
      excluded: [],
      effort: NO_EFFORT,
    })
    expect(who.actions - before).toBe(3)
    expect(who.named).toEqual([0])
    const suggested = page([2, 3], 0)
    expect(who.mistypedAnswer(suggested, who.answer(suggested))).toBeUndefined()
    expect(who.mistypedAnswer(asked, { skip: true })).toBeUndefined()
    const perfect = person()
    expect(perfect.mistypedAnswer(asked, perfect.answer(asked))).toBeUndefined()
  })

  it('names a class a second time where it is not suggested, takes both for right, and merges them later', () => {
    const who = faulty({ secondNames: 1 })
    who.answer(page([0, 1]))
    expect(priced(who, page([1, 2]))).toMatchObject({
      answer: { labels: [{ class: 1, name: 'cat again', photos: [1, 2] }] },
      actions: 2,
    })
    expect(who.named).toEqual([0, 0])
    for (const suggested of [0, 1]) {
      expect(priced(who, page([3], suggested))).toMatchObject({
        answer: { labels: [{ class: suggested }] },
        actions: 1,
      })
    }
    for (let answers = 4; answers < 12; answers += 1) {
      expect(who.merges()).toEqual([])
      who.answer(page([3], 0))
    }
    const before = who.actions
    expect(who.merges()).toEqual([{ from: 'cat again', into: 'cat' }])
    expect(who.actions - before).toBe(2)
    expect(who.merges(true)).toEqual([])
    // Not a third name.
    expect(who.answer(page([0, 1]))).toMatchObject({ labels: [{ class: 0, name: 'cat' }] })
  })

  it('merges at the end what was not noticed before', () => {
    const who = faulty({ secondNames: 1 })
    who.answer(page([0, 1]))
    who.answer(page([1, 2]))
    expect(who.merges(true)).toHaveLength(1)
  })

  it('stops after as many answers as it has patience for', () => {
    const who = faulty({ mostAnswers: 2 })
    who.answer(page([0]))
    expect(who.hasStopped).toBe(false)
    who.answer(page([0, 4, 7]))
    expect(who.hasStopped).toBe(true)
    expect(person().hasStopped).toBe(false)
  })

  it('is each of the persons that can be asked for by one fault', () => {
    const { perfect, ...others } = FAULTS_OF
    expect(perfect).toEqual(NO_FAULTS)
    for (const faults of Object.values(others)) {
      const differences = Object.entries(faults).filter(
        (fault) => !Object.entries(NO_FAULTS).some((none) => none[0] === fault[0] && none[1] === fault[1]),
      )
      expect(differences).toHaveLength(1)
    }
  })
})

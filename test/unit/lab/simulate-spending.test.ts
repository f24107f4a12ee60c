import { describe, expect, it } from 'vitest'
import { recordOf, type AnswerRecord } from '../../../main/lab/simulate/answer-record.ts'
import { Person } from '../../../main/lab/simulate/person.ts'
import type { PersonOptions } from '../../../main/lab/simulate/person.ts'
import { NO_FAULTS } from '../../../main/lab/simulate/persons.ts'
import type { Policy, SimulatedPage } from '../../../main/lab/simulate/policy.ts'
import { runSession } from '../../../main/lab/simulate/session.ts'
import { classesFound, spendingOf, spendingTo } from '../../../main/lab/simulate/spending.ts'
import { Random } from '../../../main/math/random.ts'
import { sum } from '../../../main/math/statistics.ts'
import type { SimulationRun } from '../../../shared/contract/measures.ts'

// Photos 0-3 are cats, 4-6 dogs, 7 a rooster.
const truth = { classOf: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 2), names: ['cat', 'dog', 'rooster'] }
const NONE = -1

/** Shows the given pages; after each answer it guesses what is given for it, -1 without. */
class Scripted implements Policy {
  readonly #script: (SimulatedPage & { guess?: number[] })[]
  #guess = new Int32Array(8).fill(NONE)

  constructor(script: (SimulatedPage & { guess?: number[] })[]) {
    this.#script = [...script]
  }

  next(): SimulatedPage | null {
    const page = this.#script.shift()
    this.#guess = Int32Array.from(page?.guess ?? this.#guess)
    return page ?? null
  }

  answer(): void {
    // The guesses of the script are not learned.
  }

  guess(): Int32Array {
    return this.#guess
  }
}

async function session(
  script: ConstructorParameters<typeof Scripted>[0],
  habits: Partial<PersonOptions> = {},
) {
  const person = new Person(
    truth,
    { noise: 0, sendExcluded: false, nameExcluded: true, ...habits },
    new Random(1),
  )
  const options = { seed: 0, maxActions: 100, clock: () => 0 }
  return { run: await runSession(new Scripted(script), person, truth, options), person }
}

function actionsIn({ spending }: SimulationRun): number {
  return sum(spending.end.spent.map(({ actions }) => actions))
}

describe('what a session was spent on', () => {
  it('is every action, by what it was for, with the photos that it firstLabels', async () => {
    const { run, person } = await session([
      { kind: 'new', suggested: null, photos: [0, 1, 4] }, // a cat's first page; the dog is excluded and named
      { kind: 'new', suggested: null, photos: [0, 5, 7] }, // no class has half
      { kind: 'class', suggested: 0, photos: [2, 3, 5] }, // confirmed; the dog is left
      { kind: 'single', suggested: 0, photos: [5] },
      { kind: 'single', suggested: 1, photos: [6] },
    ])
    expect(run.spending.end.spent).toEqual([
      { on: 'first-page', actions: 1, photos: 2 },
      { on: 'confirmation', actions: 1, photos: 2 },
      { on: 'single-right', actions: 1, photos: 1 },
      { on: 'single-other', actions: 1, photos: 1 },
      { on: 'skip', actions: 1, photos: 0 },
      { on: 'name', actions: 2, photos: 0 },
      { on: 'exclusion', actions: 2, photos: 1 },
    ])
    expect(actionsIn(run)).toBe(person.actions)
    expect(run.classes).toEqual([
      { class: 'cat', photos: 4, actions: 4 },
      { class: 'dog', photos: 3, actions: 4 },
      { class: 'rooster', photos: 1, actions: null },
    ])
  })

  it('counts opened stacks, and what was left out of them or with them', async () => {
    const { run, person } = await session([
      {
        kind: 'new',
        suggested: null,
        photos: [0, 1, 4, 5, 7],
        stacks: [
          [1, 4],
          [5, 7],
        ],
      },
      { kind: 'class', suggested: 0, photos: [2, 3, 5, 6], stacks: [[5, 6]] },
      { kind: 'single', suggested: 1, photos: [5, 6], stacks: [[5, 6]] },
    ])
    expect(run.spending.end.spent).toEqual([
      { on: 'first-page', actions: 1, photos: 2 },
      { on: 'confirmation', actions: 1, photos: 2 },
      { on: 'single-right', actions: 1, photos: 2 },
      { on: 'name', actions: 3, photos: 0 },
      { on: 'opening', actions: 2, photos: 0 },
      { on: 'exclusion', actions: 4, photos: 2 },
    ])
    expect(actionsIn(run)).toBe(person.actions)
  })

  it('counts pages of several classes by themselves, and how many suggestions were right', async () => {
    const { run, person } = await session([
      { kind: 'new', suggested: null, photos: [0] },
      { kind: 'new', suggested: null, photos: [4] },
      {
        ...{ kind: 'mixed', suggested: null, expected: 0.9, photos: [1, 2, 5, 7] },
        suggestions: new Map([
          [1, 0],
          [2, 0],
          [5, 1],
          [7, 1],
        ]),
      },
    ])
    expect(run.spending.end.spent).toEqual([
      { on: 'first-page', actions: 2, photos: 2 },
      { on: 'mixed', actions: 1, photos: 3 },
      { on: 'name', actions: 3, photos: 0 },
      { on: 'exclusion', actions: 1, photos: 1 },
    ])
    expect(run.spending.end.purity).toMatchObject([{ kind: 'mixed', pages: 1, photos: 4, right: 3 }])
    expect(actionsIn(run)).toBe(person.actions)
  })

  it('counts what is sent to a class, and pages of a class that has a name', async () => {
    const { run, person } = await session(
      [
        { kind: 'new', suggested: null, photos: [0] },
        { kind: 'new', suggested: null, photos: [1, 2, 4] },
        { kind: 'class', suggested: 0, photos: [5, 6, 3] },
      ],
      { sendExcluded: true },
    )
    expect(run.spending.end.spent).toEqual([
      { on: 'first-page', actions: 1, photos: 1 },
      { on: 'new-page', actions: 1, photos: 2 },
      { on: 'other-class', actions: 1, photos: 2 },
      { on: 'name', actions: 2, photos: 0 },
      { on: 'exclusion', actions: 2, photos: 2 },
      { on: 'sending', actions: 1, photos: 0 },
    ])
    expect(actionsIn(run)).toBe(person.actions)
  })

  it('is also said up to each milestone', async () => {
    const { run } = await session([
      { kind: 'new', suggested: null, photos: [0, 1, 2, 3], guess: [0, 0, 0, 0, 0, 0, 0, 0] },
      { kind: 'new', suggested: null, photos: [4, 5, 6] },
      { kind: 'single', suggested: 0, photos: [7] },
    ])
    expect(run.actionsTo).toMatchObject({ accuracy90: 6, committed90: 6 })
    expect(run.spending.accuracy90).toEqual(run.spending.end)
    const nothing = {
      accuracy90: null,
      accuracy95: null,
      accuracy99: null,
      committed90: 4,
      committed95: null,
    }
    const records = [2, 4, 6].map((actions) => record({ actions }))
    const { accuracy90, committed90, end } = spendingTo(records, nothing)
    expect(accuracy90).toBeNull()
    expect([committed90, end].map((spending) => spending?.spent[0].actions)).toEqual([2, 3])
  })
})

/** A page that was confirmed, of ten photos. */
function record(changes: Partial<AnswerRecord>): AnswerRecord {
  return {
    ...{ kind: 'class', on: 'confirmation', actions: 1, named: [], labels: 0 },
    effort: { opened: 0, excluded: 0, sent: 0 },
    firstLabels: { page: 10, excluded: 0 },
    purity: undefined,
    changed: { all: 0, madeRight: 0, madeWrong: 0 },
    ...{ undone: 0, merged: 0 },
    ...changes,
  }
}

describe('what mistakes cost', () => {
  it('ends where the person stops', async () => {
    const pages = [0, 1, 2].map((photo) => ({ kind: 'single' as const, suggested: null, photos: [photo] }))
    const { run } = await session(pages, { faults: { ...NO_FAULTS, mostAnswers: 2 } })
    expect(run.curve.map(({ committed }) => committed)).toEqual([1, 2])
  })

  it('is counted apart: answers that were taken back, and merges', () => {
    const { spent } = spendingOf([record({ undone: 3 }), record({ merged: 4 }), record({})])
    expect(spent).toEqual([
      { on: 'confirmation', actions: 3, photos: 30 },
      { on: 'undo', actions: 3, photos: 0 },
      { on: 'merge', actions: 4, photos: 0 },
    ])
  })

  it('leaves a class with two names where it was named first', () => {
    const records = [record({ actions: 3, named: [1] }), record({ actions: 9, named: [1] })]
    expect(classesFound(records, truth)[0]).toEqual({ class: 'dog', photos: 3, actions: 3 })
  })
})

describe('the expected purity', () => {
  it('stands beside the real one, by kind, number of labels and expected share', () => {
    const page = (labels: number, expected: number, right: number) =>
      record({ labels, purity: { expected, photos: 10, right } })
    const { purity } = spendingOf([
      page(70, 0.92, 8),
      page(255, 1, 7),
      page(256, 0.9, 10),
      page(15, 0.85, 9),
      { ...page(16, 0.3, 4), kind: 'new' },
      record({ labels: 100 }), // expects nothing
    ])
    const cell = { pages: 1, photos: 10 }
    expect(purity).toEqual([
      { kind: 'class', labelsFrom: 0, expectedFrom: 0.8, ...cell, expected: 8.5, right: 9 },
      {
        ...{ kind: 'class', labelsFrom: 64, expectedFrom: 0.9, pages: 2, photos: 20 },
        ...{ expected: expect.closeTo(19.2, 9) as number, right: 15 },
      },
      { kind: 'class', labelsFrom: 256, expectedFrom: 0.9, ...cell, expected: 9, right: 10 },
      { kind: 'new', labelsFrom: 16, expectedFrom: 0.3, ...cell, expected: 3, right: 4 },
    ])
  })

  it('is that of the suggested class, or else of the commonest one; one photo without a suggestion expects nothing', async () => {
    const { run } = await session([
      { kind: 'new', suggested: null, photos: [0, 4, 5], expected: 0.75 }, // dogs, and a cat that is named
      { kind: 'class', suggested: 0, photos: [1, 2, 6], expected: 0.5 }, // cats, and one of the suggested dogs
      { kind: 'single', suggested: null, photos: [7], expected: 0.2 },
    ])
    const found = run.spending.end.purity
    expect(found.map(({ kind, expected, right }) => ({ kind, expected, right }))).toEqual([
      { kind: 'class', expected: 1.5, right: 1 },
      { kind: 'new', expected: 2.25, right: 2 },
    ])
  })
})

describe('what an answer taught', () => {
  const before = { guess: Int32Array.of(0, 0, 0, 0, 0, 0, 0, 0), named: [0] }
  const effort = { opened: 0, excluded: 0, sent: 0 }
  const labels = [{ class: 1, name: 'dog', photos: [4] }]
  const answer = { skip: false as const, labels, excluded: [], effort }
  const page = { kind: 'single' as const, suggested: 0, photos: [4] }

  it('is what it changed in the guesses for other photos without a label', () => {
    const after = { guess: Int32Array.of(1, 1, 0, 0, 1, 1, 0, 1), named: [0, 1] }
    const labels = Int32Array.of(0, NONE, NONE, NONE, NONE, NONE, NONE, NONE)
    const { changed } = recordOf({ page, answer, actions: 2 }, { truth, before, after }, labels)
    // 0 has a label, 4 was asked about; 1 was right, 5 is right now, 7 was wrong and is.
    expect(changed).toEqual({ all: 3, madeRight: 1, madeWrong: 1 })
  })

  it('is summed up by how the page was answered', () => {
    const changed = (all: number, madeRight: number, madeWrong: number) => ({ all, madeRight, madeWrong })
    const { taught } = spendingOf([
      record({ on: 'single-other', changed: changed(4, 2, 1) }),
      record({ on: 'single-other', changed: changed(0, 0, 0) }),
      record({ on: 'first-page', changed: changed(9, 5, 0) }),
    ])
    expect(taught).toEqual([
      { on: 'first-page', answers: 1, changedNothing: 0, changed: 9, madeRight: 5, madeWrong: 0 },
      { on: 'single-other', answers: 2, changedNothing: 1, changed: 4, madeRight: 2, madeWrong: 1 },
    ])
  })
})

describe('the classes', () => {
  it('come in the order in which they were named, those that never were last, by name', () => {
    const records = [record({ actions: 3, named: [1] }), record({ actions: 9 })]
    expect(classesFound(records, truth)).toEqual([
      { class: 'dog', photos: 3, actions: 3 },
      { class: 'cat', photos: 4, actions: null },
      { class: 'rooster', photos: 1, actions: null },
    ])
  })
})

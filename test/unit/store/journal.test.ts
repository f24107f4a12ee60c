/** @file The journal by example; test/property/journal.test.ts has the rules for arbitrary sessions. */
import { beforeEach, expect, test } from 'vitest'
import { type NewDecision, openMemoryStore, type Store } from '../../../main/store/store.ts'
import { openDatabase, storeOn } from '../../../main/store/lifecycle/open.ts'
import { addPhotos, closing, label } from './support.ts'

let store: Store
let set: number
let cat: number
let dog: number
let clock: number

beforeEach(() => {
  clock = 1000
  store = closing(openMemoryStore({ clock: () => clock }))
  set = store.labelSets.current()
  addPhotos(store, 5)
  cat = store.classes.ensure(set, 'cat')
  dog = store.classes.ensure(set, 'dog')
})

function decide(decision: Partial<NewDecision>): number {
  return store.journal.decide({
    labelSet: set,
    kind: 'page',
    actor: 'test',
    labels: [],
    rejections: [],
    skips: [],
    ...decision,
  })
}

function state() {
  const { journal } = store
  return {
    labels: [...journal.labels(set)],
    rejections: journal.rejections(set),
    skips: [...journal.skips(set)],
  }
}

function openPage(photos: number[]): number {
  const rows = photos.map((id) => ({ id, probability: 0.5, raw: 0.5 }))
  return store.pages.open(set, {
    kind: 'class',
    classId: cat,
    purity: 0.5,
    photos: rows,
    goal: 'commit',
    query: 'value',
    seed: 0,
  }).id
}

test('a decision labels, rejects and skips in one stroke; undo takes all of it back', () => {
  const empty = state()
  const id = decide({
    labels: [
      { photo: 1, class: cat },
      { photo: 2, class: cat },
    ],
    rejections: [
      { photo: 3, class: cat },
      { photo: 3, class: dog },
    ],
    skips: [4, 4],
  })
  const decided = {
    labels: [
      [1, cat],
      [2, cat],
    ],
    rejections: [
      { photo: 3, class: cat },
      { photo: 3, class: dog },
    ],
    skips: [[4, 1]],
  }
  expect(state()).toEqual(decided)
  expect(store.journal.undo(set)).toBe(id)
  expect(state()).toEqual(empty)
  expect(store.journal.redo(set)).toBe(id)
  expect(state()).toEqual(decided)
  expect(store.check()).toEqual([])
})

test('undo is a stack: back to the beginning and forth again', () => {
  const first = label(store, set, [{ photo: 1, class: cat }])
  const second = label(store, set, [{ photo: 1, class: dog }])
  const third = label(store, set, [{ photo: 1, class: null }])
  expect([1, 2, 3, 4].map(() => store.journal.undo(set))).toEqual([third, second, first, undefined])
  expect([1, 2].map(() => store.journal.redo(set))).toEqual([first, second])
  expect([...store.journal.labels(set)]).toEqual([[1, dog]])
  expect([1, 2].map(() => store.journal.redo(set))).toEqual([third, undefined])
})

test('a new decision makes final what was undone before it', () => {
  const first = label(store, set, [{ photo: 1, class: cat }])
  label(store, set, [{ photo: 2, class: cat }])
  store.journal.undo(set)
  const third = label(store, set, [{ photo: 3, class: cat }])
  expect(store.journal.redo(set)).toBeUndefined()
  expect([1, 2, 3].map(() => store.journal.undo(set))).toEqual([third, first, undefined])
  expect([1, 2, 3].map(() => store.journal.redo(set))).toEqual([first, third, undefined])
})

test('the label of a class takes back its rejection, and undo restores the rejection', () => {
  decide({ rejections: [{ photo: 1, class: cat }] })
  label(store, set, [{ photo: 1, class: dog }])
  expect(store.journal.rejections(set)).toEqual([{ photo: 1, class: cat }])
  label(store, set, [{ photo: 1, class: cat }])
  expect(state()).toMatchObject({ labels: [[1, cat]], rejections: [] })
  store.journal.undo(set)
  expect(state()).toMatchObject({ labels: [[1, dog]], rejections: [{ photo: 1, class: cat }] })
})

test('a rejection takes off the label of its class, and only of its class', () => {
  label(store, set, [
    { photo: 1, class: cat },
    { photo: 2, class: dog },
  ])
  decide({
    rejections: [
      { photo: 1, class: cat },
      { photo: 2, class: cat },
    ],
  })
  expect([...store.journal.labels(set)]).toEqual([[2, dog]])
  decide({ labels: [{ photo: 2, class: cat }], rejections: [{ photo: 2, class: dog }] })
  expect([...store.journal.labels(set)]).toEqual([[2, cat]])
  expect(store.check()).toEqual([])
})

test('what changes nothing leaves no trace but the decision', () => {
  label(store, set, [{ photo: 1, class: cat }])
  const again = label(store, set, [{ photo: 1, class: cat }])
  expect(store.journal.history(set, 1)).toMatchObject([{ id: again, photos: 0, classes: [] }])
  store.journal.undo(set)
  expect([...store.journal.labels(set)]).toEqual([[1, cat]])
})

test('a decision that contradicts itself, or names what is not there, changes nothing', () => {
  const other = store.classes.ensure(store.labelSets.ensure('quality'), 'good')
  const refused: [string, Partial<NewDecision>][] = [
    [
      'bad-input',
      {
        labels: [
          { photo: 1, class: cat },
          { photo: 1, class: dog },
        ],
      },
    ],
    ['bad-input', { labels: [{ photo: 1, class: cat }], rejections: [{ photo: 1, class: cat }] }],
    ['bad-input', { kind: 'skip', skips: [1], labels: [{ photo: 1, class: cat }] }],
    [
      'not-found',
      {
        labels: [
          { photo: 1, class: cat },
          { photo: 99, class: cat },
        ],
      },
    ],
    ['not-found', { labels: [{ photo: 1, class: 99 }] }],
    ['not-found', { labels: [{ photo: 1, class: other }] }],
    ['not-found', { skips: [1, 99] }],
    ['not-found', { labelSet: 99 }],
    ['not-found', { page: 99, labels: [{ photo: 1, class: cat }] }],
  ]
  for (const [code, decision] of refused) {
    expect(() => decide(decision)).toThrow(expect.objectContaining({ code }))
  }
  expect(store.journal.lastId()).toBe(0)
  expect(state()).toEqual({ labels: [], rejections: [], skips: [] })
})

test('label sets have journals of their own', () => {
  const quality = store.labelSets.ensure('quality')
  const good = store.classes.ensure(quality, 'good')
  const subject = label(store, set, [{ photo: 1, class: cat }])
  label(store, quality, [{ photo: 1, class: good }])
  expect(store.journal.undo(set)).toBe(subject)
  expect([...store.journal.labels(quality)]).toEqual([[1, good]])
  expect(store.journal.history(quality)).toHaveLength(1)
  expect(store.journal.redo(quality)).toBeUndefined()
  expect(store.journal.redo(set)).toBe(subject)
})

test('the history tells newest first what was decided and what was taken back', () => {
  const page = openPage([1, 2, 3])
  const first = decide({
    page,
    labels: [
      { photo: 1, class: dog },
      { photo: 2, class: cat },
    ],
    rejections: [{ photo: 3, class: cat }],
  })
  clock = 2000
  store.journal.undo(set)
  clock = 3000
  store.journal.redo(set)
  store.journal.undo(set)
  const entry = { page, photos: 2, undone: false }
  expect(store.journal.history(set)).toEqual([
    {
      ...entry,
      id: first + 3,
      kind: 'undo',
      at: 3000,
      of: first,
      rejected: 0,
      classes: [],
      formerClasses: ['cat', 'dog'],
    },
    {
      ...entry,
      id: first + 2,
      kind: 'redo',
      at: 3000,
      of: first,
      rejected: 1,
      classes: ['cat', 'dog'],
      formerClasses: [],
    },
    {
      ...entry,
      id: first + 1,
      kind: 'undo',
      at: 2000,
      of: first,
      rejected: 0,
      classes: [],
      formerClasses: ['cat', 'dog'],
    },
    {
      ...entry,
      id: first,
      kind: 'page',
      at: 1000,
      of: null,
      rejected: 1,
      classes: ['cat', 'dog'],
      formerClasses: [],
      undone: true,
    },
  ])
  expect(store.journal.history(set, 2).map(({ id }) => id)).toEqual([first + 3, first + 2])
  expect(store.journal.lastId()).toBe(first + 3)
})

test('decisions in force are those of the history that were not taken back, oldest first', () => {
  const first = decide({ labels: [{ photo: 1, class: cat }] })
  decide({ labels: [{ photo: 2, class: dog }] })
  const page = openPage([3, 4])
  const third = decide({ page, labels: [3, 4].map((photo) => ({ photo, class: dog })) })
  const skipped = decide({ kind: 'skip', skips: [5] })
  for (let i = 0; i < 3; i += 1) store.journal.undo(set)
  store.journal.redo(set)
  const inForce = store.journal.inForce(set)
  expect(inForce).toEqual([
    { id: first, kind: 'page', page: null, classes: [cat], labelled: 1 },
    { id: first + 1, kind: 'page', page: null, classes: [dog], labelled: 1 },
  ])
  store.journal.redo(set)
  store.journal.redo(set)
  expect(store.journal.inForce(set).map(({ id }) => id)).toEqual([first, first + 1, third, skipped])
  expect(store.journal.inForce(set).at(2)).toEqual({
    ...{ id: third, kind: 'page', page, classes: [dog], labelled: 2 },
  })
  expect(store.journal.countInForce(set)).toBe(4)
  const told = store.journal.history(set).filter(({ kind, undone }) => !undone && !kind.endsWith('do'))
  expect(told.map(({ id }) => id).reverse()).toEqual([first, first + 1, third, skipped])
})

test('a decision answers its page; undo opens it again and discards the next one', () => {
  const page = openPage([1, 2])
  const id = decide({ page, labels: [{ photo: 1, class: cat }] })
  expect(store.pages.get(page)).toMatchObject({ state: 'answered', answeredBy: id })
  expect(store.pages.current(set)).toBeUndefined()
  const next = openPage([2, 3])
  store.journal.undo(set)
  expect(store.pages.current(set)?.id).toBe(page)
  expect(store.pages.get(next)?.state).toBe('discarded')
  store.journal.redo(set)
  expect(store.pages.get(page)).toMatchObject({ state: 'answered', answeredBy: id })
  expect(store.check()).toEqual([])
})

test('redo answers the page again, also when another was opened in its stead', () => {
  const page = openPage([1])
  decide({ page, labels: [{ photo: 1, class: cat }] })
  store.journal.undo(set)
  const other = openPage([1, 2])
  expect(store.pages.get(page)?.state).toBe('discarded')
  store.journal.redo(set)
  expect(store.pages.get(page)?.state).toBe('answered')
  expect(store.pages.get(other)?.state).toBe('discarded')
  expect(store.check()).toEqual([])
})

test('a page is answered once', () => {
  const page = openPage([1])
  const id = decide({ page, labels: [{ photo: 1, class: cat }] })
  expect(() => decide({ page, labels: [{ photo: 1, class: dog }] })).toThrow(
    expect.objectContaining({ code: 'conflict' }),
  )
  expect([...store.journal.labels(set)]).toEqual([[1, cat]])
  store.pages.answeredBy(page, id)
  const unrelated = label(store, set, [{ photo: 2, class: cat }])
  expect(() => {
    store.pages.answeredBy(page, unrelated)
  }).toThrow(expect.objectContaining({ code: 'conflict' }))
})

test('undoing a decision that was no page leaves the open page open', () => {
  label(store, set, [{ photo: 1, class: cat }])
  const page = openPage([2])
  store.journal.undo(set)
  expect(store.pages.current(set)?.id).toBe(page)
})

test('an open page is the same until it is answered, photos in their order', () => {
  const page = store.pages.open(set, {
    kind: 'single',
    classId: null,
    purity: 0.25,
    photos: [
      { id: 3, probability: 0.75, raw: 0.5 },
      { id: 1, probability: 0.25, raw: 1 },
    ],
    goal: 'accuracy',
    query: 'value',
    seed: 9,
  })
  expect(store.pages.current(set)).toEqual(page)
  expect(store.pages.get(page.id)).toEqual(page)
  expect(page).toMatchObject({ state: 'open', openedAt: 1000, labelSet: set, answeredBy: null })
  expect(store.pages.current(store.labelSets.ensure('quality'))).toBeUndefined()
})

test('a page that cannot be opened leaves the old one open', () => {
  const page = openPage([1])
  expect(() => openPage([2, 99])).toThrow(expect.objectContaining({ code: 'not-found' }))
  expect(store.pages.current(set)?.id).toBe(page)
})

test('the database itself refuses to change or delete what stands in the journal', () => {
  const database = openDatabase(null)
  const other = closing(storeOn(database, null))
  addPhotos(other, 1)
  const labelSet = other.labelSets.current()
  label(other, labelSet, [{ photo: 1, class: other.classes.ensure(labelSet, 'cat') }])
  for (const statement of [
    'DELETE FROM decisions',
    "UPDATE decisions SET actor = 'nobody'",
    'DELETE FROM decision_items',
    'UPDATE decision_items SET to_value = NULL',
    "REPLACE INTO decision_items VALUES (1, 0, 1, 'skip', NULL, 0, 1)",
  ]) {
    expect(() => {
      database.execute(statement)
    }).toThrow('append-only')
  }
})

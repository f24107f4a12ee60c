/** @file Two questions about the same photos, under arbitrary sessions: what is done in one never changes the other. */
import { expect, test } from 'vitest'
import type { LabelSetId, PageId, Store } from '../../main/store/store.ts'
import { AppError } from '../../shared/errors.ts'
import { addPhotos } from '../unit/store/support.ts'
import { copiedLibrary } from './copied-library.ts'
import fc from '../support/properties.ts'

const PHOTOS = 4
const CLASSES = ['cat', 'dog', 'animals/hen']
const STEPS = [
  ...(['label', 'refuse', 'skip', 'open', 'answer', 'aside'] as const),
  ...(['rename', 'delete', 'undo', 'redo', 'snapshot', 'leave'] as const),
]
const step = fc.record({
  set: fc.constantFrom(0, 1),
  kind: fc.constantFrom(...STEPS),
  photo: fc.nat(PHOTOS - 1),
  class: fc.nat(CLASSES.length - 1),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const library = copiedLibrary((store) => {
  addPhotos(store, PHOTOS)
  store.labelSets.add('keep or delete')
})

/** All that a person can see of one set. */
function stateOf(store: Store, set: LabelSetId) {
  return {
    labels: store.journal.labelsOfAnyRole(set),
    rejections: store.journal.rejections(set),
    skips: store.journal.skips(set),
    history: store.journal.history(set),
    classes: store.classes.list(set),
    page: store.pages.current(set)?.id,
    snapshots: store.labelSnapshots.list(set),
  }
}

/** What undo must restore. */
function decided(store: Store, set: LabelSetId) {
  const { labels, rejections, skips, classes } = stateOf(store, set)
  return { labels, rejections, skips, classes }
}

/** @returns false where the step cannot be taken as things are: then nothing has changed. */
function take(store: Store, set: LabelSetId, each: Step): boolean {
  const before = stateOf(store, set)
  try {
    carryOut(store, set, each)
    return true
  } catch (thrown) {
    expect(AppError.from(thrown).code).toMatch(/conflict|not-found|bad-input/)
    expect(stateOf(store, set)).toEqual(before)
    return false
  }
}

function carryOut(store: Store, set: LabelSetId, { kind, photo, class: which }: Step): void {
  const id = store.photos.presentIds()[photo]
  const name = CLASSES[which]
  const classId = () => store.classes.ensure(set, name)
  const decision = { labelSet: set, actor: 'test', labels: [], rejections: [], skips: [] } as const
  if (kind === 'label') {
    store.journal.decide({ ...decision, kind: 'label', labels: [{ photo: id, class: classId() }] })
  } else if (kind === 'refuse') {
    store.journal.decide({ ...decision, kind: 'label', rejections: [{ photo: id, class: classId() }] })
  } else if (kind === 'skip') {
    store.journal.decide({ ...decision, kind: 'skip', skips: [id] })
  } else if (kind === 'aside') {
    const aside = store.classes.ensure(set, '/unsure')
    store.journal.decide({ ...decision, kind: 'label', labels: [{ photo: id, class: aside }] })
  } else if (kind === 'open') {
    openPage(store, set, id)
  } else if (kind === 'answer') {
    const page = store.pages.current(set)?.id
    store.journal.decide({ ...decision, kind: 'page', page, labels: [{ photo: id, class: classId() }] })
  } else if (kind === 'rename') {
    store.journal.changeClasses({
      ...{ labelSet: set, actor: 'test' },
      change: 'rename',
      from: name,
      to: 'x',
    })
  } else if (kind === 'delete') {
    store.journal.changeClasses({ ...{ labelSet: set, actor: 'test' }, change: 'delete', class: name })
  } else if (kind === 'snapshot') {
    store.labelSnapshots.add(set, name, new Map([[id, name]]))
  } else if (kind === 'leave') {
    store.labelSets.remove(set)
    store.labelSets.restore(set)
  } else store.journal[kind](set)
}

function openPage(store: Store, set: LabelSetId, photo: number): PageId {
  const photos = [{ id: photo, probability: 1, raw: 1 }]
  const page = {
    kind: 'new',
    classId: null,
    purity: 1,
    photos,
    goal: 'commit',
    query: 'value',
    seed: 0,
  } as const
  return store.pages.open(set, page).id
}

test('nothing that is done in one set changes another, and undo restores what was in its own', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const store = library()
      const sets = store.labelSets.list().map(({ id }) => id)
      /** What stood in each set before each decision that is in force. */
      const before = new Map(sets.map((set) => [set, [] as ReturnType<typeof decided>[]]))
      for (const each of steps) {
        const [set, other] = [sets[each.set], sets[1 - each.set]]
        const beside = stateOf(store, other)
        const now = decided(store, set)
        const inForce = store.journal.countInForce(set)
        take(store, set, each)
        expect(stateOf(store, other)).toEqual(beside)
        const stack = before.get(set) ?? []
        if (store.journal.countInForce(set) > inForce) stack.push(now)
        else if (store.journal.countInForce(set) < inForce) expect(decided(store, set)).toEqual(stack.pop())
      }
      for (const set of sets) {
        for (const was of (before.get(set) ?? []).toReversed()) {
          store.journal.undo(set)
          expect(decided(store, set)).toEqual(was)
        }
        expect(store.journal.undo(set)).toBeUndefined()
      }
      expect(store.check()).toEqual([])
      store.close()
    }),
    { numRuns: 150 },
  )
})

test('a page of one set is answered in no other, and a class of one labels no photo in another', () => {
  fc.assert(
    fc.property(fc.nat(PHOTOS - 1), fc.constantFrom(0, 1), (photo, which) => {
      const store = library()
      const sets = store.labelSets.list().map(({ id }) => id)
      const [set, other] = [sets[which], sets[1 - which]]
      const id = store.photos.presentIds()[photo]
      const page = openPage(store, set, id)
      const decision = { actor: 'test', kind: 'page', rejections: [], skips: [] } as const
      const foreign = store.classes.ensure(set, 'cat')
      const own = store.classes.ensure(other, 'cat')
      expect(foreign).not.toBe(own)
      const answers = [
        { ...decision, labelSet: other, page, labels: [{ photo: id, class: own }] },
        { ...decision, labelSet: other, labels: [{ photo: id, class: foreign }] },
      ]
      for (const answer of answers) expect(() => store.journal.decide(answer)).toThrow(AppError)
      for (const each of sets) expect(store.journal.history(each)).toEqual([])
      expect(store.pages.current(set)?.id).toBe(page)
      store.close()
    }),
    { numRuns: 20 },
  )
})

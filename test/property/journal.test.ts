/** @file The journal under arbitrary sessions: what holds after every step, whatever was decided, undone and redone. */
import { expect, test } from 'vitest'
import type { Store } from '../../main/store/store.ts'
import { addPhotos } from '../unit/store/support.ts'
import { copiedLibrary } from './copied-library.ts'
import { CLASSES, Model, PHOTOS, type State, type Step, steps } from './journal-model.ts'
import fc from '../support/properties.ts'

const RUNS = 300

/** A library with the photos 1 to PHOTOS and the classes 1 to CLASSES. */
const library = copiedLibrary((store) => {
  addPhotos(store, PHOTOS)
  for (let classId = 1; classId <= CLASSES; classId += 1) {
    store.classes.ensure(store.labelSets.current(), `class ${classId}`)
  }
})

function take(store: Store, step: Step): number | undefined {
  const labelSet = store.labelSets.current()
  if (step.do === 'undo') return store.journal.undo(labelSet)
  if (step.do === 'redo') return store.journal.redo(labelSet)
  return store.journal.decide({ ...step.decision, labelSet, actor: 'test' })
}

function stateOf(store: Store): State {
  const labelSet = store.labelSets.current()
  return {
    labels: store.journal.labels(labelSet),
    rejections: new Set(
      store.journal.rejections(labelSet).map(({ photo, class: classId }) => `${photo}:${classId}`),
    ),
    skips: store.journal.skips(labelSet),
  }
}

/** Oldest first, without what a later undo changes in how an entry is shown. */
function entriesOf(store: Store): object[] {
  const { journal, labelSets } = store
  return journal
    .history(labelSets.current())
    .map((entry) => ({ ...entry, undone: null }))
    .reverse()
}

function without(state: State, photo: number): State {
  const labels = new Map(state.labels)
  const skips = new Map(state.skips)
  labels.delete(photo)
  skips.delete(photo)
  return {
    labels,
    skips,
    rejections: new Set([...state.rejections].filter((key) => !key.startsWith(`${photo}:`))),
  }
}

/** Runs the property on a library of its own. */
function inLibrary(property: (store: Store) => void): void {
  const store = library()
  try {
    property(store)
  } finally {
    store.close()
  }
}

test('every step leaves exactly the state that the plain model has, and the journal adds up to it', () => {
  fc.assert(
    fc.property(steps, (session) => {
      inLibrary((store) => {
        const model = new Model()
        for (const step of session) {
          const taken = take(store, step)
          if (step.do === 'decide') model.decide(step.decision)
          else expect(taken !== undefined).toBe(model[step.do]())
          const { labels, rejections } = stateOf(store)
          expect(stateOf(store)).toEqual(model.state)
          for (const [photo, classId] of labels) expect(rejections).not.toContain(`${photo}:${classId}`)
        }
        expect(store.check()).toEqual([])
      })
    }),
    { numRuns: RUNS },
  )
})

test('a label changes only by a decision that names its photo, or by taking one back, and every entry stays', () => {
  fc.assert(
    fc.property(steps, (session) => {
      inLibrary((store) => {
        const labelSet = store.labelSets.current()
        const named = new Map<number, number[]>()
        for (const step of session) {
          const before = { labels: stateOf(store).labels, entries: entriesOf(store) }
          const taken = take(store, step)
          const entries = entriesOf(store)
          expect(entries).toHaveLength(before.entries.length + (taken === undefined ? 0 : 1))
          expect(entries.slice(0, before.entries.length)).toEqual(before.entries)
          if (taken === undefined) continue
          if (step.do === 'decide') {
            named.set(
              taken,
              [...step.decision.labels, ...step.decision.rejections].map(({ photo }) => photo),
            )
          }
          const after = store.journal.labels(labelSet)
          for (let photo = 1; photo <= PHOTOS; photo += 1) {
            if (before.labels.get(photo) !== after.get(photo)) expect(named.get(taken)).toContain(photo)
          }
        }
      })
    }),
    { numRuns: RUNS },
  )
})

test('forgetting a photo changes nothing for the others, before or after', () => {
  const photo = fc.integer({ min: 1, max: PHOTOS })
  fc.assert(
    fc.property(steps, steps, photo, (before, after, forgotten) => {
      const named = after.filter(
        (step) =>
          step.do !== 'decide' ||
          ![...step.decision.labels, ...step.decision.rejections].some((item) => item.photo === forgotten),
      )
      const later = named.filter((step) => step.do !== 'decide' || !step.decision.skips.includes(forgotten))
      inLibrary((store) => {
        inLibrary((reference) => {
          for (const step of before) take(store, step)
          store.forgetPhoto(forgotten)
          for (const step of later) expect(() => take(store, step)).not.toThrow()
          for (const step of [...before, ...later]) take(reference, step)
          expect(stateOf(store)).toEqual(without(stateOf(reference), forgotten))
          expect(store.check()).toEqual([])
        })
      })
    }),
    { numRuns: RUNS },
  )
})

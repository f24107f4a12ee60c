/** @file First labels, over arbitrary labels of before: none that was confirmed changes, and undo restores every one. */
import { expect, test } from 'vitest'
import { takeLabels } from '../../main/jobs/labels/take-labels.ts'
import type { Store } from '../../main/store/store.ts'
import type { PhotoId } from '../../shared/domain.ts'
import fc from '../support/properties.ts'
import { addPhotos } from '../unit/store/support.ts'
import { copiedLibrary } from './copied-library.ts'

const PHOTOS = 12
const library = copiedLibrary((store) => {
  addPhotos(store, PHOTOS)
})

const photos = fc.uniqueArray(fc.integer({ min: 1, max: PHOTOS }), { minLength: 1, maxLength: PHOTOS })
const name = fc.constantFrom('cat', 'dog', 'animals/owl', 'Cat')
const groups = fc.array(fc.record({ class: name, ids: photos }), { minLength: 1, maxLength: 5 })
const decisions = fc.array(fc.record({ ids: photos, class: fc.option(name), refuses: fc.boolean() }), {
  maxLength: 5,
})

function state(store: Store) {
  const labelSet = store.labelSets.current()
  const labels = [...store.journal.labels(labelSet)]
  return {
    labels: labels.map(([photo, id]): [PhotoId, string] => [photo, store.classes.name(id)]),
    refused: store.journal
      .rejections(labelSet)
      .map((each) => `${each.photo} ${store.classes.name(each.class)}`),
  }
}

test('a confirmed label stays, a photo of two names gets none, and undo restores all', () => {
  fc.assert(
    fc.property(decisions, groups, (before, wanted) => {
      const store = library()
      try {
        const labelSet = store.labelSets.current()
        for (const { ids, class: given, refuses } of before) {
          const id = given === null ? null : store.classes.ensure(labelSet, given)
          const parts =
            refuses && id !== null
              ? { labels: [], rejections: ids.map((photo) => ({ photo, class: id })) }
              : { labels: ids.map((photo) => ({ photo, class: id })), rejections: [] }
          store.journal.decide({ labelSet, kind: 'label', actor: 'person', skips: [], ...parts })
        }
        const start = state(store)
        const dry = takeLabels(store, { groups: wanted, dryRun: true })
        const done = takeLabels(store, { groups: wanted, dryRun: false })
        expect({ ...done, decision: 0 }).toEqual({ ...dry, decision: 0 })
        const end = new Map(state(store).labels)
        for (const [photo, label] of start.labels) expect(end.get(photo)).toBe(label)
        const named = new Map<PhotoId, Set<string>>()
        for (const group of wanted) {
          for (const id of group.ids) named.set(id, (named.get(id) ?? new Set()).add(group.class))
        }
        const known = new Set(start.labels.map(([photo]) => photo))
        for (let photo = 1; photo <= PHOTOS; photo += 1) {
          if (known.has(photo)) continue
          const [only, ...more] = named.get(photo) ?? []
          const isFree = more.length === 0 && !start.refused.includes(`${photo} ${only}`)
          expect(end.get(photo)).toBe(isFree ? only : undefined)
        }
        expect(done.labelled).toBe(end.size - start.labels.length)
        if (done.labelled > 0) expect(store.journal.undo(labelSet)).toBe(done.decision)
        expect(state(store)).toEqual(start)
      } finally {
        store.close()
      }
    }),
  )
})

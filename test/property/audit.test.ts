/** @file Accepting an audit, and taking that back, at whatever point of whatever audit. */
import { expect, test } from 'vitest'
import { acceptAudit, currentAudit } from '../../main/jobs/audit/audit.ts'
import { openMemoryStore, type Store } from '../../main/store/store.ts'
import { addPhotos } from '../unit/store-support.ts'
import fc from '../support/properties.ts'

const PHOTOS = 30

/** What the person says of each photo, in the order in which they are asked: the suggested class, another one, or nothing. */
const answers = fc.array(fc.constantFrom('right', 'wrong', 'reject', 'skip'), {
  minLength: 5,
  maxLength: PHOTOS,
})

function stateOf(store: Store): object {
  const labelSet = store.labelSets.default()
  return {
    labels: store.journal.labels(labelSet),
    rejections: store.journal.rejections(labelSet),
    skips: store.journal.skips(labelSet),
  }
}

test('undo of an acceptance restores exactly, redo brings it back, and nothing that was decided is overwritten', () => {
  fc.assert(
    fc.property(answers, fc.integer({ min: 0, max: 1000 }), (said, seed) => {
      const store = openMemoryStore()
      try {
        addPhotos(store, PHOTOS)
        const labelSet = store.labelSets.default()
        const [right, wrong] = ['right', 'wrong'].map((name) => store.classes.ensure(labelSet, name))
        const photos = store.photos.presentIds()
        store.audits.start(labelSet, {
          ...{ head: null, maximumError: 0.5, confidence: 0.8, seed },
          candidates: [{ threshold: 0.5, allowed: 1 }],
          photos: photos.map((photo) => ({ photo, class: right, probability: 0.9 })),
        })
        for (const [i, word] of said.entries()) {
          const photo = photos[i]
          const labelled = word === 'right' ? right : word === 'wrong' ? wrong : undefined
          store.journal.decide({
            ...{ labelSet, actor: 'test', kind: word === 'skip' ? 'skip' : 'label' },
            labels: labelled === undefined ? [] : [{ photo, class: labelled }],
            rejections: word === 'reject' ? [{ photo, class: right }] : [],
            skips: word === 'skip' ? [photo] : [],
          })
        }
        const accepted = currentAudit(store).audit?.accepted ?? null
        const before = stateOf(store)
        if (accepted === null) {
          expect(() => acceptAudit(store)).toThrow()
          expect(stateOf(store)).toEqual(before)
          return
        }
        const labelsBefore = store.journal.labels(labelSet)
        acceptAudit(store)
        const after = stateOf(store)
        const labels = store.journal.labels(labelSet)
        for (const [photo, id] of labelsBefore) expect(labels.get(photo)).toBe(id)
        said.forEach((word, i) => {
          if (word === 'reject') expect(labels.has(photos[i])).toBe(false)
        })
        store.journal.undo(labelSet)
        expect(stateOf(store)).toEqual(before)
        store.journal.redo(labelSet)
        expect(stateOf(store)).toEqual(after)
        expect(store.check()).toEqual([])
      } finally {
        store.close()
      }
    }),
    { numRuns: 60 },
  )
})

/** @file Accepting an audit, and taking that back, at whatever point of whatever audit. */
import { expect, test } from 'vitest'
import { acceptAudit, currentAudit, stopAudit } from '../../main/jobs/audit/audit.ts'
import { auditProgress } from '../../main/jobs/audit/progress.ts'
import type { Store } from '../../main/store/store.ts'
import { addPhotos } from '../unit/store/support.ts'
import { copiedLibrary } from './copied-library.ts'
import fc from '../support/properties.ts'

const PHOTOS = 30

const library = copiedLibrary((store) => {
  addPhotos(store, PHOTOS)
})

/** What the person says of each photo, in the order in which they are asked: the suggested class, another one, or nothing. */
const answers = fc.array(fc.constantFrom('right', 'wrong', 'reject', 'skip'), {
  minLength: 5,
  maxLength: PHOTOS,
})

function stateOf(store: Store): object {
  const labelSet = store.labelSets.current()
  return {
    labels: store.journal.labels(labelSet),
    rejections: store.journal.rejections(labelSet),
    skips: store.journal.skips(labelSet),
  }
}

/** Photos of an audit; those before them are labelled by hand now and then. */
const AUDITED = 20

/** Freezes the suggestions for the photos without a label, of those at the end of the library. */
function startAudit(store: Store, suggested: number): void {
  const labelSet = store.labelSets.current()
  const known = store.journal.labels(labelSet)
  const photos = store.photos.presentIds().slice(-AUDITED)
  const free = photos.filter((photo) => !known.has(photo))
  if (store.audits.running(labelSet) !== undefined || free.length === 0) return
  store.audits.start(labelSet, {
    ...{ head: null, maximumError: 0.5, confidence: 0.8, seed: 1 },
    candidates: [{ threshold: 0.5, allowed: 1 }],
    photos: free.map((photo) => ({ photo, class: suggested, probability: 0.9 })),
  })
}

test('undo of an acceptance restores exactly, redo brings it back, and nothing that was decided is overwritten', () => {
  fc.assert(
    fc.property(answers, fc.integer({ min: 0, max: 1000 }), (said, seed) => {
      const store = library()
      try {
        const labelSet = store.labelSets.current()
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
        const open = currentAudit(store)
        acceptAudit(store)
        const after = stateOf(store)
        const labels = store.journal.labels(labelSet)
        for (const [photo, id] of labelsBefore) expect(labels.get(photo)).toBe(id)
        said.forEach((word, i) => {
          if (word === 'reject') expect(labels.has(photos[i])).toBe(false)
        })
        store.journal.undo(labelSet)
        expect(stateOf(store)).toEqual(before)
        expect(currentAudit(store)).toEqual(open)
        store.journal.redo(labelSet)
        expect(stateOf(store)).toEqual(after)
        expect(currentAudit(store)).toEqual({ audit: null })
        store.journal.undo(labelSet)
        expect(currentAudit(store)).toEqual(open)
        acceptAudit(store) // as if nothing had been
        expect(stateOf(store)).toEqual(after)
        expect(store.check()).toEqual([])
      } finally {
        store.close()
      }
    }),
    { numRuns: 60 },
  )
})

const Steps = fc.array(
  fc.constantFrom('start', 'check', 'check', 'check', 'accept', 'label', 'stop', 'undo', 'undo', 'redo'),
  { maxLength: 60 },
)

test('whatever comes between, an accepted audit is ended, an undone one is as it was, and nobody is answered for', () => {
  fc.assert(
    fc.property(Steps, (steps) => {
      const store = library()
      try {
        const labelSet = store.labelSets.current()
        const right = store.classes.ensure(labelSet, 'right')
        const byHand = store.photos.presentIds().slice(0, -AUDITED)
        const open = new Map<number, ReturnType<typeof currentAudit>>()
        const label = (photo: number): number =>
          store.journal.decide({
            ...{ labelSet, kind: 'label', actor: 'test', rejections: [], skips: [] },
            labels: [{ photo, class: right }],
          })
        const checkNext = (): void => {
          const next = auditProgress(store, labelSet)?.next
          if (next !== undefined) label(next.photo)
        }
        const accept = (): void => {
          const before = currentAudit(store)
          if (before.audit?.outcome === 'held') open.set(acceptAudit(store).decision, before)
        }
        const undo = (): void => {
          const wasRunning = store.audits.running(labelSet) !== undefined
          const undone = store.journal.undo(labelSet)
          const before = undone === undefined ? undefined : open.get(undone)
          if (before !== undefined && !wasRunning) expect(currentAudit(store)).toEqual(before)
        }
        const redo = (): void => {
          const before = currentAudit(store)
          const labels = stateOf(store)
          try {
            const redone = store.journal.redo(labelSet)
            if (redone === undefined || !open.has(redone) || before.audit === null) return
            // Its own audit has ended with it, and another one has not been checked by it.
            const own = open.get(redone)?.audit?.id
            expect(currentAudit(store)).toEqual(own === before.audit.id ? { audit: null } : before)
          } catch (thrown) {
            expect(thrown).toMatchObject({ code: 'conflict' })
            expect(currentAudit(store)).toEqual(before)
            expect(stateOf(store)).toEqual(labels)
          }
        }
        for (const [index, step] of steps.entries()) {
          if (step === 'start') startAudit(store, right)
          else if (step === 'check') checkNext()
          else if (step === 'accept') accept()
          else if (step === 'label') label(byHand[index % byHand.length])
          else if (step === 'stop') stopAudit(store)
          else if (step === 'undo') undo()
          else redo()
          const running = store.audits.running(labelSet)
          const inForce = new Set(store.journal.inForce(labelSet).map(({ id }) => id))
          expect(inForce.has(running?.acceptedBy ?? 0)).toBe(false)
          expect(store.check()).toEqual([])
        }
      } finally {
        store.close()
      }
    }),
    { numRuns: 100 },
  )
})

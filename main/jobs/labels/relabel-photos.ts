/** @file Photos that a person picked get a class, another one, or none: one decision, which undo takes back as a whole. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { importedGuesses } from '../elsewhere/imported-guesses.ts'
import type { ClassId, LabelSetId, NewDecision, Store } from '../../store/store.ts'

/** From so many photos on a backup is made before. */
export const BULK_CHANGE = 100

/**
 * Photos that carry the class already, or carry none where none is wanted, are left alone. A class brings back a photo that was set
 * aside; to have none does not: that is for `setAside`.
 * @throws AppError `not-found` for an unknown photo.
 */
export function relabelPhotos(
  store: Store,
  { ids, class: name, only }: Parsed<'relabel'>,
): Output<'relabel'> {
  if (ids.length >= BULK_CHANGE) store.backUp('relabel')
  return store.transaction(() => {
    const labelSet = store.labelSets.current()
    const current = store.journal.labels(labelSet)
    const wanted = name === null ? null : store.classes.ensure(labelSet, name)
    const labels = [...new Set(ids)]
      .filter((photo) => (current.get(photo) ?? null) !== wanted)
      .filter((photo) => only === 'all' || current.has(photo))
      .map((photo) => ({ photo, class: wanted }))
    return decide(store, labelSet, labels)
  })
}

/**
 * Only what is still suggested is confirmed: since it was shown, a photo may have got a label, a person may have refused the class
 * for it, and a class may have been deleted, renamed or emptied. Those are left alone. Until there is a class, what was imported is suggested.
 * @throws AppError `not-found` for an unknown photo, `bad-input` for one that is to have two classes.
 */
export function confirmPhotos(store: Store, { groups }: Parsed<'confirm'>): Output<'confirm'> {
  if (groups.reduce((sum, { ids }) => sum + ids.length, 0) >= BULK_CHANGE) store.backUp('relabel')
  return store.transaction(() => {
    const labelSet = store.labelSets.current()
    const current = store.journal.labelsOfAnyRole(labelSet)
    const inUse = new Set(current.values())
    const refused = refusedPhotos(store, labelSet)
    const imported = store.journal.labels(labelSet).size === 0 ? classesImported(store) : undefined
    const labels = groups.flatMap(({ class: name, ids }) => {
      if (imported !== undefined) {
        const meant = [...new Set(ids)].filter((photo) => imported.get(photo) === name)
        return meant.map((photo) => ({ photo, class: store.classes.ensure(labelSet, name) }))
      }
      const wanted = store.classes.find(labelSet, name)
      if (wanted === undefined || !inUse.has(wanted)) return []
      return [...new Set(ids)]
        .filter((photo) => !current.has(photo) && refused.get(wanted)?.has(photo) !== true)
        .map((photo) => ({ photo, class: wanted }))
    })
    return decide(store, labelSet, labels)
  })
}

function classesImported(store: Store): ReadonlyMap<PhotoId, string> {
  return new Map(importedGuesses(store, 0).map(({ photo, class: name }) => [photo, name]))
}

function refusedPhotos(store: Store, labelSet: LabelSetId): Map<ClassId, Set<PhotoId>> {
  const byClass = Map.groupBy(store.journal.rejections(labelSet), (refusal) => refusal.class)
  return new Map([...byClass].map(([id, refusals]) => [id, new Set(refusals.map(({ photo }) => photo))]))
}

function decide(
  store: Store,
  labelSet: LabelSetId,
  labels: NewDecision['labels'],
): { decision: number; labelled: number } {
  if (labels.length === 0) return { decision: store.journal.lastId(), labelled: 0 }
  const parts = { labels, rejections: [], skips: [] }
  const decision = store.journal.decide({ labelSet, kind: 'label', actor: 'person', ...parts })
  return { decision, labelled: labels.length }
}

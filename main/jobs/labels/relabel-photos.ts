/** @file Photos that a person picked get a class, another one, or none: one decision, which undo takes back as a whole. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { LabelSetId, NewDecision, Store } from '../../store/store.ts'

/** From so many photos on a backup is made before. */
export const BULK_CHANGE = 100

/**
 * Photos that carry the class already, or carry none where none is wanted, are left alone.
 * @throws AppError `not-found` for an unknown photo.
 */
export function relabelPhotos(
  store: Store,
  { ids, class: name, only }: Parsed<'relabel'>,
): Output<'relabel'> {
  if (ids.length >= BULK_CHANGE) store.backUp('relabel')
  return store.transaction(() => {
    const labelSet = store.labelSets.default()
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
 * Photos that have a label already are left alone: it was given since the suggestions were shown.
 * @throws AppError `not-found` for an unknown photo, `bad-input` for one that is to have two classes.
 */
export function confirmPhotos(store: Store, { groups }: Parsed<'confirm'>): Output<'confirm'> {
  if (groups.reduce((sum, { ids }) => sum + ids.length, 0) >= BULK_CHANGE) store.backUp('relabel')
  return store.transaction(() => {
    const labelSet = store.labelSets.default()
    const current = store.journal.labels(labelSet)
    const labels = groups.flatMap(({ class: name, ids }) => {
      const wanted = store.classes.ensure(labelSet, name)
      return [...new Set(ids)]
        .filter((photo) => !current.has(photo))
        .map((photo) => ({ photo, class: wanted }))
    })
    return decide(store, labelSet, labels)
  })
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

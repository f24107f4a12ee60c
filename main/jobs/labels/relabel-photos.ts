/** @file Photos that a person picked get another class, or none: one decision, which undo takes back as a whole. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { Store } from '../../store/store.ts'

/** From so many photos on a backup is made before. */
const BULK = 100

/**
 * Photos that carry the class already, or carry none where none is wanted, are left alone.
 * @throws AppError `not-found` for an unknown photo.
 */
export function relabelPhotos(
  store: Store,
  { ids, class: name, only }: Parsed<'relabel'>,
): Output<'relabel'> {
  if (ids.length >= BULK) store.backUp('relabel')
  return store.transaction(() => {
    const labelSet = store.labelSets.default()
    const current = store.journal.labels(labelSet)
    const wanted = name === null ? null : store.classes.ensure(labelSet, name)
    const labels = [...new Set(ids)]
      .filter((photo) => (current.get(photo) ?? null) !== wanted)
      .filter((photo) => only === 'all' || current.has(photo))
      .map((photo) => ({ photo, class: wanted }))
    if (labels.length === 0) return { decision: store.journal.lastId(), labelled: 0 }
    const decision = store.journal.decide({
      labelSet,
      kind: 'label',
      actor: 'person',
      labels,
      rejections: [],
      skips: [],
    })
    return { decision, labelled: labels.length }
  })
}

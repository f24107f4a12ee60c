/** @file Gives photos without a label a class: one decision, which undo takes back as a whole. What the person said before stays. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import type { ClassId, LabelSetId, Store } from '../../store/store.ts'

/** From so many photos on a backup is made before. */
const BULK = 100

/**
 * Left alone are photos with a label, which may have got it since they were shown, and photos of which the person said that they
 * are not of this class.
 * @throws AppError `not-found` for an unknown photo.
 */
export function nameUnlabelled(
  store: Store,
  { ids, class: name }: Parsed<'nameUnlabelled'>,
): Output<'nameUnlabelled'> {
  if (ids.length >= BULK) store.backUp('relabel')
  return store.transaction(() => {
    const labelSet = store.labelSets.default()
    const labelled = store.journal.labels(labelSet)
    const wanted = store.classes.ensure(labelSet, name)
    const without = [...new Set(ids)].filter((photo) => !labelled.has(photo))
    const refused = refusedFor(store, labelSet, wanted)
    const labels = without.filter((photo) => !refused.has(photo)).map((photo) => ({ photo, class: wanted }))
    const left = { labelled: labels.length, refused: without.length - labels.length }
    if (labels.length === 0) return { decision: store.journal.lastId(), ...left }
    const parts = { labels, rejections: [], skips: [] }
    const decision = store.journal.decide({ labelSet, kind: 'label', actor: 'person', ...parts })
    return { decision, ...left }
  })
}

function refusedFor(store: Store, labelSet: LabelSetId, wanted: ClassId): Set<PhotoId> {
  const refusals = store.journal.rejections(labelSet).filter((refusal) => refusal.class === wanted)
  return new Set(refusals.map(({ photo }) => photo))
}

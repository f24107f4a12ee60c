/** @file Gives photos without a label a class: one decision, which undo takes back as a whole. What the person said before stays. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { Store } from '../../store/store.ts'

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
  const { journal } = store
  return store.transaction(() => {
    const labelSet = store.labelSets.default()
    const wanted = store.classes.ensure(labelSet, name)
    // One by one: they are few beside all labels of a large library.
    const without = [...new Set(ids)].filter((photo) => journal.labelOf(labelSet, photo) === undefined)
    const labels = without
      .filter((photo) => !journal.rejectionsOf(labelSet, photo).includes(wanted))
      .map((photo) => ({ photo, class: wanted }))
    const left = { labelled: labels.length, refused: without.length - labels.length }
    if (labels.length === 0) return { decision: journal.lastId(), ...left }
    const parts = { labels, rejections: [], skips: [] }
    const decision = journal.decide({ labelSet, kind: 'label', actor: 'person', ...parts })
    return { decision, ...left }
  })
}

/** @file Gives photos without a label classes: one decision, which undo takes back as a whole. What the person said before stays. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { Store } from '../../store/store.ts'

/** From so many photos on a backup is made before. */
const BULK = 100

/**
 * Left alone are photos with a label or set aside, which may have happened since they were shown, and photos of which the person said that they
 * are not of that class.
 * @throws AppError `not-found` for an unknown photo, `bad-input` for one that is to have two classes.
 */
export function nameUnlabelled(store: Store, { groups }: Parsed<'nameUnlabelled'>): Output<'nameUnlabelled'> {
  if (groups.reduce((sum, { ids }) => sum + ids.length, 0) >= BULK) store.backUp('relabel')
  const { journal } = store
  return store.transaction(() => {
    const labelSet = store.labelSets.current()
    let refused = 0
    const labels = groups.flatMap(({ class: name, ids }) => {
      const wanted = store.classes.ensure(labelSet, name)
      // One by one: they are few beside all labels of a large library.
      const without = [...new Set(ids)].filter(
        (photo) => journal.labelOfAnyRole(labelSet, photo) === undefined,
      )
      const meant = without.filter((photo) => !journal.rejectionsOf(labelSet, photo).includes(wanted))
      refused += without.length - meant.length
      return meant.map((photo) => ({ photo, class: wanted }))
    })
    if (labels.length === 0) return { decision: journal.lastId(), labelled: 0, refused }
    const parts = { labels, rejections: [], skips: [] }
    const decision = journal.decide({ labelSet, kind: 'label', actor: 'person', ...parts })
    return { decision, labelled: labels.length, refused }
  })
}

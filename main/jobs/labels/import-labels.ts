/** @file What all who bring labels from elsewhere have in common: one decision for all, and what was refused here. */
import type { PhotoId } from '../../../shared/domain.ts'
import type { DecisionId, Store } from '../../store/types/index.ts'

/** One decision. @param labels with the full names of classes, which are made where they are not there yet */
export function importLabels(
  store: Store,
  wanted: readonly { readonly photo: PhotoId; readonly class: string }[],
): DecisionId {
  const labelSet = store.labelSets.current()
  const ids = new Map<string, number>()
  const labels = wanted.map(({ photo, class: name }) => {
    const id = ids.get(name) ?? store.classes.ensure(labelSet, name)
    ids.set(name, id)
    return { photo, class: id }
  })
  return store.journal.decide({
    ...{ labelSet, kind: 'import', actor: 'person' },
    ...{ labels, rejections: [], skips: [] },
  })
}

/** Whether the person has said of a photo that it is not of this class. */
export function refusals(store: Store): (photo: PhotoId, className: string) => boolean {
  const labelSet = store.labelSets.current()
  const names = store.classes.names(labelSet)
  const refused = new Set(
    store.journal.rejections(labelSet).map((each) => `${each.photo} ${names.get(each.class) ?? ''}`),
  )
  return (photo, className) => refused.has(`${photo} ${className}`)
}

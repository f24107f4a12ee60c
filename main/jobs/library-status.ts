/** @file The counters of a library, as a status line shows them. */
import type { Output } from '../../shared/contract.ts'
import type { Store } from '../store/store.ts'

/** @param library Absolute path of the library folder. */
export function libraryStatus(store: Store, library: string): Output<'status'> {
  const labelSet = store.labelSets.default()
  const present = new Set(store.photos.presentIds())
  const labels = store.journal.labels(labelSet)
  const roots = store.files.roots()
  const decisions = store.journal.history(labelSet)
  return {
    library,
    photos: present.size,
    labelled: [...labels.keys()].filter((photo) => present.has(photo)).length,
    unreadable: store.files.unreadable().length,
    missing: roots.flatMap(({ id }) => store.files.under(id)).filter(({ missing }) => missing).length,
    roots: roots.map((root) => root.path),
    classes: store.classes.list(labelSet).map(({ name, photos }) => ({ name, photos })),
    actions: decisions.filter(({ kind, undone }) => !undone && kind !== 'undo' && kind !== 'redo').length,
    head: store.heads.active(labelSet),
  }
}

/** @file Label sets: the questions of a library. Choosing another one opens the library anew, which the room does. */
import { labelSet, labelSets, removeLabelSet } from '../../jobs/labels/label-sets.ts'
import { announceLabelSets } from '../announce.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

export function labelSetHandlers({
  store,
  events,
}: Pick<Dependencies, 'store' | 'events'>): Pick<
  LibraryHandlers,
  'labelSets' | 'createLabelSet' | 'renameLabelSet' | 'removeLabelSet' | 'restoreLabelSet'
> {
  /** @param change the number of the set that it is about */
  const changed = (change: () => number) => {
    const { id, name } = labelSet(store, change())
    announceLabelSets(store, events)
    return { id, name }
  }
  return {
    labelSets: () => labelSets(store),
    createLabelSet: ({ name }) => changed(() => store.labelSets.add(name)),
    renameLabelSet: ({ set, name }) =>
      changed(() => {
        store.labelSets.rename(set, name)
        return set
      }),
    removeLabelSet({ set }) {
      const output = removeLabelSet(store, set)
      announceLabelSets(store, events)
      return output
    },
    restoreLabelSet: ({ set }) =>
      changed(() => {
        store.labelSets.restore(set)
        return set
      }),
  }
}

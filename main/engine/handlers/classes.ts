/** @file Whole classes: renamed, merged, deleted, each by one decision that undo takes back. */
import { bulkImpact } from '../../jobs/labels/bulk-impact.ts'
import type { ClassChange, ClassChanged } from '../../store/types/index.ts'
import { announceDecision } from '../announce.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'
import { emptyIfNotFound } from '../empty-if-not-found.ts'

type ClassMethods = 'renameClass' | 'mergeClasses' | 'deleteClass' | 'bulkImpact'

/** Who decides, for the journal. */
const ACTOR = 'person'

export function classHandlers({ store, session, events }: Dependencies): Pick<LibraryHandlers, ClassMethods> {
  const who = () => ({ labelSet: store.labelSets.default(), actor: ACTOR })
  return {
    renameClass: ({ from, to }) => changed({ ...who(), change: 'rename', from, to }),
    mergeClasses: ({ classes, into }) => changed({ ...who(), change: 'merge', classes, into }),
    deleteClass: (input) => changed({ ...who(), change: 'delete', class: input.class }),
    bulkImpact: async (input) =>
      bulkImpact(store, input, await emptyIfNotFound(session.suggest({ minProbability: 0 }))),
  }

  function changed(change: ClassChange): ClassChanged {
    store.backUp('relabel')
    const output = store.journal.changeClasses(change)
    announceDecision(store, events)
    return output
  }
}

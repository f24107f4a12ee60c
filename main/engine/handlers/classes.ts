/** @file Whole classes: listed; renamed, merged, split, deleted, each by one decision that undo takes back. */
import { bulkImpact } from '../../jobs/labels/bulk-impact.ts'
import { markClass } from '../../jobs/labels/class-marks.ts'
import { classRows } from '../../jobs/labels/class-rows.ts'
import { splitClass } from '../../jobs/labels/split-class.ts'
import type { ClassChange, ClassChanged } from '../../store/types/index.ts'
import { announceDecision } from '../announce.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'
import { emptyIfNotFound } from '../empty-if-not-found.ts'

type ClassMethods =
  | 'classes'
  | 'classParts'
  | 'splitClass'
  | 'renameClass'
  | 'mergeClasses'
  | 'deleteClass'
  | 'markClass'
  | 'bulkImpact'

/** Who decides, for the journal. */
const ACTOR = 'person'

export function classHandlers({
  store,
  session,
  events,
  contextOf,
}: Dependencies): Pick<LibraryHandlers, ClassMethods> {
  const who = () => ({ labelSet: store.labelSets.current(), actor: ACTOR })
  return {
    classes: async ({ strip }) => {
      const strips = await emptyIfNotFound(session.classStrips(strip))
      return { classes: classRows(store, strips) }
    },
    async classParts(input, { signal }) {
      const { classParts } = await import('../../jobs/similarity/class-parts.ts')
      return classParts(contextOf({ signal, report: () => undefined }), input)
    },
    splitClass(input) {
      const before = store.journal.lastId()
      const output = splitClass(store, input)
      if (store.journal.lastId() !== before) announceDecision(store, events)
      return output
    },
    renameClass: ({ from, to }) => changed({ ...who(), change: 'rename', from, to }),
    mergeClasses: ({ classes, into }) => changed({ ...who(), change: 'merge', classes, into }),
    deleteClass: (input) => changed({ ...who(), change: 'delete', class: input.class }),
    markClass(input) {
      const mark = markClass(store, input)
      events.emit({ event: 'classMarks', payload: { class: mark.class } })
      return mark
    },
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

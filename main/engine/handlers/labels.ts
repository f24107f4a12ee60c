/** @file What the person decided outside of pages, and the record of all decisions. */
import { importHistory } from '../../jobs/history/import-history.ts'
import { lostLabels, settleLostLabels } from '../../jobs/labels/lost-labels.ts'
import { confirmPhotos, relabelPhotos } from '../../jobs/labels/relabel-photos.ts'
import { setPhotosAside } from '../../jobs/labels/set-aside-photos.ts'
import { compareSnapshots, saveSnapshot } from '../../jobs/snapshots/compare-labels.ts'
import { mergeLibrary } from '../../jobs/snapshots/merge-library.ts'
import { takeLabels } from '../../jobs/labels/take-labels.ts'
import { announceDecision, announceLabelSets } from '../announce.ts'
import { asJob } from '../as-job.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

export function labelHandlers(
  dependencies: Dependencies,
): Pick<
  LibraryHandlers,
  | 'label'
  | 'findLabels'
  | 'takeLabels'
  | 'setAside'
  | 'relabel'
  | 'confirm'
  | 'lostLabels'
  | 'settleLostLabels'
  | 'history'
  | 'importHistory'
  | 'snapshots'
  | 'saveSnapshot'
  | 'removeSnapshot'
  | 'compareSnapshots'
  | 'mergeLibrary'
> {
  const { store, events, contextOf } = dependencies
  return {
    findLabels: asJob(dependencies, {
      kind: 'findLabels',
      writes: false,
      work: async (context, input) => {
        const { findLabels } = await import('../../jobs/labels/find-labels.ts')
        return findLabels(context, input)
      },
      isListed: ({ from }) => from === 'keywords', // the others take a moment
    }),
    takeLabels(input) {
      const before = store.journal.lastId()
      const output = takeLabels(store, input)
      if (store.journal.lastId() !== before) announceDecision(store, events)
      return output
    },
    async label(input, { signal }) {
      const { labelPhotos } = await import('../../jobs/labels/label-photos.ts')
      const before = store.journal.lastId()
      const output = await labelPhotos(contextOf({ signal, report: () => undefined }), input)
      if (store.journal.lastId() !== before) announceDecision(store, events)
      return output
    },
    async setAside(input, { signal }) {
      const before = store.journal.lastId()
      const output = await setPhotosAside({ store, signal }, input)
      if (store.journal.lastId() !== before) announceDecision(store, events)
      return output
    },
    relabel(input) {
      const before = store.journal.lastId()
      const output = relabelPhotos(store, input)
      if (store.journal.lastId() !== before) announceDecision(store, events)
      return output
    },
    confirm(input) {
      const before = store.journal.lastId()
      const output = confirmPhotos(store, input)
      if (store.journal.lastId() !== before) announceDecision(store, events)
      return output
    },
    lostLabels: () => lostLabels(store),
    settleLostLabels(input) {
      const output = settleLostLabels(store, input)
      if (output.decision !== null) announceDecision(store, events)
      return output
    },
    async importHistory(input, { signal }) {
      const sets = store.labelSets.list().length
      const output = await importHistory({ store, signal }, input)
      if (output.decision !== null) announceDecision(store, events)
      if (store.labelSets.list().length !== sets) announceLabelSets(store, events)
      return output
    },
    snapshots: () => ({ snapshots: store.labelSnapshots.list(store.labelSets.current()) }),
    saveSnapshot: ({ name }) => saveSnapshot(store, name),
    removeSnapshot({ name }) {
      store.labelSnapshots.remove(store.labelSets.current(), name)
      return { removed: name }
    },
    compareSnapshots: (input) => compareSnapshots(store, input),
    mergeLibrary(input, { signal }) {
      const output = mergeLibrary({ store, signal }, input)
      if (output.decision !== null) announceDecision(store, events)
      return output
    },
    history: ({ limit }) => ({ decisions: store.journal.history(store.labelSets.current(), limit) }),
  }
}

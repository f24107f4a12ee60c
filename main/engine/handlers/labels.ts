/** @file What the person decided outside of pages, and the record of all decisions. */
import { labelPhotos } from '../../jobs/label-photos.ts'
import { announceDecision } from '../announce.ts'
import type { Dependencies, Handlers } from '../handler.ts'

export function labelHandlers({
  store,
  events,
  contextOf,
}: Dependencies): Pick<Handlers, 'label' | 'history'> {
  return {
    async label(input, { signal }) {
      const before = store.journal.lastId()
      const output = await labelPhotos(contextOf({ signal, report: () => undefined }), input)
      if (store.journal.lastId() !== before) announceDecision(store, events)
      return output
    },
    history: ({ limit }) => ({ decisions: store.journal.history(store.labelSets.default(), limit) }),
  }
}

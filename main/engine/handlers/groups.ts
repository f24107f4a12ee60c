/** @file Photos are grouped, and their groups changed by hand; and they are drawn on a map. */
import { nextTurn } from '../../math/next-turn.ts'
import { throwIfCancelled } from '../../../shared/errors.ts'
import { nameUnlabelled } from '../../jobs/labels/name-unlabelled.ts'
import { namesOfPhotos } from '../../jobs/review/propose-names.ts'
import { announceDecision, announceGrouping } from '../announce.ts'
import { asJob } from '../as-job.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

export function groupHandlers(
  dependencies: Dependencies,
): Pick<
  LibraryHandlers,
  'group' | 'grouping' | 'changeGrouping' | 'nameUnlabelled' | 'proposeNames' | 'map' | 'drawMap'
> {
  const { store, events, contextOf } = dependencies
  return {
    group: asJob(dependencies, {
      kind: 'group',
      writes: !store.isReadOnly,
      // Groups follow from photos and hold for those that were there: it need not wait for an index run, nor that for it.
      queue: 'group',
      work: async (context, input) => {
        const { groupPhotos } = await import('../../jobs/similarity/group-photos.ts')
        const output = await groupPhotos(context, input)
        announceGrouping(store, events)
        return output
      },
    }),
    async grouping() {
      return (await import('../../jobs/similarity/kept-grouping.ts')).keptGrouping(store)
    },
    async map(input) {
      return (await import('../../jobs/similarity/draw-map.ts')).storedMap(store, input)
    },
    drawMap: asJob(dependencies, {
      kind: 'drawMap',
      writes: !store.isReadOnly,
      queue: 'map', // as for groups
      work: async (context, input) => {
        const { drawMap } = await import('../../jobs/similarity/draw-map.ts')
        const output = await drawMap(context, input)
        events.emit({ event: 'map', payload: { photos: output.photos } })
        return output
      },
    }),
    async changeGrouping(input, { signal }) {
      const { changeGrouping } = await import('../../jobs/similarity/change-grouping.ts')
      const output = await changeGrouping(contextOf({ signal, report: () => undefined }), input)
      if (output.grouping !== input.grouping) announceGrouping(store, events)
      return output
    },
    nameUnlabelled(input) {
      const before = store.journal.lastId()
      const output = nameUnlabelled(store, input)
      if (store.journal.lastId() !== before) announceDecision(store, events)
      return output
    },
    async proposeNames({ photos, language }, { signal }) {
      const context = contextOf({ signal, report: () => undefined })
      const names: string[][] = []
      for (const ids of photos) {
        await nextTurn()
        throwIfCancelled(signal)
        names.push(await namesOfPhotos(context, ids, language))
      }
      return { names }
    },
  }
}

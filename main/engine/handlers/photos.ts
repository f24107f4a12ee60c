/** @file Photos come in, are grouped, and are looked up by likeness. */
import { findNeighbours } from '../../jobs/similarity/find-neighbours.ts'
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { JobContext } from '../../jobs/context.ts'
import { embedNewPhotos } from '../../jobs/heads/embed-new-photos.ts'
import { groupPhotos } from '../../jobs/similarity/group-photos.ts'
import { inspectBackbone, listBackbones } from '../../jobs/indexing/own-backbone.ts'
import { indexFolders } from '../../jobs/indexing/index-folders.ts'
import { announceHead, announcePhotos } from '../announce.ts'
import { asJob } from '../as-job.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

/** While a folder is read the window looks for new photos so often, at most. */
const ANNOUNCE_EVERY_MS = 1_000
/** Groups and pages are made anew when there are so many times as many photos as when they were made last. */
const REGROUP_AT_GROWTH = 1.5
/** Fewer photos than these fall into no groups worth looking at. */
const FIRST_GROUPS_AT = 48

export function photoHandlers(
  dependencies: Dependencies,
): Pick<LibraryHandlers, 'index' | 'inspectBackbone' | 'backbones' | 'group' | 'neighbours'> {
  const { session, store, events, contextOf } = dependencies
  const index = asJob(dependencies, {
    kind: 'index',
    writes: true,
    work: (context, input) => indexAndEmbed(whileGrowing(context, dependencies), input),
  })
  return {
    async index(input, call) {
      const before = store.features.active()
      try {
        return await index(input, call)
      } finally {
        session.invalidate() // also what a cancelled run has read stays read
        announcePhotos(store, events)
        // A head answers only while what it was trained on looks at the photos.
        if (store.features.active()?.id !== before?.id) announceHead(store, events)
      }
    },
    inspectBackbone: (input, { signal }) => inspectBackbone(store, input, signal),
    backbones: (_, { signal }) =>
      listBackbones(store, contextOf({ signal, report: () => undefined }).resources),
    group: asJob(dependencies, { kind: 'group', writes: !store.isReadOnly, work: groupPhotos }),
    neighbours: asJob(dependencies, { kind: 'neighbours', writes: false, work: findNeighbours }),
  }
}

/** The active head answers for the new photos as well from then on. */
async function indexAndEmbed(context: JobContext, input: Parsed<'index'>): Promise<Output<'index'>> {
  const output = await indexFolders(context, input)
  await embedNewPhotos(context)
  return output
}

/** The same context, which tells the window of photos as they come, so that sorting can begin before the end. */
function whileGrowing(context: JobContext, { store, session, events }: Dependencies): JobContext {
  const before = store.photos.countPresent()
  let announcedAt = context.clock()
  let grouped = before
  return {
    ...context,
    report(progress) {
      context.report(progress)
      if (context.clock() - announcedAt < ANNOUNCE_EVERY_MS) return
      announcedAt = context.clock()
      const photos = announcePhotos(store, events)
      if (photos < FIRST_GROUPS_AT || photos < grouped * REGROUP_AT_GROWTH) return
      grouped = photos
      session.invalidate()
    },
  }
}

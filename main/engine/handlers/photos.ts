/** @file Photos come in, and are looked up by likeness. */
import os from 'node:os'
import { contract, type Output, type Parsed } from '../../../shared/contract.ts'
import type { JobContext } from '../../jobs/context.ts'
import { announceHead, announcePhotos } from '../announce.ts'
import { asJob } from '../as-job.ts'
import { notesOfImport, notesOfIndex } from '../job-notes.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

/** While a folder is read the window looks for new photos so often, at most. */
const ANNOUNCE_EVERY_MS = 1_000

export function photoHandlers(
  dependencies: Dependencies,
): Pick<
  LibraryHandlers,
  'index' | 'importResults' | 'inspectBackbone' | 'backbones' | 'neighbours' | 'alikeFile' | 'stacks'
> {
  const { session, store, events, contextOf } = dependencies
  const index = asJob(dependencies, {
    kind: 'index',
    writes: true,
    work: (context, input) =>
      session.whileGrowing(() => indexAndEmbed(announcing(context, dependencies), input)),
    notes: notesOfIndex,
  })
  const results = asJob(dependencies, {
    kind: 'importResults',
    writes: true,
    work: (context, input) =>
      session.whileGrowing(() => importAndEmbed(announcing(context, dependencies), input)),
    notes: notesOfImport,
  })
  return {
    async importResults(input, call) {
      try {
        return await results(input, call)
      } finally {
        announcePhotos(store, events) // also what a cancelled run has taken in stays
      }
    },
    async index(input, call) {
      const before = store.features.active()
      try {
        return await index(input, call)
      } finally {
        announcePhotos(store, events) // also what a cancelled run has read stays read
        // A head answers only while the backbone that it was trained on is in use.
        if (store.features.active()?.id !== before?.id) announceHead(store, events)
      }
    },
    async inspectBackbone(input, { signal }) {
      const { inspectBackbone } = await import('../../jobs/indexing/own-backbone.ts')
      return inspectBackbone(store, input, signal)
    },
    async backbones(_, { signal }) {
      const { listBackbones } = await import('../../jobs/indexing/own-backbone.ts')
      return listBackbones(store, contextOf({ signal, report: () => undefined }).resources)
    },
    neighbours: asJob(dependencies, {
      kind: 'neighbours',
      writes: false,
      work: async (context, input) =>
        (await import('../../jobs/similarity/find-neighbours.ts')).findNeighbours(context, input),
    }),
    async alikeFile(input, { signal }) {
      const { photosLikeFile } = await import('../../jobs/similarity/alike-file.ts')
      return photosLikeFile(contextOf({ signal, report: () => undefined }), input)
    },
    async stacks(_, { signal }) {
      const { findStacks } = await import('../../jobs/similarity/find-stacks.ts')
      return findStacks(contextOf({ signal, report: () => undefined }))
    },
  }
}

/**
 * Reads changed folders without being asked: with half of the processor, and no page waits for it.
 * @throws AppError as `index` does
 */
export function readingOfChanges(
  dependencies: Dependencies,
): (folders: string[], signal: AbortSignal) => Promise<void> {
  const { session, store, events } = dependencies
  const index = asJob(dependencies, {
    kind: 'index',
    writes: true,
    work: (context, input) => indexAndEmbed(announcing(sparing(context), dependencies), input),
    notes: notesOfIndex,
  })
  return async (folders, signal) => {
    try {
      await session.behindPages(async () => index(contract.index.input.parse({ folders }), { signal }))
    } finally {
      announcePhotos(store, events)
    }
  }
}

function sparing(context: JobContext): JobContext {
  const { backend = null, threads = null } = context.preferences ?? {}
  const half = Math.max(1, Math.floor((threads ?? os.availableParallelism()) / 2))
  return { ...context, preferences: { backend, threads: half } }
}

/** The active head answers for the new photos as well from then on. */
async function indexAndEmbed(context: JobContext, input: Parsed<'index'>): Promise<Output<'index'>> {
  const { indexFolders } = await import('../../jobs/indexing/index-folders.ts')
  const { embedNewPhotos } = await import('../../jobs/heads/embed-new-photos.ts')
  const output = await indexFolders(context, input)
  await embedNewPhotos(context)
  return output
}

async function importAndEmbed(
  context: JobContext,
  input: Parsed<'importResults'>,
): Promise<Output<'importResults'>> {
  const { importResults } = await import('../../jobs/elsewhere/import-results.ts')
  const { embedNewPhotos } = await import('../../jobs/heads/embed-new-photos.ts')
  const output = await importResults(context, input)
  await embedNewPhotos(context)
  return output
}

/** The same context, which tells the window of photos as they come, so that sorting can begin before the end. */
function announcing(context: JobContext, { store, events }: Dependencies): JobContext {
  let announcedAt = context.clock()
  return {
    ...context,
    report(progress) {
      context.report(progress)
      if (context.clock() - announcedAt < ANNOUNCE_EVERY_MS) return
      announcedAt = context.clock()
      announcePhotos(store, events)
    },
  }
}

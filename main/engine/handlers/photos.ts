/** @file Photos come in, are grouped, and are looked up by likeness. */
import { findNeighbours } from '../../jobs/find-neighbours.ts'
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { JobContext } from '../../jobs/context.ts'
import { embedNewPhotos } from '../../jobs/embed-new-photos.ts'
import { groupPhotos } from '../../jobs/group-photos.ts'
import { indexFolders } from '../../jobs/index-folders.ts'
import { asJob } from '../as-job.ts'
import type { Dependencies, Handlers } from '../handler.ts'

export function photoHandlers(dependencies: Dependencies): Pick<Handlers, 'index' | 'group' | 'neighbours'> {
  const { session } = dependencies
  const index = asJob(dependencies, { kind: 'index', writes: true, work: indexAndEmbed })
  return {
    async index(input, call) {
      try {
        return await index(input, call)
      } finally {
        session.invalidate() // also what a cancelled run has read stays read
      }
    },
    group: asJob(dependencies, { kind: 'group', writes: true, work: groupPhotos }),
    neighbours: asJob(dependencies, { kind: 'neighbours', writes: false, work: findNeighbours }),
  }
}

/** The active head answers for the new photos as well from then on. */
async function indexAndEmbed(context: JobContext, input: Parsed<'index'>): Promise<Output<'index'>> {
  const output = await indexFolders(context, input)
  await embedNewPhotos(context)
  return output
}

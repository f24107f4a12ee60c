/** @file Photos come in, are grouped, and are looked up by likeness. */
import { findNeighbours } from '../../jobs/find-neighbours.ts'
import { groupPhotos } from '../../jobs/group-photos.ts'
import { indexFolders } from '../../jobs/index-folders.ts'
import { asJob } from '../as-job.ts'
import type { Dependencies, Handlers } from '../handler.ts'

export function photoHandlers(dependencies: Dependencies): Pick<Handlers, 'index' | 'group' | 'neighbours'> {
  const { session } = dependencies
  const index = asJob(dependencies, { kind: 'index', writes: true, work: indexFolders })
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

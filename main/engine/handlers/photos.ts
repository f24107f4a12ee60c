/** @file Photos come in, are grouped, and are looked up by likeness. */
import { findNeighbours } from '../../jobs/find-neighbours.ts'
import { groupPhotos } from '../../jobs/group-photos.ts'
import { asJob } from '../as-job.ts'
import type { Dependencies, Handlers } from '../handler.ts'

export function photoHandlers(dependencies: Dependencies): Pick<Handlers, 'group' | 'neighbours'> {
  return {
    group: asJob(dependencies, { kind: 'group', writes: true, work: groupPhotos }),
    neighbours: asJob(dependencies, { kind: 'neighbours', writes: false, work: findNeighbours }),
  }
}

/** @file Which of the ended jobs are listed, and which of them it makes sense to do again. Pure. */
import type { JobRecord } from '../../../shared/domain.ts'
import { REPEATABLE } from '../../../shared/jobs.ts'
import { isUnderWay } from '../../stores/jobs.ts'

export type Wanted = 'all' | 'failed'

export interface EndedJob {
  readonly job: JobRecord
  /** It came to no good end, and nothing of its kind has since, nor is under way. */
  readonly canRepeat: boolean
}

/** @param jobs newest first */
export function endedJobs(jobs: readonly JobRecord[], wanted: Wanted): EndedJob[] {
  const ended = jobs.filter((job) => !isUnderWay(job))
  return ended
    .filter(({ state }) => wanted === 'all' || state !== 'done')
    .map((job) => ({ job, canRepeat: canRepeat(job, jobs) }))
}

function canRepeat({ id, kind, state, startedAt }: JobRecord, jobs: readonly JobRecord[]): boolean {
  if (state === 'done' || !REPEATABLE.some((each) => each === kind)) return false
  return !jobs.some(
    (other) =>
      other.kind === kind &&
      other.id !== id &&
      (isUnderWay(other) || other.startedAt > startedAt || (other.startedAt === startedAt && other.id > id)),
  )
}

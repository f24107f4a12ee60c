/**
 * @file Notes in the log when a job begins and how it ends. The log may be handed to whoever looks into a fault: it says how many photos, and
 * leaves out the notes that name single files, and what a person typed; the list of jobs has both.
 */
import type { JobRecord } from '../../shared/domain.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { sentence, type PlainSentence } from '../../shared/sentences/sentence.ts'
import type { Log } from './log.ts'

/** Reasons for which a job that only reads has nothing to do. They repeat what was asked, such as the word of a search. */
const REFUSALS: readonly (ErrorCode | undefined)[] = ['not-found', 'bad-input']

interface Options {
  readonly log: Log
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  /** What takes a shorter time and ends well, or is refused, leaves nothing. Milliseconds; 0 for a job that is always noted. */
  readonly worthAfter: number
}

type Ended = Pick<JobRecord, 'state' | 'error' | 'progress'> & {
  /** Why it failed. */
  readonly code: ErrorCode | undefined
}

/** Begins to note a job. @returns to be called with its record when it has ended */
export function noteJob(
  { log, clock, worthAfter }: Options,
  { id, kind }: Pick<JobRecord, 'id' | 'kind'>,
): (ended: Ended) => void {
  const job = { id, kind }
  const beganAt = clock()
  let isBegun = false
  const begin = () => {
    isBegun = true
    log.info(sentence('log-job-began'), { job })
  }
  let later: NodeJS.Timeout | undefined
  if (worthAfter === 0) begin()
  else later = setTimeout(begin, worthAfter).unref()
  return ({ state, error, progress, code }) => {
    clearTimeout(later)
    const took = clock() - beganAt
    if (worthAfter > 0 && REFUSALS.includes(code)) {
      if (isBegun || took >= worthAfter) log.info(sentence('log-job-failed'), { job, took })
    } else if (state === 'failed')
      log.error(sentence('log-job-failed'), { job, took, reason: error ?? undefined })
    else if (state === 'cancelled') log.info(sentence('log-job-stopped'), { job, took })
    else if (isBegun || took >= worthAfter)
      log.info(sentence('log-job-done'), { job, took, notes: (progress?.notes ?? []).filter(namesNoFile) })
  }
}

/** The sentence after a list of files says how many more there are. */
function namesNoFile({ key, values }: PlainSentence): boolean {
  return key !== 'about' && key !== 'job-more' && !('file' in values)
}

/**
 * @file The rows of jobs in the library. A row that cannot be written (a full disk, a library that another process keeps
 * locked) must cost neither the work that the job has done nor the engine: it is remembered, and written at the next chance.
 */
import type { JobKind } from '../../shared/jobs.ts'
import type { JobRecord, JobState, Progress } from '../../shared/domain.ts'
import { AppError } from '../../shared/errors.ts'
import { sentence, type PlainSentence } from '../../shared/sentences/sentence.ts'
import type { JobId, Json, Store, StoredJob } from '../store/types/index.ts'

type EndState = Extract<JobState, 'done' | 'failed' | 'cancelled'>

interface End {
  state: EndState
  error: PlainSentence | null
  /** The last; null for none, or where it is not known. */
  progress: Progress | null
  /** Milliseconds since the epoch; null where it is not known. */
  finishedAt: number | null
}

const INTERRUPTED: End = {
  state: 'failed',
  error: sentence('job-interrupted'),
  progress: null,
  finishedAt: null,
}
/** Of ended jobs so many are listed. */
const MOST_LISTED = 200

export interface JobRowsOptions {
  jobs: Store['jobs']
  /** True for a library that takes no rows: jobs that an earlier run left are listed as interrupted, and stay as they are. */
  isReadOnly?: boolean
  /** A row could not be written. */
  onProblem?: (error: AppError) => void
}

export class JobRows {
  readonly #options: JobRowsOptions
  /** How jobs ended whose rows do not say so yet. */
  readonly #ends = new Map<JobId, End>()

  constructor(options: JobRowsOptions) {
    this.#options = options
    for (const { id } of options.jobs.interrupted()) {
      this.#ends.set(id, { ...INTERRUPTED })
    }
    this.writeEnds()
  }

  /** @throws AppError of the store: a job without a row does not begin. */
  add(kind: JobKind, input: Json): JobId {
    this.writeEnds()
    return this.#options.jobs.add(kind, input)
  }

  /** @throws AppError of the store. */
  start(id: JobId): void {
    this.#options.jobs.start(id)
  }

  progress(id: JobId, progress: Progress): void {
    this.#attempt(() => {
      this.#options.jobs.progress(id, progress)
    })
  }

  finish(id: JobId, end: End): void {
    this.#ends.set(id, end)
    this.writeEnds()
  }

  /** The newest first; also those whose row could not be written. */
  list(): JobRecord[] {
    return this.#options.jobs.list(MOST_LISTED).map((job) => withEnd(job, this.#ends.get(job.id)))
  }

  /** Writes what could not be written when it happened. */
  writeEnds(): void {
    if (this.#options.isReadOnly === true) return
    for (const [id, { state, ...end }] of this.#ends) {
      const isWritten = this.#attempt(() => {
        this.#options.jobs.finish(id, state, end)
      })
      if (isWritten) this.#ends.delete(id)
    }
  }

  #attempt(write: () => void): boolean {
    try {
      write()
      return true
    } catch (thrown) {
      this.#options.onProblem?.(AppError.from(thrown))
      return false
    }
  }
}

function withEnd(job: StoredJob, end: End | undefined): JobRecord {
  if (end === undefined) return job
  const { progress, finishedAt } = job
  return { ...job, ...end, progress: end.progress ?? progress, finishedAt: end.finishedAt ?? finishedAt }
}

/**
 * @file Runs jobs: queued -> running -> done | failed | cancelled. Jobs that write to the library run one at a time, in
 * the order they came; others run beside them. What a job does is announced at most ten times a second, its end always.
 *
 * [Note: which jobs are persisted] A job that writes leaves a row in the library, so that an interrupted one is known at
 * the next start. A job that only reads (evaluate, simulate, export) promises to leave the library as it was, and that
 * includes its own traces: it lives in memory, under a number from a range that rows never reach.
 */
import { INTERRUPTED, type JobRecord } from '../../shared/domain.ts'
import { AppError, throwIfCancelled } from '../../shared/errors.ts'
import type { Json, Store } from '../store/store.ts'
import type { JobContext, JobProgress } from './context.ts'
import { ProgressMeter } from './progress.ts'

/** At most ten announcements a second. More would cost the window more than it shows. */
const ANNOUNCE_EVERY_MS = 100
/** Progress is stored far less often than announced, because every commit waits for the disk. */
const STORE_EVERY_MS = 5_000
/** Jobs that leave no row are numbered from here: above any row id, below 2^53. */
const UNSTORED_FROM = 2 ** 40

export interface JobPlan<T> {
  kind: string
  /** Kept with the job, as JSON. */
  input: Json
  /** True for a job that changes the library. */
  writes: boolean
  /** Raised by the caller to cancel. */
  signal: AbortSignal
  work: (control: Pick<JobContext, 'signal' | 'report'>) => Promise<T>
}

interface Options {
  jobs: Store['jobs']
  /** True for a library that takes no rows: jobs that an earlier run left are listed as interrupted, and stay as they are. */
  isReadOnly?: boolean
  clock: () => number
  announce: (record: JobRecord) => void
}

interface Running {
  record: JobRecord
  controller: AbortController
  ended: Promise<unknown>
}

export class JobRunner {
  readonly #options: Options
  readonly #running = new Map<number, Running>()
  readonly #interrupted = new Set<number>()
  #lastUnstored = UNSTORED_FROM
  #lastWriter: Promise<unknown> = Promise.resolve()

  constructor(options: Options) {
    this.#options = options
    for (const { id } of options.jobs.interrupted()) {
      if (options.isReadOnly === true) this.#interrupted.add(id)
      else options.jobs.finish(id, 'failed', INTERRUPTED)
    }
  }

  /**
   * Runs a job to its end.
   * @throws what the job throws, as AppError; `cancelled` only once its work has stopped.
   */
  run<T>(plan: JobPlan<T>): Promise<T> {
    const controller = new AbortController()
    const cancel = () => {
      controller.abort()
    }
    plan.signal.addEventListener('abort', cancel, { once: true })
    if (plan.signal.aborted) cancel()
    const record = this.#queue(plan)
    const before = this.#lastWriter
    const ended = this.#carryOut(plan, record, controller, plan.writes ? before : undefined).finally(() => {
      plan.signal.removeEventListener('abort', cancel)
      this.#running.delete(record.id)
    })
    const settled = ended.catch(() => undefined)
    this.#running.set(record.id, { record, controller, ended: settled })
    // A cancelled job may leave the queue before the one ahead of it ends; the next still has to wait for both.
    if (plan.writes) this.#lastWriter = Promise.all([before, settled])
    return ended
  }

  /** Jobs of this engine that are under way, and those that the library remembers; newest first. */
  list(): JobRecord[] {
    const live = [...this.#running.values()].map(({ record }) => ({ ...record }))
    const ids = new Set(live.map(({ id }) => id))
    const stored = this.#options.jobs
      .list()
      .filter(({ id }) => !ids.has(id))
      .map((job) => (this.#interrupted.has(job.id) ? asInterrupted(job) : job))
    return [...live, ...stored].sort((a, b) => b.startedAt - a.startedAt || b.id - a.id)
  }

  /** Kinds of the jobs that are queued or running in this engine, each once. */
  underWay(): string[] {
    return [...new Set([...this.#running.values()].map(({ record }) => record.kind))]
  }

  /** Asks a job to stop. @returns false when it is not under way in this engine. */
  cancel(id: number): boolean {
    const running = this.#running.get(id)
    running?.controller.abort()
    return running !== undefined
  }

  /** Cancels what runs and waits until it has stopped. */
  async close(): Promise<void> {
    const running = [...this.#running.values()]
    for (const { controller } of running) controller.abort()
    await Promise.all(running.map(({ ended }) => ended))
  }

  #queue(plan: Pick<JobPlan<unknown>, 'kind' | 'input' | 'writes'>): JobRecord {
    const id = plan.writes ? this.#options.jobs.add(plan.kind, plan.input) : ++this.#lastUnstored
    const record: JobRecord = {
      id,
      kind: plan.kind,
      state: 'queued',
      progress: null,
      error: null,
      startedAt: this.#options.clock(),
      finishedAt: null,
    }
    this.#options.announce({ ...record })
    return record
  }

  async #carryOut<T>(
    plan: JobPlan<T>,
    record: JobRecord,
    { signal }: AbortController,
    turn: Promise<unknown> | undefined,
  ): Promise<T> {
    const announcer = new Announcer(record, plan.writes, this.#options)
    try {
      if (turn !== undefined) await Promise.race([turn, raised(signal)])
      throwIfCancelled(signal)
      announcer.start()
      const output = await plan.work({
        signal,
        report: (progress) => {
          announcer.report(progress)
        },
      })
      announcer.end('done')
      return output
    } catch (thrown) {
      const error = AppError.from(thrown)
      announcer.end(error.code === 'cancelled' ? 'cancelled' : 'failed', error.message)
      throw error
    }
  }
}

function asInterrupted<J extends JobRecord>(job: J): J {
  return { ...job, state: 'failed', error: INTERRUPTED }
}

/** Resolves when the signal is raised. */
function raised(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener(
      'abort',
      () => {
        resolve()
      },
      { once: true },
    )
  })
}

/** Tells the world and the library about one job, not too often. */
class Announcer {
  readonly #record: JobRecord
  readonly #stored: boolean
  readonly #options: Options
  readonly #meter: ProgressMeter
  #announcedAt = Number.NEGATIVE_INFINITY
  #storedAt = Number.NEGATIVE_INFINITY
  #later: NodeJS.Timeout | undefined

  constructor(record: JobRecord, stored: boolean, options: Options) {
    this.#record = record
    this.#stored = stored
    this.#options = options
    this.#meter = new ProgressMeter(options.clock)
  }

  start(): void {
    this.#record.state = 'running'
    if (this.#stored) this.#options.jobs.start(this.#record.id)
    this.#options.announce({ ...this.#record })
  }

  report(progress: JobProgress): void {
    if (this.#record.finishedAt !== null) return
    this.#record.progress = this.#meter.measure(progress)
    const wait = this.#announcedAt + ANNOUNCE_EVERY_MS - this.#options.clock()
    if (wait <= 0) this.#announce()
    // What is held back now is still told when its time comes, should the job stay silent for long after it.
    else
      this.#later ??= setTimeout(() => {
        this.#announce()
      }, wait).unref()
  }

  end(state: 'done' | 'failed' | 'cancelled', error?: string): void {
    clearTimeout(this.#later)
    Object.assign(this.#record, { state, error: error ?? null, finishedAt: this.#options.clock() })
    if (this.#stored) this.#options.jobs.finish(this.#record.id, state, error)
    this.#options.announce({ ...this.#record })
  }

  #announce(): void {
    clearTimeout(this.#later)
    this.#later = undefined
    this.#announcedAt = this.#options.clock()
    const { id, progress } = this.#record
    if (this.#stored && progress !== null && this.#announcedAt - this.#storedAt >= STORE_EVERY_MS) {
      this.#storedAt = this.#announcedAt
      this.#options.jobs.progress(id, progress)
    }
    this.#options.announce({ ...this.#record })
  }
}

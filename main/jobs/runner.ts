/**
 * @file Runs jobs: queued -> running -> done | failed | cancelled. Jobs that write to the library run one at a time, in the order
 * they came. One that names a queue of its own waits for those of that queue only, and may take its turn among the others for a
 * part of its work. Jobs that only read run beside them. What a job does is announced at most ten times a second, its end always.
 *
 * [Note: which jobs are persisted] A job that writes leaves a row in the library, so that an interrupted one is known at
 * the next start. A job that only reads (evaluate, simulate, export) promises to leave the library as it was, and that
 * includes its own traces: it lives in memory, under a number from a range that rows never reach.
 */
import type { JobKind } from '../../shared/jobs.ts'
import type { JobRecord } from '../../shared/domain.ts'
import { AppError, throwIfCancelled, type ErrorCode } from '../../shared/errors.ts'
import type { PlainSentence } from '../../shared/sentences/sentence.ts'
import type { Json } from '../store/store.ts'
import { Announcer } from './announcer.ts'
import type { InTurn, JobContext } from './context.ts'
import { noteJob } from './job-log.ts'
import { JobRows, type JobRowsOptions } from './job-rows.ts'
import type { Log } from './log.ts'

/** Where jobs wait that change the library, unless they name another queue. */
const LIBRARY_QUEUE = 'library'
/** Jobs that leave no row are numbered from here: above any row id, below 2^53. */
const UNSTORED_FROM = 2 ** 40
/** Of them so many are remembered until the engine ends. */
const MOST_UNSTORED = 50
const WORTH_LISTING_MS = 1_000

export interface JobPlan<T> {
  kind: JobKind
  /** Kept with the job, as JSON. */
  input: Json
  /** True for a job that changes the library. */
  writes: boolean
  /** Of the jobs that change the library, those of one queue run one after the other. */
  queue?: string | undefined
  /** Raised by the caller to cancel. */
  signal: AbortSignal
  work: (control: JobControl) => Promise<T>
  /** Of those that leave no row, false for one that nobody looks for in the list afterwards. */
  isListed?: boolean | undefined
  /** What it did, for the list of jobs. */
  notes?: ((output: T) => readonly PlainSentence[]) | undefined
}

export interface JobControl extends Pick<JobContext, 'signal' | 'report' | 'inTurn'> {
  /** The number of the job. */
  id: number
}

interface Options extends JobRowsOptions {
  clock: () => number
  announce: (record: JobRecord) => void
  /** Where it is noted how jobs begin and end. */
  log?: Log | undefined
}

interface Running {
  record: JobRecord
  controller: AbortController
  ended: Promise<unknown>
}

export class JobRunner {
  readonly #options: Options
  readonly #rows: JobRows
  readonly #running = new Map<number, Running>()
  #lastUnstored = UNSTORED_FROM
  /** The last that ended of those without a row. */
  readonly #unstored: JobRecord[] = []
  /** Ends when the last job of each queue has. */
  readonly #queues = new Map<string, Promise<unknown>>()

  constructor(options: Options) {
    this.#options = options
    this.#rows = new JobRows(options)
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
    const queue = queueOf(plan)
    const carryOut = (before?: Promise<unknown>) => this.#execute(plan, record, controller, before)
    const ended = (queue === undefined ? carryOut() : this.#enqueue(queue, carryOut)).finally(() => {
      plan.signal.removeEventListener('abort', cancel)
      this.#running.delete(record.id)
      if (!plan.writes && plan.isListed !== false) this.#recall(record)
    })
    this.#running.set(record.id, { record, controller, ended: ended.catch(() => undefined) })
    return ended
  }

  /** Jobs of this engine that are under way or left no row, and the newest that the library remembers; newest first. */
  list(): JobRecord[] {
    const running = [...this.#running.values()].map(({ record }) => record)
    const live = [...running, ...this.#unstored].map((record) => ({ ...record }))
    const ids = new Set(live.map(({ id }) => id))
    const stored = this.#rows.list().filter(({ id }) => !ids.has(id))
    return [...live, ...stored].sort((a, b) => b.startedAt - a.startedAt || b.id - a.id)
  }

  /** Kinds of the jobs that are queued or running in this engine, each once. */
  underWay(): JobKind[] {
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
    this.#rows.writeEnds()
  }

  /** What takes a moment and ends well is not worth a line in the list. */
  #recall(record: JobRecord): void {
    const lasted = (record.finishedAt ?? record.startedAt) - record.startedAt
    if (record.state === 'done' && lasted < WORTH_LISTING_MS) return
    this.#unstored.push(record)
    if (this.#unstored.length > MOST_UNSTORED) this.#unstored.shift()
  }

  #queue(plan: Pick<JobPlan<unknown>, 'kind' | 'input' | 'writes'>): JobRecord {
    const id = plan.writes ? this.#rows.add(plan.kind, plan.input) : ++this.#lastUnstored
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

  /** @param begin is given what it has to wait for: the end of what came before it in the queue. */
  #enqueue<T>(queue: string, begin: (before: Promise<unknown> | undefined) => Promise<T>): Promise<T> {
    const before = this.#queues.get(queue)
    const ended = begin(before)
    // A cancelled job may leave the queue before the one ahead of it ends; the next still has to wait for both.
    const both = Promise.all([before, ended.catch(() => undefined)])
    // Without the results: they would pile up from one job to the next.
    const settled = both.then(() => undefined)
    this.#queues.set(queue, settled)
    return ended
  }

  async #execute<T>(
    plan: JobPlan<T>,
    record: JobRecord,
    { signal }: AbortController,
    before: Promise<unknown> | undefined,
  ): Promise<T> {
    const announcer = new Announcer(record, plan.writes ? this.#rows : undefined, this.#options)
    let noteEnd: ReturnType<typeof noteJob> | undefined
    let code: ErrorCode | undefined
    try {
      await ownTurn(before, signal)
      announcer.start()
      noteEnd = this.#noteBegin(plan, record)
      const output = await plan.work({
        id: record.id,
        signal,
        inTurn: this.#inTurnOf(plan, signal),
        report: (progress) => {
          announcer.report(progress)
        },
      })
      announcer.end('done', { notes: this.#notesOf(plan, output) })
      return output
    } catch (thrown) {
      const error = AppError.from(thrown)
      code = error.code
      announcer.end(error.code === 'cancelled' ? 'cancelled' : 'failed', { error: error.asSentence })
      throw error
    } finally {
      noteEnd?.({ ...record, code })
    }
  }

  /** Undefined for what nobody looks for afterwards. */
  #noteBegin(
    { writes, isListed }: Pick<JobPlan<unknown>, 'writes' | 'isListed'>,
    record: JobRecord,
  ): ReturnType<typeof noteJob> | undefined {
    const { log, clock } = this.#options
    if (log === undefined || isListed === false) return undefined
    return noteJob({ log, clock, worthAfter: writes ? 0 : WORTH_LISTING_MS }, record)
  }

  /** What a job has done stays done, whatever comes of the words for it. */
  #notesOf<T>({ kind, notes }: JobPlan<T>, output: T): readonly PlainSentence[] {
    try {
      return notes?.(output) ?? []
    } catch (thrown) {
      const { message } = AppError.from(thrown)
      this.#options.onProblem?.(new AppError('internal', `No words for the job ${kind}: ${message}`))
      return []
    }
  }

  /** A job of the library's queue has the turn from its beginning. */
  #inTurnOf(plan: Pick<JobPlan<unknown>, 'writes' | 'queue'>, signal: AbortSignal): InTurn {
    if (queueOf(plan) === LIBRARY_QUEUE) return (work) => work()
    return (work) =>
      this.#enqueue(LIBRARY_QUEUE, async (before) => {
        await ownTurn(before, signal)
        return work()
      })
  }
}

/** Undefined for a job that waits for no other. */
function queueOf({ writes, queue }: Pick<JobPlan<unknown>, 'writes' | 'queue'>): string | undefined {
  return writes ? (queue ?? LIBRARY_QUEUE) : undefined
}

/** @throws AppError `cancelled` */
async function ownTurn(before: Promise<unknown> | undefined, signal: AbortSignal): Promise<void> {
  if (before !== undefined) await Promise.race([before, raised(signal)])
  throwIfCancelled(signal)
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

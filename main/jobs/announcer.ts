/** @file Tells the world and the library about one job, not too often. */
import type { JobRecord, Progress } from '../../shared/domain.ts'
import type { PlainSentence } from '../../shared/sentences/sentence.ts'
import type { JobProgress } from './context.ts'
import type { JobRows } from './job-rows.ts'
import { ProgressMeter } from './progress.ts'

/** At most ten announcements a second. More would cost the window more than it shows. */
const ANNOUNCE_EVERY_MS = 100
/** Progress is stored far less often than announced, because every commit waits for the disk. */
const STORE_EVERY_MS = 5_000

/** Of work that is too short to report anything. */
const UNREPORTED: Progress = { stage: 'working', done: 0, total: null, perSecond: null, secondsLeft: null }

interface AnnouncerOptions {
  clock: () => number
  announce: (record: JobRecord) => void
}

export class Announcer {
  readonly #record: JobRecord
  readonly #rows: JobRows | undefined
  readonly #options: AnnouncerOptions
  readonly #meter: ProgressMeter
  #announcedAt = Number.NEGATIVE_INFINITY
  #storedAt = Number.NEGATIVE_INFINITY
  #later: NodeJS.Timeout | undefined

  /** @param rows where the job has a row. */
  constructor(record: JobRecord, rows: JobRows | undefined, options: AnnouncerOptions) {
    this.#record = record
    this.#rows = rows
    this.#options = options
    this.#meter = new ProgressMeter(options.clock)
  }

  /** @throws AppError of the store. */
  start(): void {
    this.#record.state = 'running'
    this.#rows?.start(this.#record.id)
    this.#options.announce({ ...this.#record })
  }

  report(progress: JobProgress): void {
    if (this.#record.finishedAt !== null) return
    this.#record.progress = this.#meter.measure(progress)
    const wait = this.#announcedAt + ANNOUNCE_EVERY_MS - this.#options.clock()
    if (wait <= 0) this.#announce()
    // What is held back now is announced later, also if the job reports nothing more.
    else
      this.#later ??= setTimeout(() => {
        this.#announce()
      }, wait).unref()
  }

  /** @param notes what it did */
  end(
    state: 'done' | 'failed' | 'cancelled',
    { error = null, notes = [] }: { error?: PlainSentence | null; notes?: readonly PlainSentence[] } = {},
  ): void {
    clearTimeout(this.#later)
    const last = this.#record.progress
    const progress = notes.length === 0 ? last : { ...(last ?? UNREPORTED), notes: [...notes] }
    const end = { state, error, progress, finishedAt: this.#options.clock() }
    Object.assign(this.#record, end)
    this.#rows?.finish(this.#record.id, end)
    this.#options.announce({ ...this.#record })
  }

  #announce(): void {
    clearTimeout(this.#later)
    this.#later = undefined
    this.#announcedAt = this.#options.clock()
    const { id, progress } = this.#record
    if (progress !== null && this.#announcedAt - this.#storedAt >= STORE_EVERY_MS) {
      this.#storedAt = this.#announcedAt
      this.#rows?.progress(id, progress)
    }
    this.#options.announce({ ...this.#record })
  }
}

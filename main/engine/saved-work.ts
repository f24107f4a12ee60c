/**
 * @file Brings what is computed and saved in the cache folder back to the limit that the person chose. Jobs write there and read again
 * what they wrote, so it is looked at soon after one has ended, when no other is under way. A process that ends meanwhile has removed fewer
 * files, and the next one goes on.
 */
import { trimSavedWork } from '../jobs/library/storage.ts'
import type { Emitter } from './emitter.ts'

/** Jobs that end one after another lead to one look. */
const REST_MS = 5_000

interface Options {
  readonly events: Emitter
  /** Absolute path. */
  readonly cacheFolder: string
  /** Bytes; null for no limit. Asked for anew each time. */
  readonly limit: () => number | null
  /** Whether a job is under way. */
  readonly isBusy: () => boolean
  /** Marks what is in use although it was read long ago, so that it goes last. */
  readonly markUsed: () => Promise<void>
  readonly restMs?: number
}

export class SavedWorkLimit {
  readonly #options: Options
  readonly #stopListening: () => void
  #timer: NodeJS.Timeout | undefined
  #work: Promise<unknown> = Promise.resolve()

  constructor(options: Options) {
    this.#options = options
    this.#stopListening = options.events.listen(({ event, payload }) => {
      if (event === 'job' && payload.finishedAt !== null) this.applySoon()
    })
    this.applySoon()
  }

  applySoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#work = this.#work.then(() => this.#apply())
    }, this.#options.restMs ?? REST_MS).unref()
  }

  /** Waits for what is being removed. */
  async close(): Promise<void> {
    this.#stopListening()
    clearTimeout(this.#timer)
    await this.#work
  }

  async #apply(): Promise<void> {
    const { limit, isBusy, markUsed, cacheFolder } = this.#options
    const most = limit()
    if (most === null || isBusy()) return // the end of that job leads here again
    await markUsed()
    await trimSavedWork(cacheFolder, most)
  }
}

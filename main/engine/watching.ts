/**
 * @file Watches the folders of the open library, and has the index read what changed there: when no other job is under way, and not
 * again at once.
 */
import type { Watching, WatchedFolder } from '../../shared/contract/watching.ts'
import { AppError } from '../../shared/errors.ts'
import type { JobKind } from '../../shared/jobs.ts'
import type { WatchNews, WatchTimes } from '../ingest/watch/protocol.ts'
import type { Watcher } from '../ingest/watch/watcher.ts'
import { foldersToRead } from '../jobs/watching/folders-to-read.ts'
import type { GrowingFiles } from '../jobs/watching/growing-files.ts'
import type { Store } from '../store/store.ts'
import type { Emitter } from './emitter.ts'

export const WATCH_TIMES: WatchTimes = { quiet: 1_000, look: 15_000, rareLook: 60_000, away: 10_000 }

/** They take a moment, and read only what is there. */
const LIGHT_JOBS: ReadonlySet<JobKind> = new Set(['neighbours', 'search'])
/** After a reading, the next waits so many times as long as it took: many photos that come one by one are read in few runs. */
const REST = 2
/** ... but not longer. Milliseconds. */
const LONGEST_REST = 30_000

interface WatchingOptions {
  readonly store: Store
  readonly events: Emitter
  readonly growing: GrowingFiles
  readonly times: WatchTimes
  /** Whether the person wants it, as of now. */
  isWanted: () => boolean
  /** Kinds of the jobs under way. */
  underWay: () => readonly JobKind[]
  /** Reads these folders, as the person would have them read. */
  index: (folders: string[], signal: AbortSignal) => Promise<unknown>
}

export class FolderWatching {
  readonly #options: WatchingOptions
  readonly #stopListening: () => void
  /** As of the last `apply`. */
  #isWanted = false
  #isPaused = false
  #isClosed = false
  #watcher: Watcher | undefined
  #starting: Promise<void> = Promise.resolve()
  /** Roots that are watched. */
  #watched = ''
  #folders = new Map<string, WatchedFolder>()
  /** Places that may differ from what the library knows. */
  readonly #places = new Set<string>()
  #run: { readonly controller: AbortController; readonly ended: Promise<void> } | undefined
  #isReading = false
  #restsUntil = 0
  #rest: NodeJS.Timeout | undefined
  #problem: AppError | undefined
  #told = ''

  constructor(options: WatchingOptions) {
    this.#options = options
    this.#stopListening = options.events.listen(({ event, payload }) => {
      if (event === 'photos') this.apply() // folders may have come or gone
      // Just now it still counts as under way.
      else if (event === 'job' && payload.finishedAt !== null)
        setImmediate(() => {
          this.#afterJob()
        })
    })
    this.apply()
  }

  get isOn(): boolean {
    return this.#state() === 'on'
  }

  /** A reading that nobody asked for is under way: it may be stopped at any moment, since it begins again by itself. */
  get isReading(): boolean {
    return this.#isReading
  }

  get state(): Watching {
    const state = this.#state()
    const isOn = state === 'on'
    return {
      state,
      folders: isOn ? [...this.#folders.values()] : [],
      growing: isOn ? this.#options.growing.size : 0,
      waits: this.#places.size > 0 && this.#run === undefined,
      problem: this.#problem?.asSentence ?? null,
    }
  }

  pause(isPaused: boolean): Watching {
    this.#isPaused = isPaused
    this.#problem = undefined
    if (isPaused) this.#run?.controller.abort()
    this.apply()
    return this.state
  }

  /** Watches what should be watched now: after a change of the folders, or of what the person wants. */
  apply(): void {
    this.#isWanted = this.#options.isWanted()
    const roots = this.isOn ? this.#options.store.files.roots().map(({ path }) => path) : []
    const wanted = roots.toSorted().join('\0')
    if (wanted !== this.#watched) {
      this.#watched = wanted
      this.#folders = new Map(roots.map((path) => [path, { path, way: 'starting', why: null }]))
      this.#options.growing.set([])
      this.#options.growing.watch([])
      this.#starting = this.#starting.then(() => this.#watch(roots, wanted))
    }
    this.#tell()
    this.#consider()
  }

  /** Resolves when nothing is read any more. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#stopListening()
    clearTimeout(this.#rest)
    this.#run?.controller.abort()
    await this.#run?.ended
    await this.#starting
    await this.#watcher?.close()
  }

  #state(): Watching['state'] {
    if (this.#options.store.isReadOnly) return 'read-only'
    if (this.#isClosed || !this.#isWanted) return 'off'
    return this.#isPaused ? 'paused' : 'on'
  }

  /** @param asked what is watched then; meanwhile something else may be wanted */
  async #watch(roots: string[], asked: string): Promise<void> {
    await this.#watcher?.close()
    this.#watcher = undefined
    if (roots.length === 0 || asked !== this.#watched || this.#isClosed) return
    const { Watcher: Started } = await import('../ingest/watch/watcher.ts')
    const { times } = this.#options
    const watcher = new Started(
      {
        folders: roots,
        times,
        onNews: (news) => {
          if (watcher === this.#watcher) this.#take(news)
        },
      },
      (thrown) => {
        if (watcher === this.#watcher) this.#lose(thrown)
      },
    )
    this.#watcher = watcher
  }

  /** The thread ended: another one takes over, after a while, and compares everything. */
  #lose(thrown: unknown): void {
    this.#problem = AppError.from(thrown)
    this.#watched = ''
    this.#folders.clear()
    this.#restFor(this.#options.times.away)
  }

  #take(news: WatchNews): void {
    if (news.kind === 'way') {
      this.#folders.set(news.folder, { path: news.folder, way: news.way, why: news.why })
      const watched = [...this.#folders.values()].filter(({ way }) => way === 'events' || way === 'looks')
      this.#options.growing.watch(watched.map(({ path }) => path))
    } else {
      this.#options.growing.set(news.growing)
      for (const place of news.settled) this.#places.add(place)
      this.#consider()
    }
    this.#tell()
  }

  #consider(): void {
    if (this.#places.size === 0 || this.#run !== undefined || !this.isOn) return
    if (this.#options.underWay().some((kind) => !LIGHT_JOBS.has(kind))) return // its end comes back here
    const rest = this.#restsUntil - performance.now()
    if (rest > 0) {
      this.#restFor(rest)
      return
    }
    const controller = new AbortController()
    this.#run = { controller, ended: this.#read(controller) }
  }

  #restFor(milliseconds: number): void {
    this.#rest ??= setTimeout(() => {
      this.#rest = undefined
      this.apply()
    }, milliseconds).unref()
  }

  async #read(controller: AbortController): Promise<void> {
    const places = [...this.#places]
    this.#places.clear()
    const begun = performance.now()
    try {
      const folders = await foldersToRead(this.#options.store, places, controller.signal)
      if (folders.length > 0) {
        this.#isReading = true
        await this.#options.index(folders, controller.signal)
      }
      this.#problem = undefined
    } catch (thrown) {
      for (const place of places) this.#places.add(place)
      const error = AppError.from(thrown)
      // Who stopped it in the list of jobs would not like to see it begin again.
      if (error.code === 'cancelled') this.#isPaused ||= !controller.signal.aborted
      else this.#problem = error
    }
    this.#run = undefined
    this.#isReading = false
    const took = performance.now() - begun
    const rest = Math.min(LONGEST_REST, REST * took)
    this.#restsUntil = performance.now() + rest + (this.#problem === undefined ? 0 : this.#options.times.away)
    if (!this.#isClosed) this.apply()
  }

  /** Of any kind, also a reading that the person asked for. */
  #afterJob(): void {
    if (this.#isClosed) return
    const leftOut = this.#options.growing.takeLeftOut()
    if (leftOut.length > 0) this.#watcher?.follow(leftOut)
    this.#consider()
  }

  /** Each state once. */
  #tell(): void {
    const { state } = this
    const told = JSON.stringify(state)
    if (told === this.#told || this.#isClosed) return
    this.#told = told
    this.#options.events.emit({ event: 'watching', payload: state })
  }
}

/**
 * @file The room in which one library is open at a time: what a window talks to. It answers which libraries there are and
 * opens another; everything else goes to the engine of the library that is open. A library that cannot be opened (damaged,
 * written by a newer Twinsort) leaves the room without one: its reason is then the answer to every question about it.
 */
import { createLog, type Log } from '../jobs/log.ts'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { contract } from '../../shared/contract.ts'
import type { LibraryEntry } from '../../shared/contract/room.ts'
import type { Output, Parsed } from '../../shared/contract.ts'
import { AppError, sentenceOf } from '../../shared/errors.ts'
import { type PlainSentence, sentence } from '../../shared/sentences/sentence.ts'
import { nameOnDisk } from '../jobs/export/safe-name.ts'
import { browse, surveyFolder } from './browse.ts'
import { createEngine, type Engine, type EngineOptions, type LibraryEngine } from './create-engine.ts'
import { Emitter } from './emitter.ts'
import { drawExampleFor } from './example.ts'
import { makeFolderIn } from './make-folder.ts'
import { backupsOf, writeHistory } from './recovery.ts'
import { holdsLibrary } from '../store/lifecycle/lost.ts'
import { assertWritablePlace } from '../store/lifecycle/read-only-place.ts'
import { repairLibrary } from '../store/recovery/repair.ts'
import { restoreBackup } from '../store/recovery/restore.ts'
import type { Call, Handler, Handlers, LibraryHandlers, LibraryMethod, RoomHandlers } from './handler.ts'
import { StoredPreferences } from './preferences.ts'
import { RecentLibraries } from './recent.ts'
import type { EngineSettings } from './settings.ts'

interface Opened {
  readonly library: string
  /** The engine, or why there is none. */
  readonly engine: LibraryEngine | AppError
}

/** Opens the library of the settings. Never throws for a library that cannot be opened: see above. */
export function openRoom(settings: EngineSettings, world: World = {}): Engine<Handlers> {
  const room = new Room(settings, world)
  room.enter(settings.library)
  return {
    handlers: { ...room.libraryHandlers(), ...room.roomHandlers() },
    events: room.events,
    close: () => room.close(),
  }
}

/** What a shell may lend to its engine. */
interface World {
  /** Milliseconds since the epoch. */
  clock?: () => number
  /** Opens a hidden window whose WebGPU trains. */
  openWindow?: EngineOptions['openWindow']
  /** Whether the library is put on the list of recent ones. It is, unless said. */
  remembers?: boolean
}

class Room {
  readonly events = new Emitter()
  readonly #settings: EngineSettings
  readonly #clock: () => number
  readonly #openWindow: EngineOptions['openWindow']
  readonly #remembers: boolean
  readonly #log: Log
  readonly #recent: RecentLibraries
  readonly #preferences: StoredPreferences
  #opened: Opened | undefined
  /** One library is opened after the other. */
  #turn: Promise<unknown> = Promise.resolve()
  #closing: Promise<void> | undefined

  constructor(settings: EngineSettings, { clock = Date.now, openWindow, remembers = true }: World) {
    this.#settings = settings
    this.#clock = clock
    this.#openWindow = openWindow
    this.#remembers = remembers
    this.#recent = new RecentLibraries(settings.userFolder)
    this.#preferences = new StoredPreferences(settings.userFolder)
    this.#log = createLog(settings.logLevel)
  }

  enter(library: string): void {
    const absolute = path.resolve(library)
    this.#opened = { library: absolute, engine: this.#open(absolute) }
    this.#remember()
  }

  libraryHandlers(): LibraryHandlers {
    const methods = Object.keys(contract).filter((name) => !Object.hasOwn(this.roomHandlers(), name))
    const delegate =
      <M extends LibraryMethod>(method: M): Handler<M> =>
      (input, call) =>
        this.#engine().handlers[method](input, call)
    // The contract's methods are the keys; each is delegated to the handler of its own name.
    return Object.fromEntries(
      methods.map((method) => [method, delegate(method as LibraryMethod)]),
    ) as unknown as LibraryHandlers
  }

  roomHandlers(): RoomHandlers {
    return {
      libraries: () => this.#libraries(),
      open: async (input) => {
        if (this.#closing !== undefined) throw new AppError('cancelled', sentence('twinsort-closing'))
        return this.#inTurn(() => this.#openAnother(input))
      },
      chooseLabelSet: (input) => this.#inTurn(() => this.#chooseLabelSet(input)),
      forgetLibrary: ({ library }) => ({ forgotten: this.#recent.forget(library) }),
      libraryPictures: async ({ library }) => ({ pictures: await this.#recent.pictures(library) }),
      browse,
      survey: surveyFolder,
      makeFolder: makeFolderIn,
      drawExample: ({ name }) => drawExampleFor(this.#settings.userFolder, name),
      preferences: () => this.#preferences.get(),
      changePreferences: (changes) => {
        const chosen = this.#preferences.change(changes)
        const engine = this.#opened?.engine
        if (engine !== undefined && !(engine instanceof AppError)) engine.preferencesChanged()
        return chosen
      },
      licences: async () => {
        const root = path.dirname(this.#settings.resources)
        const textOf = (name: string) => readFile(path.join(root, name), 'utf8')
        return { own: await textOf('LICENSE'), others: await textOf('THIRD-PARTY-NOTICES.md') }
      },
      backups: ({ library }) => backupsOf(this.#which(library)),
      restore: async ({ path: file, ...wanted }) => {
        const { kept } = await this.#inTurn(() =>
          this.#replace(wanted, (library, at) => restoreBackup(library, file, at)),
        )
        const { photos, labelled } = this.#engine().summary()
        return { restored: file, kept, photos, labelled }
      },
      repair: async (wanted, call) => {
        const { kept, ...repaired } = await this.#inTurn(() => this.#replace(wanted, repairLibrary))
        const notComputed = await this.#computeAgain(call)
        const { problems } = await this.#engine().handlers.check({}, call)
        return { repaired: { ...repaired, lost: [...repaired.lost, ...notComputed] }, kept, problems }
      },
      exportHistory: ({ out }) =>
        this.#inTurn(() => writeHistory(this.#here(), out, () => this.#engine().exportHistory(out))),
    }
  }

  /** Waits for a library that is being left, so that its journal is closed as well. */
  close(): Promise<void> {
    this.#closing ??= this.#inTurn(async () => {
      this.#remember()
      const engine = this.#opened?.engine
      if (engine !== undefined && !(engine instanceof AppError)) await engine.close()
    })
    return this.#closing
  }

  #here(): string {
    if (this.#opened === undefined) throw new AppError('not-found', sentence('no-library-open'))
    return this.#opened.library
  }

  /** @param library a folder; undefined for the library that was opened last. */
  #which(library: string | undefined): string {
    return library === undefined ? this.#here() : path.resolve(library)
  }

  /**
   * Closes the library, does something to its folder, and opens it again, whether or not that came to its end.
   * @throws AppError what the work throws; else why the library cannot be opened
   */
  async #replace<T>(wanted: Parsed<'repair'>, work: (library: string, at: number) => T): Promise<T> {
    if (this.#closing !== undefined) throw new AppError('cancelled', sentence('twinsort-closing'))
    const library = this.#which(wanted.library)
    assertWritablePlace(library)
    const { stopJobs } = wanted
    if (library !== this.#opened?.library) return this.#replaceAnother({ library, stopJobs }, work)
    const { engine } = this.#opened
    if (!(engine instanceof AppError)) {
      assertIdle(engine, stopJobs)
      this.#opened = { library, engine: new AppError('conflict', sentence('library-being-replaced')) }
      await engine.close()
    }
    try {
      return work(library, this.#clock())
    } finally {
      this.#opened = { library, engine: this.#open(library) }
      this.#remember()
      this.#announceOpen()
    }
  }

  /** The same for a library that is not open, and then opens it; the one that is open stays so where that fails. */
  async #replaceAnother<T>(
    wanted: { library: string; stopJobs: boolean },
    work: (library: string, at: number) => T,
  ): Promise<T> {
    const { library, stopJobs } = wanted
    const engine = this.#opened?.engine
    if (engine !== undefined && !(engine instanceof AppError)) assertIdle(engine, stopJobs)
    assertHoldsLibrary(library)
    const result = work(library, this.#clock())
    await this.#openAnother(wanted)
    return result
  }

  /**
   * Another label set is another library in all but the photos: nothing that was read or begun under the one that is left may end up in it.
   * @throws AppError `not-found`, `conflict`, `disk-full`; the set that was open then stays open
   */
  async #chooseLabelSet({ set, stopJobs }: Parsed<'chooseLabelSet'>): Promise<Output<'chooseLabelSet'>> {
    if (this.#closing !== undefined) throw new AppError('cancelled', sentence('twinsort-closing'))
    const [engine, library] = [this.#engine(), this.#here()]
    const { id, name, isOpen } = engine.labelSet(set)
    if (!isOpen) assertIdle(engine, stopJobs, 'label-set-busy')
    engine.rememberLabelSet(id)
    if (isOpen) return { id, name }
    // What is asked for meanwhile is about what is being left: nobody needs to hear of that.
    this.#opened = { library, engine: new AppError('cancelled', sentence('library-left')) }
    try {
      await engine.close()
    } finally {
      const again = this.#open(library, id)
      // Another process may have removed the set just now.
      this.#opened = { library, engine: again instanceof AppError ? this.#open(library) : again }
      this.#remember()
      this.#announceOpen()
    }
    return { id, name }
  }

  /** Features, thumbnails and embeddings of a library that was repaired. @returns why some are not there yet. */
  async #computeAgain(call: Call): Promise<PlainSentence[]> {
    const engine = this.#engine()
    if (engine.summary().roots.length === 0) return []
    try {
      await engine.handlers.index(contract.index.input.parse({ folders: [] }), call)
      return []
    } catch (thrown) {
      const error = AppError.from(thrown)
      if (error.code === 'cancelled') throw error
      return [error.asSentence]
    }
  }

  #announceOpen(): void {
    const { library, engine } = this.#opened ?? {}
    if (library === undefined) return
    const labelSet = engine === undefined || engine instanceof AppError ? null : engine.openLabelSet
    this.events.emit({ event: 'library', payload: { library, labelSet } })
  }

  #engine(): LibraryEngine {
    const engine = this.#opened?.engine
    if (engine === undefined) throw new AppError('not-found', sentence('no-library-open'))
    if (engine instanceof AppError) throw engine
    return engine
  }

  #open(library: string, labelSet?: number): LibraryEngine | AppError {
    const { cacheFolder, resources } = this.#settings
    try {
      const lent = { clock: this.#clock, openWindow: this.#openWindow, log: this.#log }
      const preferences = () => this.#preferences.get()
      const { watches } = this.#settings
      const engine = createEngine({
        library,
        labelSet,
        cacheFolder,
        resources,
        preferences,
        watches,
        ...lent,
      })
      engine.events.listen((event) => {
        if (this.#opened?.engine !== engine) return // what ends in a library that was left concerns nobody
        this.events.emit(event)
        if (event.event === 'photos') this.#remember({ isGrowing: true })
      })
      return engine
    } catch (thrown) {
      return AppError.from(thrown)
    }
  }

  /** @throws AppError why the other library cannot be opened; the one that was open then stays open. */
  async #openAnother({ library, name, stopJobs }: Parsed<'open'>): Promise<Output<'open'>> {
    const wanted = library === undefined ? this.#newFolder(name ?? 'Library') : path.resolve(library)
    if (library !== undefined) assertHoldsLibrary(wanted)
    if (wanted === this.#opened?.library && !(this.#opened.engine instanceof AppError))
      return { library: wanted }
    const before = this.#opened
    if (before !== undefined && !(before.engine instanceof AppError)) assertIdle(before.engine, stopJobs)
    const engine = this.#open(wanted)
    if (engine instanceof AppError) throw engine
    this.#remember() // with the counts that it is left with
    this.#opened = { library: wanted, engine }
    this.#remember()
    // Told before anything of it can be asked for: whoever keeps pictures by their id relies on that.
    this.#announceOpen()
    if (before !== undefined && !(before.engine instanceof AppError)) await before.engine.close()
    return { library: wanted }
  }

  /** A folder of this name that is not there yet. */
  #newFolder(name: string): string {
    const parent = path.join(this.#settings.userFolder, 'libraries')
    const base = nameOnDisk(name)
    for (let number = 1; ; number += 1) {
      const folder = path.join(parent, number === 1 ? base : `${base} ${number}`)
      if (!existsSync(folder)) return folder
    }
  }

  #libraries(): Output<'libraries'> {
    this.#remember()
    const entries = this.#recent.list()
    const here = this.#opened?.library
    const first = (entry: LibraryEntry): number => (entry.library === here ? 0 : 1)
    return { libraries: entries.sort((a, b) => first(a) - first(b)) }
  }

  /** The list is a convenience: a full disk or a folder that may not be written keeps nobody from the library itself. */
  #remember({ isGrowing = false } = {}): void {
    const opened = this.#opened
    if (!this.#remembers || opened === undefined || opened.engine instanceof AppError) return
    try {
      const { engine, library } = opened
      const shown = isGrowing ? {} : { shown: engine.shown() }
      this.#recent.remember({ library, ...engine.summary(), ...shown, openedAt: this.#clock() })
    } catch (thrown) {
      this.#log.warn(sentence('log-recent-not-stored'), { reason: sentenceOf(thrown) })
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => undefined)
    return result
  }
}

/** @throws AppError `not-found` for a folder without a library; one that was lost is said when it is opened. */
function assertHoldsLibrary(folder: string): void {
  if (holdsLibrary(folder)) return
  throw new AppError('not-found', sentence('no-library-there', { folder }), { library: folder })
}

/** @throws AppError `conflict` that names the jobs under way, unless they are to be stopped. */
function assertIdle(
  engine: LibraryEngine,
  stopJobs: boolean,
  says: 'jobs-would-stop' | 'label-set-busy' = 'jobs-would-stop',
): void {
  const jobs = engine.busyWith()
  if (jobs.length > 0 && !stopJobs) {
    throw new AppError('conflict', sentence(says, { jobs: jobs.join(', ') }), { jobs })
  }
}

/**
 * @file The composition root: what the engine consists of, in the order in which it comes up and goes down. It receives
 * paths, clock and logger as arguments and knows no shell; a shell serves it to its clients over ports (serve.ts).
 */
import { bothLogs, type Log } from '../jobs/log.ts'
import { KeptLog } from '../jobs/kept-log.ts'
import path from 'node:path'
import type { Output } from '../../shared/contract.ts'
import type { JobKind } from '../../shared/jobs.ts'
import type { Preferences } from '../../shared/contract/preferences.ts'
import { sentenceOf } from '../../shared/errors.ts'
import { sentence, verbatim } from '../../shared/sentences/sentence.ts'
import { exportHistory } from '../jobs/history/export-history.ts'
import { JobRunner } from '../jobs/runner.ts'
import type { JobContext } from '../jobs/context.ts'
import { Models } from '../jobs/library-model/models.ts'
import type { OpenWindow } from '../jobs/training/thread/hidden-window/thread.ts'
import { labelSet } from '../jobs/labels/label-sets.ts'
import { librarySummary, shownPhotos, type LibrarySummary } from '../jobs/library/library-status.ts'
import { buildIn } from '../jobs/library/installed-version.ts'
import { KeptAnswers } from '../jobs/review/kept-answers.ts'
import { ReviewSession } from '../jobs/review/session.ts'
import { GrowingFiles } from '../jobs/watching/growing-files.ts'
import { clearOwnReports } from '../jobs/library/unsent-reports.ts'
import { dailyBackup } from '../store/recovery/daily-backup.ts'
import type { WatchTimes } from '../ingest/watch/protocol.ts'
import { openStore, type Store } from '../store/store.ts'
import { CallsUnderWay } from './calls-under-way.ts'
import { Emitter } from './emitter.ts'
import type { Dependencies, LibraryHandlers } from './handler.ts'
import { readingOfChanges } from './handlers/photos.ts'
import { addLibraryLink } from './library-link.ts'
import { refuseChanges } from './refuse-changes.ts'
import { registerHandlers } from './register-handlers.ts'
import { usableCache } from './usable-cache.ts'
import { watchOtherProcesses } from './other-processes.ts'
import { SavedWorkLimit } from './saved-work.ts'
import { FolderWatching, WATCH_TIMES } from './watching.ts'

export interface EngineOptions {
  /** Folder of the library; created where it does not exist. */
  library: string
  /** The number or the name of the label set to work on; without it the one that the library remembers. */
  labelSet?: number | string | undefined
  /** Milliseconds since the epoch. */
  clock: () => number
  log: Log
  /** Absolute path of the folder `resources/`. */
  resources: string
  /** Absolute path of a folder that may be emptied at any time. */
  cacheFolder: string
  /** Opens a hidden window that trains, where the shell has windows. */
  openWindow?: OpenWindow | undefined
  /** What the person chose, asked for as each job begins. */
  preferences?: () => Preferences
  /** Whether folders are watched, where the person wants it. They are not, unless said. */
  watches?: boolean | undefined
  /** How often is looked, where a test is in a hurry. */
  watchTimes?: WatchTimes | undefined
}

/** What serves clients: with `LibraryHandlers` one library, with all handlers a room in which libraries are opened. */
export interface Engine<H = LibraryHandlers> {
  handlers: H
  events: Emitter
  /** Cancels what runs, waits until it has stopped, and closes the library. */
  close(): Promise<void>
}

export interface LibraryEngine extends Engine {
  /** What a list of libraries says of this one. */
  summary(): LibrarySummary
  /** Content hashes of photos whose thumbnails it can show. */
  shown(): string[]
  /** Writes the journal to a file: see [Note: The history file]. */
  exportHistory(out: string): Promise<Output<'exportHistory'>>
  /** The label set that every answer is about. */
  readonly openLabelSet: number
  /** @throws AppError `not-found` */
  labelSet(id: number): { id: number; name: string; isOpen: boolean }
  /** The next opening takes this label set, where that can be written down. */
  rememberLabelSet(id: number): void
  /** Kinds of the jobs that closing it would stop. */
  busyWith(): JobKind[]
  /** The person chose something else. */
  preferencesChanged(): void
}

/**
 * @throws AppError `library-newer`, `library-damaged` or `disk-full` when the library cannot be opened, `not-found` for a label set
 *   that it does not have.
 */
export function createEngine(options: EngineOptions): LibraryEngine {
  const { clock, resources, openWindow } = options
  const library = path.resolve(options.library)
  const store = openStoreOn(library, options)
  const cache = usableCache(options.cacheFolder)
  const cacheFolder = cache.folder
  const events = new Emitter()
  const keptLog = new KeptLog({
    ...{ library, isReadOnly: store.isReadOnly, clock },
    onNews: (payload) => {
      events.emit({ event: 'log', payload })
    },
  })
  const log = bothLogs(options.log, keptLog.log)
  const reports = clearOwnReports().then(
    (found) => {
      if (found?.left) log.info(sentence('log-reports-left'), { reason: verbatim(found.left) })
    },
    (thrown: unknown) => {
      log.warn(sentence('log-reports-unseen'), { reason: sentenceOf(thrown) })
    },
  )
  const daily = store.isReadOnly ? undefined : backUpDaily(store, library, { clock, log })
  if (!store.isReadOnly) addLibraryLink(library)
  if (!store.isReadOnly) noteInterrupted(store, log)
  const runner = new JobRunner({
    jobs: store.jobs,
    isReadOnly: store.isReadOnly,
    clock,
    announce: (record) => {
      events.emit({ event: 'job', payload: record })
    },
    onProblem: (error) => {
      log.warn(sentence('log-job-not-stored'), { reason: error.asSentence })
    },
    log,
  })
  const closing = new AbortController()
  const models = new Models({
    store,
    cacheFolder,
    announce: (work) =>
      runner.run({ kind: 'arrange', input: {}, writes: false, signal: closing.signal, work }),
  })
  const contextOf: Dependencies['contextOf'] = (control): JobContext => ({
    ...control,
    store,
    models,
    clock,
    resources,
    cacheFolder,
    openWindow,
    preferences: options.preferences?.(),
    growing: watching.isOn ? growing : undefined,
    log,
  })
  const build = buildIn()
  const kept = build === undefined ? undefined : new KeptAnswers(store, build)
  const session = new ReviewSession({ store, models, actor: 'person', clock, kept })
  const calls = new CallsUnderWay()
  const times = options.watchTimes ?? WATCH_TIMES
  const growing = new GrowingFiles(times.quiet, clock)
  const watching = new FolderWatching({
    ...{ store, events, growing, times },
    isWanted: () => options.watches === true && options.preferences?.().watch !== false,
    underWay: () => runner.underWay(),
    index: (folders, signal) => readChanges(folders, signal),
  })
  const savedWork = new SavedWorkLimit({
    ...{ events, cacheFolder },
    limit: () => options.preferences?.().cacheLimit ?? null,
    isBusy: () => runner.underWay().length > 0,
    markUsed: () => models.markSpaceUsed(),
  })
  const dependencies = { library, store, runner, session, events, watching, log: keptLog, contextOf }
  const readChanges = readingOfChanges(dependencies)
  const stopLooking = watchOtherProcesses({ store, events })
  const handlers = registerHandlers(dependencies)
  return {
    handlers: calls.watch(store.isReadOnly ? refuseChanges(handlers, library) : handlers),
    events,
    summary: () => librarySummary(store),
    shown: () => shownPhotos(store),
    exportHistory: (out) => exportHistory(store.journal, out),
    openLabelSet: store.labelSets.current(),
    labelSet: (id) => ({ ...labelSet(store, id), isOpen: id === store.labelSets.current() }),
    rememberLabelSet: (id) => {
      if (!store.isReadOnly) store.labelSets.remember(id)
    },
    busyWith() {
      // Neighbours are looked up in a moment, and asked for again as easily.
      const kinds = runner.underWay().filter((kind) => kind !== 'neighbours')
      const itself = watching.isReading ? kinds.indexOf('index') : -1
      return itself < 0 ? kinds : kinds.toSpliced(itself, 1)
    },
    preferencesChanged: () => {
      watching.apply()
      savedWork.applySoon()
    },
    async close() {
      closing.abort()
      stopLooking()
      const answered = calls.close()
      const unwatched = watching.close()
      const quiet = session.close() // what it derives, it also keeps in the cache folder
      await runner.close()
      await unwatched
      await quiet
      await savedWork.close()
      await models.close()
      await answered
      await daily
      await reports
      store.close()
      cache.remove()
    },
  }
}

/** The store; closed again where it has no such label set. */
function openStoreOn(library: string, { clock, labelSet }: Pick<EngineOptions, 'clock' | 'labelSet'>): Store {
  const store = openStore(library, { clock, labelSet })
  try {
    store.labelSets.current()
    return store
  } catch (thrown) {
    store.close()
    throw thrown
  }
}

/** Of a process that ended before its jobs did. To be called before a runner looks for them. */
function noteInterrupted(store: Store, log: Log): void {
  for (const { id, kind } of store.jobs.interrupted())
    log.error(sentence('log-job-failed'), { job: { id, kind }, reason: sentence('job-interrupted') })
}

function backUpDaily(
  store: Store,
  library: string,
  { clock, log }: Pick<EngineOptions, 'clock' | 'log'>,
): Promise<void> | undefined {
  return dailyBackup(library, store.journal.lastId(), clock())?.catch((thrown: unknown) => {
    log.warn(sentence('log-no-backup'), { reason: sentenceOf(thrown) })
  })
}

/**
 * @file Watches one folder of photos: by what the system tells, where it does and can; else by looking at the times of its folders.
 *
 * [Note: a watcher only says where to look] What it tells leads to a run of the index over these places, which compares them with the
 * library. So a change that is told twice is read once, and one that was told wrongly is not read. A change that the system did not
 * tell is found by the look that is taken at the times of all folders now and then: docs/adr/0040.
 */
import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { watch, type FSWatcher } from 'chokidar'
import { codeOf } from '../../../shared/errors.ts'
import { FolderTimes } from './folder-times.ts'
import { isNetworkDrive } from './network-drive.ts'
import type { WatchNews, WatchTimes } from './protocol.ts'
import type { UnfinishedFiles } from './unfinished-files.ts'
import { ignoredBelow } from './watchable.ts'

/** The system watches no more folders, or opens no more files, for this person. */
const LIMIT_CODES: readonly unknown[] = ['ENOSPC', 'EMFILE', 'ENFILE']
/** Looking takes at most this share of the time ... */
const MOST_LOOKING = 1 / 20
/** ... and this, where the system tells of changes. */
const MOST_RARE_LOOKING = 1 / 100

/** Told by the system. */
interface Events {
  readonly watcher: FSWatcher
  /** Raised when the folder itself is taken away. */
  readonly isGone: AbortSignal
  /** Whether there are folders in it that the system does not watch. */
  isLimited: () => boolean
}

export interface WatchedFolderOptions {
  readonly times: WatchTimes
  readonly files: UnfinishedFiles
  readonly tell: (news: WatchNews) => void
}

export class WatchedFolder {
  /** As the library calls it. */
  readonly #folder: string
  readonly #options: WatchedFolderOptions

  constructor(folder: string, options: WatchedFolderOptions) {
    this.#folder = folder
    this.#options = options
  }

  /** Resolves once the signal is raised. */
  async run(signal: AbortSignal): Promise<void> {
    this.#tellWay('starting')
    while (!signal.aborted) {
      const real = await realpath(this.#folder).catch(() => undefined)
      if (real !== undefined) await this.#follow(real, signal)
      this.#tellWay('away')
      await restFor(this.#options.times.away, signal)
    }
  }

  /** Until the folder is not there any more, or is another one. @param real its path without links */
  async #follow(real: string, signal: AbortSignal): Promise<void> {
    const isRemote = await isNetworkDrive(real).catch(() => false)
    const events = isRemote ? undefined : await this.#openEvents(real, signal)
    if (events === undefined) this.#tellWay('looks', isRemote ? 'network' : 'limit')
    else this.#tellWay('events')
    try {
      await this.#lookAgainAndAgain(real, events, signal)
    } finally {
      await events?.watcher.close()
    }
  }

  async #lookAgainAndAgain(real: string, events: Events | undefined, signal: AbortSignal): Promise<void> {
    const { times, files } = this.#options
    const wakes = events === undefined ? signal : AbortSignal.any([signal, events.isGone])
    const identity = await identityOf(real)
    const seen = new FolderTimes(real)
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      const start = performance.now()
      const changed = await seen.look(signal)
      if (changed === undefined || events?.isGone.aborted === true) return
      if ((await identityOf(real)) !== identity) return // a drive was connected, or taken away
      if (isFirst) files.addFolder(this.#folder) // whatever happened before
      for (const each of changed) {
        files.addFolder(this.#known(real, each.folder))
        for (const file of each.files) files.addFile(this.#known(real, file))
      }
      const isTold = events?.isLimited() === false
      const took = performance.now() - start
      const rest = isTold
        ? Math.max(times.rareLook, took / MOST_RARE_LOOKING)
        : Math.max(times.look, took / MOST_LOOKING)
      await restFor(rest, wakes)
      if (isTold && events.isLimited()) this.#tellWay('looks', 'limit')
    }
  }

  /** @returns what watches, once it watches all; undefined where the system watches no more folders */
  async #openEvents(real: string, signal: AbortSignal): Promise<Events | undefined> {
    const { files } = this.#options
    const gone = new AbortController()
    const limit = { isReached: false }
    const watcher = watch(real, {
      ignored: ignoredBelow(real),
      ignoreInitial: true,
      ignorePermissionErrors: true,
      followSymlinks: false, // a link may lead anywhere, also in a circle
    })
    watcher.on('all', (event, place) => {
      const known = this.#known(real, place)
      if (event === 'addDir' || event === 'unlinkDir') files.addFolder(known)
      else files.addFile(known)
      if (event === 'unlinkDir' && place === real) gone.abort()
    })
    await new Promise<void>((resolve) => {
      watcher.once('ready', resolve)
      watcher.on('error', (error) => {
        if (!LIMIT_CODES.includes(codeOf(error))) return // of one folder, which the next look finds as it is
        limit.isReached = true
        resolve()
      })
      signal.addEventListener('abort', () => {
        resolve()
      })
    })
    if (!limit.isReached) return { watcher, isGone: gone.signal, isLimited: () => limit.isReached }
    await watcher.close() // what it could have had is left to others
    return undefined
  }

  /** The same place as the library calls it. */
  #known(real: string, place: string): string {
    return path.join(this.#folder, path.relative(real, place))
  }

  #tellWay(way: Extract<WatchNews, { kind: 'way' }>['way'], why: 'network' | 'limit' | null = null): void {
    this.#options.tell({ kind: 'way', folder: this.#folder, way, why })
  }
}

/** Another one means another folder under this name. */
async function identityOf(folder: string): Promise<string | undefined> {
  const found = await stat(folder, { bigint: true }).catch(() => undefined)
  return found && `${found.dev} ${found.ino}`
}

async function restFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => undefined)
}

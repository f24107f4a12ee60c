/**
 * @file A cheap look at a tree of folders: a folder's time changes when a file in it comes, goes or is renamed. So one question for each
 * folder is enough, and only folders that changed are listed. A file that is written over in its place is not seen.
 */
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { isPassedOver, mayBePicture } from './watchable.ts'

export interface ChangedFolder {
  /** Absolute, as the others. */
  readonly folder: string
  /** What may be a picture in it. */
  readonly files: readonly string[]
}

/** Enough to hide the latency of a network drive. */
const AT_ONCE = 16
/** Of a folder that is listed once more: no time is this. */
const ONCE_MORE = -1n

export class FolderTimes {
  readonly #root: string
  /** When each folder changed last; nanoseconds. */
  readonly #times = new Map<string, bigint>()

  constructor(root: string) {
    this.#root = root
  }

  /**
   * @returns folders that came or changed since the last look, undefined where the root is not there. The first look finds all of them, and
   *   tells none.
   */
  async look(signal: AbortSignal): Promise<ChangedFolder[] | undefined> {
    const isFirst = this.#times.size === 0
    const changed: ChangedFolder[] = []
    let folders = isFirst ? [this.#root] : [...this.#times.keys()]
    while (folders.length > 0) {
      const found: string[] = []
      for (let start = 0; start < folders.length && !signal.aborted; start += AT_ONCE) {
        const batch = folders.slice(start, start + AT_ONCE)
        const inside = await Promise.all(batch.map((folder) => this.#visit(folder, { changed, isFirst })))
        for (const folder of inside.flat()) found.push(folder)
      }
      if (signal.aborted) return []
      folders = found
    }
    if (!this.#times.has(this.#root)) return undefined
    return isFirst ? [] : changed
  }

  /** @returns folders in it that were not known */
  async #visit(
    folder: string,
    { changed, isFirst }: { changed: ChangedFolder[]; isFirst: boolean },
  ): Promise<string[]> {
    try {
      const { mtimeNs } = await stat(folder, { bigint: true })
      const before = this.#times.get(folder)
      if (before === mtimeNs) return []
      const entries = await readdir(folder, { withFileTypes: true })
      // Times may be as rough as two seconds, so that a second change has the time of the first.
      this.#times.set(folder, isFirst || before === ONCE_MORE ? mtimeNs : ONCE_MORE)
      const places = entries.map((entry) => ({ place: path.join(folder, entry.name), entry }))
      const files = places.filter(({ place, entry }) => !entry.isDirectory() && mayBePicture(place))
      changed.push({ folder, files: files.map(({ place }) => place) })
      return places
        .filter(({ place, entry }) => entry.isDirectory() && !this.#times.has(place) && !isPassedOver(place))
        .map(({ place }) => place)
    } catch {
      this.#times.delete(folder) // gone, which the folder around it tells; or it may not be read
      return []
    }
  }
}

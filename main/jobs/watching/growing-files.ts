/** @file Files that are being written while folders are watched: no run of the index reads them, the watcher tells when they are whole. */

import { isInside } from '../../ingest/scan.ts'

/** What a run of the index asks about a file that it would read. */
export interface SeenFile {
  /** Absolute. */
  readonly path: string
  /** Nanoseconds since the epoch. */
  readonly changedNs: bigint
}

export class GrowingFiles {
  readonly #quiet: number
  readonly #clock: () => number
  #known: ReadonlySet<string> = new Set()
  #watched: readonly string[] = []
  #leftOut: string[] = []

  /** @param quiet milliseconds without a change after which a file counts as whole */
  constructor(quiet: number, clock: () => number) {
    this.#quiet = quiet
    this.#clock = clock
  }

  get size(): number {
    return this.#known.size
  }

  /** All of them, as of now. */
  set(files: readonly string[]): void {
    this.#known = new Set(files)
  }

  /** Folders that are watched by now: a file in them that is left out is told of later. */
  watch(folders: readonly string[]): void {
    this.#watched = folders
  }

  /** Also of a file that was changed a moment ago, which the watcher may not have told yet. */
  has({ path, changedNs }: SeenFile): boolean {
    const since = this.#clock() - Number(changedNs / 1_000_000n)
    const isRecent = since >= 0 && since < this.#quiet
    const isGrowing =
      this.#known.has(path) || (isRecent && this.#watched.some((folder) => isInside(path, folder)))
    if (isGrowing) this.#leftOut.push(path)
    return isGrowing
  }

  /** Files that were left out since this was asked last. */
  takeLeftOut(): string[] {
    const files = this.#leftOut
    this.#leftOut = []
    return files
  }
}

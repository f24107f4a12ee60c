/** @file The libraries that this person had open lately, in a small file among the person's own things. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { LibraryEntry } from '../../shared/contract/room.ts'
import { holdsLibrary } from '../store/lifecycle/lost.ts'
import { makePrivateFolder, PRIVATE_FILE } from '../files/modes.ts'
import { writeAtomicallySync } from '../files/write-atomically.ts'

const MOST = 12

const Remembered = LibraryEntry.omit({ present: true })
export type Remembered = z.infer<typeof Remembered>

/** The library that was open last, if it is there; what a window without further words goes on with. */
export function lastLibrary(userFolder: string): string | undefined {
  return new RecentLibraries(userFolder).list().find(({ present }) => present)?.library
}

export class RecentLibraries {
  readonly #file: string

  /** @param userFolder made where it does not exist, with the first library that is remembered. */
  constructor(userFolder: string) {
    this.#file = path.join(userFolder, 'recent-libraries.json')
  }

  /** Newest first. What cannot be read is as good as empty: the libraries themselves are elsewhere. */
  list(): LibraryEntry[] {
    return this.#read().map((entry) => ({
      ...entry,
      present: holdsLibrary(entry.library),
    }))
  }

  remember(entry: Remembered): void {
    const others = this.#read().filter(({ library }) => library !== entry.library)
    this.#write([entry, ...others].sort((a, b) => b.openedAt - a.openedAt).slice(0, MOST))
  }

  /** @returns false when it was not on the list. */
  forget(library: string): boolean {
    const known = this.#read()
    const kept = known.filter((entry) => entry.library !== library)
    if (kept.length < known.length) this.#write(kept)
    return kept.length < known.length
  }

  #read(): Remembered[] {
    try {
      return z.array(Remembered).parse(JSON.parse(readFileSync(this.#file, 'utf8')))
    } catch {
      return []
    }
  }

  #write(entries: readonly Remembered[]): void {
    makePrivateFolder(path.dirname(this.#file))
    writeAtomicallySync(this.#file, JSON.stringify(entries, null, 2), { mode: PRIVATE_FILE })
  }
}

/** @file The libraries that this person had open lately, in a small file among the person's own things. */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { LibraryEntry } from '../../shared/contract/room.ts'
import { thumbnailPath } from '../ingest/thumbnails.ts'
import { holdsLibrary } from '../store/lifecycle/lost.ts'
import { makePrivateFolder, PRIVATE_FILE } from '../files/modes.ts'
import { writeAtomicallySync } from '../files/write-atomically.ts'

const MOST = 12
const MOST_SHOWN = 4

/** Names a file: nothing else may stand in a list that anybody could have written. */
const ContentHash = z.string().regex(/^[0-9a-f]{64}$/)

const Remembered = LibraryEntry.omit({ present: true }).extend({
  /** Content hashes of photos whose thumbnails stand for it; lists of earlier versions have none. */
  shown: z.array(ContentHash).max(MOST_SHOWN).default([]),
})
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
    return this.#read().map(({ shown: _, ...entry }) => ({ ...entry, present: holdsLibrary(entry.library) }))
  }

  /** Bytes of the thumbnails that stand for a library of the list, as far as they are there. */
  async pictures(library: string): Promise<Uint8Array[]> {
    const shown = this.#read().find((entry) => entry.library === library)?.shown ?? []
    const read = shown.map((hash) => readFile(thumbnailPath(library, hash)).catch(() => undefined))
    return (await Promise.all(read)).filter((bytes) => bytes !== undefined)
  }

  /** @param entry without `shown` those stay that were shown before. */
  remember(entry: Omit<Remembered, 'shown'> & Partial<Pick<Remembered, 'shown'>>): void {
    const known = this.#read()
    const shown = entry.shown ?? known.find(({ library }) => library === entry.library)?.shown ?? []
    const others = known.filter(({ library }) => library !== entry.library)
    const all = [{ ...entry, shown }, ...others]
    this.#write(all.sort((a, b) => b.openedAt - a.openedAt).slice(0, MOST))
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

/** @file What the person chose for the engine, in a small file among the person's own things. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Parsed } from '../../shared/contract.ts'
import { Preferences } from '../../shared/contract/preferences.ts'
import { makePrivateFolder, PRIVATE_FILE } from '../files/modes.ts'
import { writeAtomicallySync } from '../files/write-atomically.ts'

const NONE: Preferences = { backend: null, threads: null, watch: true, cacheLimit: null }
/** A choice of another version that this one does not know leaves the others as they are. */
const Stored = z.object({
  backend: Preferences.shape.backend.catch(null),
  threads: Preferences.shape.threads.catch(null),
  watch: Preferences.shape.watch.catch(true),
  cacheLimit: Preferences.shape.cacheLimit.catch(null),
})

export class StoredPreferences {
  readonly #file: string

  /** @param userFolder made where it does not exist, with the first choice. */
  constructor(userFolder: string) {
    this.#file = path.join(userFolder, 'preferences.json')
  }

  /** Read anew each time: another window may have another engine. What cannot be read counts as not chosen. */
  get(): Preferences {
    try {
      return Stored.parse(JSON.parse(readFileSync(this.#file, 'utf8')))
    } catch {
      return NONE
    }
  }

  /** @throws what the file system says */
  change(changes: Parsed<'changePreferences'>): Preferences {
    const known = this.get()
    const { backend = known.backend, threads = known.threads, watch = known.watch } = changes
    const { cacheLimit = known.cacheLimit } = changes
    const next = { backend, threads, watch, cacheLimit }
    makePrivateFolder(path.dirname(this.#file))
    writeAtomicallySync(this.#file, JSON.stringify(next, null, 2), { mode: PRIVATE_FILE })
    return next
  }
}

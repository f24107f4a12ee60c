/**
 * @file A folder of results that can be made again. Nothing here ever fails a call: what cannot be read is made again, and what
 * cannot be written (a full disk, a folder without rights) costs time at the next start and nothing else.
 */
import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import { writeAtomically } from './write-atomically.ts'

export class CacheFolder {
  readonly #folder: string

  /** @param folder absolute; made with the first result. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /**
   * Counts as a use: what was used last goes last.
   * @param parse throws for content of another kind, which then counts as absent.
   * @returns undefined for what is absent or damaged.
   */
  async read<T>(name: string, parse: (bytes: Buffer) => T): Promise<T | undefined> {
    const file = path.join(this.#folder, name)
    try {
      const found = parse(await readFile(file))
      const now = new Date()
      await utimes(file, now, now)
      return found
    } catch {
      return undefined
    }
  }

  async write(name: string, content: string | Uint8Array): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true })
      await writeAtomically(path.join(this.#folder, name), content)
    } catch {
      // It is made again next time.
    }
  }

  /** Removes what was used longest ago. @param most files that stay */
  async trim(most: number): Promise<void> {
    try {
      const files = (await readdir(this.#folder)).map((name) => path.join(this.#folder, name))
      if (files.length <= most) return
      const used = await Promise.all(files.map(async (file) => ({ file, at: (await stat(file)).mtimeMs })))
      used.sort((a, b) => b.at - a.at)
      await Promise.all(used.slice(most).map(({ file }) => rm(file, { force: true })))
    } catch {
      // There is no such folder, or another process is clearing it up.
    }
  }
}

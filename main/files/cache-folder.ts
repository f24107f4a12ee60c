/**
 * @file A folder of results that can be made again. Nothing here ever fails a call: what cannot be read is made again, and what
 * cannot be written (a full disk, a folder without rights) costs time at the next start and nothing else.
 */
import { mkdir, open, readdir, rm, stat, utimes, type FileHandle } from 'node:fs/promises'
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
  read<T>(name: string, parse: (bytes: Buffer) => T): Promise<T | undefined> {
    return this.readBy(name, async (file) => parse(await file.readFile()))
  }

  /** The same for content that is not read as a whole. @param read throws for content of another kind */
  async readBy<T>(name: string, read: (file: FileHandle) => Promise<T>): Promise<T | undefined> {
    const place = path.join(this.#folder, name)
    try {
      const file = await open(place)
      let found: T
      try {
        found = await read(file)
      } finally {
        await file.close()
      }
      await this.markUsed(name)
      return found
    } catch {
      return undefined
    }
  }

  /** As reading it does. */
  async markUsed(name: string): Promise<void> {
    const now = new Date()
    // Where that cannot be written down, or it is gone, it goes sooner than it should, or has gone.
    await utimes(path.join(this.#folder, name), now, now).catch(() => undefined)
  }

  /** @param content as a whole, or in pieces that are made as they are written */
  async write(name: string, content: string | Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
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

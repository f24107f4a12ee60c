/** @file Files that something happened to, until they have come to rest: one that is still being copied is half a photo. */
import { stat } from 'node:fs/promises'
import type { WatchNews } from './protocol.ts'

const AT_ONCE = 16

type Changes = Extract<WatchNews, { kind: 'changes' }>

export class UnfinishedFiles {
  readonly #quiet: number
  readonly #tell: (changes: Changes) => void
  /** How each looked the last time; undefined for one that was not looked at since something happened to it. */
  readonly #files = new Map<string, string | undefined>()
  readonly #folders = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  /** @param quiet milliseconds without a change after which a file is whole */
  constructor(quiet: number, tell: (changes: Changes) => void) {
    this.#quiet = quiet
    this.#tell = tell
  }

  addFile(file: string): void {
    this.#files.set(file, undefined)
    this.#wait()
  }

  /** What changed in it is not known. */
  addFolder(folder: string): void {
    this.#folders.add(folder)
    this.#wait()
  }

  clear(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#files.clear()
    this.#folders.clear()
  }

  #wait(): void {
    this.#timer ??= setTimeout(() => void this.#look(), this.#quiet)
  }

  async #look(): Promise<void> {
    const settled = [...this.#folders]
    this.#folders.clear()
    const files = [...this.#files.keys()]
    for (let start = 0; start < files.length; start += AT_ONCE) {
      const rested = await Promise.all(
        files.slice(start, start + AT_ONCE).map((file) => this.#hasRested(file)),
      )
      settled.push(...files.slice(start, start + AT_ONCE).filter((_, index) => rested[index]))
    }
    if (this.#timer === undefined) return // cleared meanwhile
    this.#timer = undefined
    for (const file of settled) this.#files.delete(file)
    this.#tell({ kind: 'changes', settled, growing: [...this.#files.keys()] })
    if (this.#files.size > 0 || this.#folders.size > 0) this.#wait()
  }

  async #hasRested(file: string): Promise<boolean> {
    const before = this.#files.get(file)
    const now = await looksOf(file)
    if (now === undefined) return true
    if (this.#files.get(file) !== before) return false // something happened to it just now
    this.#files.set(file, now)
    return now === before
  }
}

/** Undefined for what is gone. */
async function looksOf(file: string): Promise<string | undefined> {
  const found = await stat(file, { bigint: true }).catch(() => undefined)
  return found && [found.size, found.mtimeNs, found.ctimeNs].join(' ')
}

/**
 * @file Which files are being read, written down before they are. A decoder of foreign bytes can take the whole process along; without this note the
 * next run would meet the same file again, and so would each run after it.
 *
 * [Note: files that end the process] After such an end nobody knows which of the files that were read at that moment was the cause. The next run reads
 * them last and one by one. The one at which the process ends again is left out, with the reason. A computer that went off leaves the same
 * traces; its files are only read later than the others.
 */
import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { z } from 'zod'
import { PRIVATE_FILE } from '../../files/modes.ts'

/** Of the file in the library, before the number of the process. */
const NAME = /^reading-(\d+)-[0-9a-f]+\.jsonl$/
/** A file at which the process ended so many times is not read again. */
const MOST_ENDS = 2

const Line = z.object({
  /** Absolute path. */
  path: z.string(),
  /** How often the process ended while it was read, before this run. */
  ends: z.int().nonnegative(),
  /** False for one that still waits to be read by itself. */
  isRead: z.boolean(),
})
type Line = z.infer<typeof Line>

export class ReadingMarks {
  /** Files that were read when a process ended, and how often that was so. */
  readonly #suspects: Map<string, number>
  readonly #underWay = new Map<string, number>()
  readonly #file: string | undefined
  readonly #handle: number | undefined

  private constructor(library: string | null, suspects: Map<string, number>) {
    this.#suspects = suspects
    if (library === null) return
    this.#file = path.join(library, `reading-${process.pid}-${randomBytes(4).toString('hex')}.jsonl`)
    this.#handle = openSync(this.#file, 'w', PRIVATE_FILE)
    OPEN.add(path.basename(this.#file))
    this.#write()
  }

  /** @param library its folder; null for one in memory, which ends with its process. */
  static open(library: string | null): ReadingMarks {
    if (library === null) return new ReadingMarks(null, new Map())
    const left = readdirSync(library)
      .filter((name) => NAME.test(name) && !isOfRunning(name))
      .map((name) => path.join(library, name))
    const suspects = new Map<string, number>()
    for (const line of left.flatMap((file) => linesOf(file))) {
      const ends = line.ends + (line.isRead ? 1 : 0)
      if (existsSync(line.path)) suspects.set(line.path, Math.max(ends, suspects.get(line.path) ?? 0))
    }
    const marks = new ReadingMarks(library, suspects)
    for (const file of left) rmSync(file, { force: true })
    return marks
  }

  /** To be read after all others, with nothing else beside it. */
  isSuspect(file: string): boolean {
    return this.#suspects.has(file)
  }

  /** Not to be read again. */
  endsProcess(file: string): boolean {
    return (this.#suspects.get(file) ?? 0) >= MOST_ENDS
  }

  /**
   * What `read` gives, while it is written down that this file is read. One that did not end the process is no suspect any more; one that is left out
   * stays so until that is stored.
   */
  async during<T>(file: string, read: () => Promise<T>): Promise<T> {
    this.#underWay.set(file, this.#suspects.get(file) ?? 0)
    this.#write()
    try {
      return await read()
    } finally {
      this.#underWay.delete(file)
      if (!this.endsProcess(file)) this.#suspects.delete(file)
      this.#write()
    }
  }

  /** Leaves what is still suspect to the next run. @param isDone everything that was read is stored */
  close(isDone: boolean): void {
    if (this.#handle === undefined || this.#file === undefined) return
    if (isDone)
      for (const file of this.#suspects.keys()) if (this.endsProcess(file)) this.#suspects.delete(file)
    this.#write()
    closeSync(this.#handle)
    OPEN.delete(path.basename(this.#file))
    if (this.#suspects.size === 0) rmSync(this.#file, { force: true })
  }

  /** In place and without waiting for the disk: what the system has taken outlasts the process. */
  #write(): void {
    if (this.#handle === undefined) return
    const waiting = [...this.#suspects].filter(([file]) => !this.#underWay.has(file))
    const lines = [
      ...[...this.#underWay].map(([file, ends]): Line => ({ path: file, ends, isRead: true })),
      ...waiting.map(([file, ends]): Line => ({ path: file, ends, isRead: false })),
    ]
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    try {
      ftruncateSync(this.#handle, writeSync(this.#handle, text, 0))
    } catch {
      // A full disk is told by what stores the photo.
    }
  }
}

/** Of this process. */
const OPEN = new Set<string>()

/** Whether another process, or another job of this one, is reading by these marks. */
function isOfRunning(name: string): boolean {
  const owner = Number(NAME.exec(name)?.[1])
  if (owner === process.pid) return OPEN.has(name)
  try {
    process.kill(owner, 0)
    return true
  } catch {
    return false
  }
}

/** What was cut off by the end of the process is left out. */
function linesOf(file: string): Line[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text) => {
      try {
        return [Line.parse(JSON.parse(text))]
      } catch {
        return []
      }
    })
}

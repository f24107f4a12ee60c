/**
 * @file Which files are being read, written down before they are. A decoder of foreign bytes can take the whole process along; without this note the
 * next run would meet the same file again, and so would each run after it.
 *
 * [Note: files that end the process] After such an end nobody knows which of the files that were read at that moment was the cause. The next run reads
 * them last and one by one. The one at which the process ends again is left out, with the reason. An end after a cancellation counts for nothing: whoever
 * quits may end by force what is slow. A computer that went off leaves the same traces as a decoder; its files are only read later than the others.
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
import { isRunning } from '../../workers/is-running.ts'

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
  /** Suspects that this run has left out. */
  readonly #leftOut = new Set<string>()
  readonly #signal: AbortSignal
  readonly #file: string | undefined
  readonly #handle: number | undefined

  private constructor(library: string | null, suspects: Map<string, number>, signal: AbortSignal) {
    this.#suspects = suspects
    this.#signal = signal
    if (library === null) return
    const file = path.join(library, `reading-${process.pid}-${randomBytes(4).toString('hex')}.jsonl`)
    this.#handle = tried(() => openSync(file, 'w', PRIVATE_FILE))
    if (this.#handle === undefined) return
    this.#file = file
    OPEN.add(path.basename(file))
    signal.addEventListener('abort', this.#write)
  }

  /** @param library its folder; null for one in memory, which ends with its process. @param signal of the job that reads */
  static open(library: string | null, signal: AbortSignal): ReadingMarks {
    if (library === null) return new ReadingMarks(null, new Map(), signal)
    const names = tried(() => readdirSync(library)) ?? []
    const left = names
      .filter((name) => NAME.test(name) && !isOfRunning(name))
      .map((name) => path.join(library, name))
    const suspects = new Map<string, number>()
    for (const line of left.flatMap((file) => linesOf(file))) {
      const ends = line.ends + (line.isRead ? 1 : 0)
      if (mayBeThere(line.path)) suspects.set(line.path, Math.max(ends, suspects.get(line.path) ?? 0))
    }
    const marks = new ReadingMarks(library, suspects, signal)
    if (marks.#write()) for (const file of left) remove(file)
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
      if (this.endsProcess(file)) this.#leftOut.add(file)
      else this.#suspects.delete(file)
      this.#write()
    }
  }

  /** Leaves what is still suspect to the next run. @param isDone everything that was read is stored */
  close(isDone: boolean): void {
    const [file, handle] = [this.#file, this.#handle]
    if (handle === undefined || file === undefined) return
    this.#signal.removeEventListener('abort', this.#write)
    if (isDone) for (const each of this.#leftOut) this.#suspects.delete(each)
    this.#write()
    closeSync(handle)
    OPEN.delete(path.basename(file))
    if (this.#suspects.size === 0) remove(file)
  }

  /**
   * In place and without waiting for the disk: what the system has taken outlasts the process.
   * @returns whether it stands there; a full disk is told by what stores the photo.
   */
  readonly #write = (): boolean => {
    const handle = this.#handle
    if (handle === undefined) return false
    // Once cancelled, an end says nothing of what is read meanwhile.
    const read = this.#signal.aborted ? [] : [...this.#underWay]
    const names = new Set(read.map(([file]) => file))
    const waiting = [...this.#suspects].filter(([file]) => !names.has(file))
    const lines = [
      ...read.map(([file, ends]): Line => ({ path: file, ends, isRead: true })),
      ...waiting.map(([file, ends]): Line => ({ path: file, ends, isRead: false })),
    ]
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    const isWritten = tried(() => {
      ftruncateSync(handle, writeSync(handle, text, 0))
      return true
    })
    return isWritten === true
  }
}

/** Of this process. */
const OPEN = new Set<string>()

/** Whether another process, or another job of this one, is reading by these marks. */
function isOfRunning(name: string): boolean {
  const owner = Number(NAME.exec(name)?.[1])
  return owner === process.pid ? OPEN.has(name) : isRunning(owner)
}

/** False for a file that was taken out of its folder; where the folder is not to be had either, its drive may be away. */
function mayBeThere(file: string): boolean {
  return existsSync(file) || !existsSync(path.dirname(file))
}

/** What was cut off by the end of the process is left out. */
function linesOf(file: string): Line[] {
  const text = tried(() => readFileSync(file, 'utf8')) ?? ''
  return text.split('\n').flatMap((line) => tried(() => Line.parse(JSON.parse(line))) ?? [])
}

function remove(file: string): void {
  tried(() => {
    rmSync(file, { force: true })
  })
}

/** Undefined where it fails: marks that are not to be had are none, and the index goes on without them. */
function tried<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch {
    return undefined
  }
}

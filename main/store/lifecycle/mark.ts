/**
 * @file The mark: a small file beside the database with the newest ids of the library, to notice when the database was lost
 * or lost its newest commits.
 *
 * [Note: the order of commit and mark] A transaction is on the disk before the mark is written, and the mark before the
 * call returns. So at any moment, also after a crash or a power cut, the mark is at most as new as the database; where it
 * is newer, commits were lost. The file has two records of one sector each, written in turn: a record that was written only
 * in part has a wrong checksum, and the other one is used.
 */
import { createHash } from 'node:crypto'
import { closeSync, constants, fdatasyncSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { codeOf } from '../../../shared/errors.ts'
import { delegating, type ReadableDatabase, type WritableDatabase } from './database.ts'
import { LIBRARY_FILE, MARK_FILE } from '../../files/library-files.ts'
import { PRIVATE_FILE } from '../../files/modes.ts'

/** The highest ids that were ever given; they never decrease, also when rows are forgotten. */
export interface LastIds {
  readonly decisions: number
  readonly photos: number
  readonly heads: number
}

export interface Mark extends LastIds {
  /** The identity of the library. */
  readonly library: string
}

const COUNTERS = ['decisions', 'photos', 'heads'] as const satisfies readonly (keyof LastIds)[]

/** One sector of any disk: it is written whole or not at all. */
const RECORD = 512
const RECORDS = 2
const FORMAT = /^twinsort-mark 1 ([0-9a-f-]+) (\d+) (\d+) (\d+) ([0-9a-f]{16}) *\n$/

/** Undefined where there is no readable mark. */
export function readMark(folder: string): Mark | undefined {
  let text: string
  try {
    text = readFileSync(path.join(folder, MARK_FILE), 'latin1')
  } catch {
    return undefined
  }
  const records = Array.from({ length: RECORDS }, (_, index) =>
    parse(text.slice(index * RECORD, (index + 1) * RECORD)),
  )
  return records
    .filter((mark) => mark !== undefined)
    .sort((a, b) => (isFurther(a, b) ? -1 : 1))
    .at(0)
}

/** The newest ids of the database itself, whatever the mark says. */
export function lastIdsOf(database: ReadableDatabase, schema: 'main' | 'source' = 'main'): LastIds {
  const rows = database.all<{ name: keyof LastIds; seq: number }>(
    `SELECT name, seq FROM ${schema}.sqlite_sequence WHERE name IN ('decisions', 'photos', 'heads')`,
  )
  const last = new Map(rows.map(({ name, seq }) => [name, seq]))
  return {
    decisions: last.get('decisions') ?? 0,
    photos: last.get('photos') ?? 0,
    heads: last.get('heads') ?? 0,
  }
}

/** Whether `a` contains any id beyond those of `b`. */
export function isFurther(a: LastIds, b: LastIds): boolean {
  return COUNTERS.some((counter) => a[counter] > b[counter])
}

/**
 * Writes the mark from scratch, whatever it was before: for a library that is new, restored or repaired.
 * @throws errors of the file system.
 */
export function setMark(folder: string, mark: Mark): void {
  const descriptor = openMark(folder)
  try {
    for (let record = 0; record < RECORDS; record += 1) writeRecord(descriptor, record, mark)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * The same database, which writes the mark after each of its transactions.
 * @param library the identity to write into the mark.
 */
export function markedDatabase(
  database: WritableDatabase,
  folder: string,
  library: string,
): WritableDatabase {
  const marker = new Marker(folder, library, lastIdsOf(database))
  let depth = 0
  /** What is committed within other work is not on the disk yet: only the outermost transaction may write the mark. */
  const within = <T>(work: () => T): T => {
    depth += 1
    try {
      return work()
    } finally {
      depth -= 1
    }
  }
  return delegating(database, {
    transaction: (work) => {
      if (depth > 0) return within(() => database.transaction(work))
      const before = changesOf(database)
      const result = within(() => database.transaction(work))
      if (changesOf(database) !== before) marker.follow(lastIdsOf(database))
      return result
    },
    later: async (work) => {
      const result = within(() => withoutWaiting(database, work))
      const ids = lastIdsOf(database)
      await flush(logOf(folder))
      marker.note(ids)
      return result
    },
    close: () => {
      marker.close()
      database.close()
    },
  })
}

class Marker {
  readonly #library: string
  #descriptor: number | undefined
  #at: LastIds
  #record = 0

  constructor(folder: string, library: string, at: LastIds) {
    this.#library = library
    this.#at = at
    const known = readMark(folder)
    try {
      if (known?.library !== library || isFurther(known, at) || isFurther(at, known)) {
        flushNow(logOf(folder)) // another process may be at work in bulk: see bulk.ts
        setMark(folder, { library, ...at })
      }
      this.#descriptor = openMark(folder)
    } catch {
      // A full disk must not lock anybody out of the library; the next opening tries again.
      this.#descriptor = undefined
    }
  }

  follow(ids: LastIds): void {
    try {
      if (this.#write(ids) && this.#descriptor !== undefined) fdatasyncSync(this.#descriptor)
    } catch {
      // The decision is stored: an older mark only notices fewer losses.
    }
  }

  /** The same without waiting for the disk. */
  note(ids: LastIds): void {
    try {
      this.#write(ids)
    } catch {
      // As above.
    }
  }

  /** @returns whether there was something new to write */
  #write(ids: LastIds): boolean {
    if (this.#descriptor === undefined || !isFurther(ids, this.#at)) return false
    this.#at = ids
    this.#record = (this.#record + 1) % RECORDS
    writeRecord(this.#descriptor, this.#record, { library: this.#library, ...ids })
    return true
  }

  close(): void {
    const descriptor = this.#descriptor
    this.#descriptor = undefined // closing twice could close another file
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

function withoutWaiting<T>(database: WritableDatabase, work: () => T): T {
  database.pragma('synchronous = NORMAL')
  try {
    return database.transaction(work)
  } finally {
    database.pragma('synchronous = FULL')
  }
}

/** Rows that this connection has changed so far. A transaction that changes none waits for no disk: what others committed may not be on it yet. */
function changesOf(database: ReadableDatabase): number {
  return database.first<{ changes: number }>('SELECT total_changes() AS changes')?.changes ?? 0
}

function logOf(folder: string): string {
  return `${path.join(folder, LIBRARY_FILE)}-wal`
}

function flushNow(file: string): void {
  let descriptor: number
  try {
    descriptor = openSync(file, 'r+')
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return // everything is in the database
    throw thrown
  }
  try {
    fdatasyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** In the background. */
async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

function openMark(folder: string): number {
  return openSync(path.join(folder, MARK_FILE), constants.O_RDWR | constants.O_CREAT, PRIVATE_FILE)
}

function writeRecord(descriptor: number, record: number, mark: Mark): void {
  const text = textOf(mark)
  const line = `${text} ${checksum(text)}`.padEnd(RECORD - 1)
  writeSync(descriptor, `${line}\n`, record * RECORD, 'latin1')
}

function textOf({ library, decisions, photos, heads }: Mark): string {
  return `twinsort-mark 1 ${library} ${decisions} ${photos} ${heads}`
}

function parse(record: string): Mark | undefined {
  const found = FORMAT.exec(record)
  if (found === null) return undefined
  const [, library, decisions, photos, heads, sum] = found
  const mark = { library, decisions: Number(decisions), photos: Number(photos), heads: Number(heads) }
  return checksum(textOf(mark)) === sum ? mark : undefined
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

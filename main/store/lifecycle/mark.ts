/**
 * @file The mark: a small file beside the database that says how far the library had come, so that a database that was lost,
 * or that lost its newest commits, is noticed.
 *
 * [Note: the order of commit and mark] A transaction is on the disk before the mark is written, and the mark before the
 * caller is told. So at any moment, also after a crash or a power cut, the mark is at most as far as the database; where it
 * is further, something was taken away. The file has two records of a sector each, written in turn: a record that was cut
 * off fails its checksum, and the other one still counts.
 */
import { createHash } from 'node:crypto'
import { closeSync, constants, fdatasyncSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { delegating, type ReadableDatabase, type WritableDatabase } from './database.ts'
import { PRIVATE_FILE } from '../../files/modes.ts'

const MARK_FILE = 'library.mark'

/** How far a library has come: the highest ids that were given, which never go down, also when rows are forgotten. */
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

/** Undefined where there is no mark, or none that can be read. */
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

/** How far the database has come, whatever the mark says. */
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

/** True where `a` holds anything that `b` has not come to. */
export function isFurther(a: LastIds, b: LastIds): boolean {
  return COUNTERS.some((counter) => a[counter] > b[counter])
}

/**
 * Says that the library stands here now, whatever the mark said before: for a library that is new, restored or repaired.
 * @throws what the file system says.
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
 * The same database; after each of its transactions the mark follows.
 * @param library the identity that the mark names.
 */
export function markedDatabase(
  database: WritableDatabase,
  folder: string,
  library: string,
): WritableDatabase {
  const marker = new Marker(folder, library, lastIdsOf(database))
  let depth = 0
  return delegating(database, {
    transaction: (work) => {
      depth += 1
      let result
      try {
        result = database.transaction(work)
      } finally {
        depth -= 1
      }
      if (depth === 0) marker.follow(lastIdsOf(database))
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
      if (known?.library !== library || isFurther(known, at) || isFurther(at, known))
        setMark(folder, { library, ...at })
      this.#descriptor = openMark(folder)
    } catch {
      // A disk that is full keeps nobody from the library; the next opening tries again.
      this.#descriptor = undefined
    }
  }

  follow(ids: LastIds): void {
    if (this.#descriptor === undefined || !isFurther(ids, this.#at)) return
    this.#at = ids
    this.#record = (this.#record + 1) % RECORDS
    try {
      writeRecord(this.#descriptor, this.#record, { library: this.#library, ...ids })
      fdatasyncSync(this.#descriptor)
    } catch {
      // The decision is stored: a mark that stays behind only notices less.
    }
  }

  close(): void {
    const descriptor = this.#descriptor
    this.#descriptor = undefined // a second time it would be somebody else's file
    if (descriptor !== undefined) closeSync(descriptor)
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

/** @file Turns SQLite's errors into the product's own, in one place. */
import SqliteDatabase from 'better-sqlite3'
import { AppError } from '../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { isReadOnlyPlace, readOnlyPlace } from './read-only-place.ts'
import { fullDisk, isNearlyFull } from './full-disk.ts'

/**
 * Any thrown value as an `AppError`; an `AppError` is returned as it is, also one from inside a transaction.
 * @param folder of the library; null for one in memory.
 */
export function storeError(thrown: unknown, folder: string | null): unknown {
  if (!(thrown instanceof SqliteDatabase.SqliteError)) return thrown
  const { code, message } = thrown
  const failed = (kind: AppError['code'], said: Sentence) =>
    new AppError(kind, said, { sqlite: code }, thrown)
  if (isFull(code, folder)) return failed('disk-full', fullDisk(folder))
  if (code.startsWith('SQLITE_IOERR')) {
    return failed('disk-failed', sentence('library-disk-failed', { code, reason: message }))
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return failed('library-damaged', sentence('library-damaged', { reason: message }))
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return failed('conflict', sentence('library-locked'))
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN')) {
    if (folder !== null && isReadOnlyPlace(folder)) return readOnlyPlace(folder)
    return failed('bad-input', sentence('library-read-only', { reason: message }))
  }
  return failed('internal', sentence('library-refused', { code, reason: message }))
}

/** Runs the work and turns SQLite's errors into an `AppError`. */
export function translated<T>(work: () => T, folder: string | null): T {
  try {
    return work()
  } catch (thrown) {
    throw storeError(thrown, folder)
  }
}

/** The same object, with every method `translated`. */
export function guarded<T extends object>(table: T, folder: string | null): T {
  return new Proxy(table, {
    get(target, key): unknown {
      const member: unknown = Reflect.get(target, key)
      if (typeof member !== 'function') return member
      return (...values: unknown[]): unknown =>
        translated((): unknown => Reflect.apply(member, target, values), folder)
    },
  })
}

/**
 * Codes that SQLite gives only for a full disk: FULL for a write, SHMSIZE for the index of the write-ahead log (32 kB).
 * Every opening needs that index, so a disk with less space is noticed there first.
 */
const FULL = new Set(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE'])

/** Codes that a full disk may cause too, for example where no file can be created; then the free space is checked. */
const PERHAPS_FULL =
  /^SQLITE_(?:IOERR_(?:WRITE|FSYNC|DIR_FSYNC|TRUNCATE|SHMOPEN|SHMMAP|GETTEMPPATH)|CANTOPEN.*)$/

function isFull(code: string, folder: string | null): boolean {
  return FULL.has(code) || (folder !== null && PERHAPS_FULL.test(code) && isNearlyFull(folder))
}

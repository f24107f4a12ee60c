/** @file SQLite's errors in the words of the product, at the one place where the store meets its callers. */
import SqliteDatabase from 'better-sqlite3'
import { AppError } from '../../shared/errors.ts'
import { sentence, type Sentence } from '../../shared/sentences/sentence.ts'

/** Any thrown value as an `AppError`; our own pass through, also those that a transaction's work threw. */
export function storeError(thrown: unknown): unknown {
  if (!(thrown instanceof SqliteDatabase.SqliteError)) return thrown
  const { code, message } = thrown
  const failed = (kind: AppError['code'], said: Sentence) =>
    new AppError(kind, said, { sqlite: code }, thrown)
  if (code === 'SQLITE_FULL') return failed('disk-full', sentence('library-disk-full'))
  if (code.startsWith('SQLITE_IOERR')) {
    return failed('library-damaged', sentence('library-disk-failed', { code, reason: message }))
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return failed('library-damaged', sentence('library-damaged', { reason: message }))
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return failed('conflict', sentence('library-locked'))
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN')) {
    return failed('bad-input', sentence('library-read-only', { reason: message }))
  }
  return failed('internal', sentence('library-refused', { code, reason: message }))
}

/** Runs the work; what SQLite throws becomes an `AppError`. */
export function translated<T>(work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    throw storeError(thrown)
  }
}

/** The same object, with every method `translated`. */
export function guarded<T extends object>(table: T): T {
  return new Proxy(table, {
    get(target, key): unknown {
      const member: unknown = Reflect.get(target, key)
      if (typeof member !== 'function') return member
      return (...values: unknown[]): unknown =>
        translated((): unknown => Reflect.apply(member, target, values))
    },
  })
}

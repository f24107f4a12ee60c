/** @file SQLite's errors in the words of the product, at the one place where the store meets its callers. */
import SqliteDatabase from 'better-sqlite3'
import { AppError } from '../../shared/errors.ts'

/** Any thrown value as an `AppError`; our own pass through, also those that a transaction's work threw. */
export function storeError(thrown: unknown): unknown {
  if (!(thrown instanceof SqliteDatabase.SqliteError)) return thrown
  const { code, message } = thrown
  const failed = (kind: AppError['code'], sentence: string) =>
    new AppError(kind, sentence, { sqlite: code }, thrown)
  if (code === 'SQLITE_FULL') return failed('disk-full', 'The disk that holds the library is full.')
  if (code.startsWith('SQLITE_IOERR')) {
    return failed('library-damaged', `The disk that holds the library failed (${code}): ${message}.`)
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return failed('library-damaged', `The library is damaged: ${message}.`)
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return failed('conflict', 'Another program is writing to the library. Try again when it has finished.')
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN')) {
    return failed('bad-input', `The library cannot be written: ${message}.`)
  }
  return failed('internal', `The library refused a statement (${code}): ${message}.`)
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

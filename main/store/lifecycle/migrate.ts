/**
 * @file Brings a library to the newest version of the schema. The version is stored in the file's header (user_version), so
 * it changes in the same transaction as the tables. All pending migrations are one transaction: if one fails, the file is
 * unchanged, and the opening stops.
 */
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import {
  APPLICATION_ID,
  type OpenedToRead,
  type ReadableDatabase,
  type WritableDatabase,
} from './database.ts'
import type { Migration } from '../migrations/index.ts'

/** Number of the last migration that ran on this library; 0 for one that is new. */
export function versionOf(database: Pick<WritableDatabase, 'pragma'>): number {
  return Number(database.pragma('user_version'))
}

/**
 * Checks whether the file is a library of ours; reads only.
 * @throws AppError `library-newer` when the version is beyond `newest`, `library-damaged` when the file is a database of
 *   another program.
 */
export function recognise(database: OpenedToRead, newest: number): void {
  const version = versionOf(database)
  const isOurs = database.pragma('application_id') === APPLICATION_ID
  if (!isOurs && (version !== 0 || hasTables(database))) {
    throw new AppError('library-damaged', sentence('library-not-ours'))
  }
  if (version > newest) {
    throw new AppError('library-newer', sentence('library-newer', { version, newest }), { version, newest })
  }
}

/**
 * @param backUp called before the first migration of a library that is not new; migrations start after it has returned.
 * @throws whatever a migration throws; then nothing has changed.
 */
export function migrate(
  database: WritableDatabase,
  migrations: readonly Migration[],
  backUp: () => void,
): void {
  const before = versionOf(database)
  if (before >= migrations.length) return
  if (before > 0) backUp()
  // A table is rebuilt by dropping the old one, which must not delete rows that refer to it. References are checked at the
  // end instead.
  database.pragma('foreign_keys = OFF')
  try {
    database.transaction(() => {
      // Read again: another process may have migrated meanwhile.
      for (let version = versionOf(database); version < migrations.length; version += 1) {
        migrations[version](database)
        database.pragma(`user_version = ${version + 1}`)
      }
      assertReferences(database)
    })
  } finally {
    database.pragma('foreign_keys = ON')
  }
}

function hasTables(database: ReadableDatabase): boolean {
  return database.first('SELECT 1 FROM sqlite_schema LIMIT 1') !== undefined
}

function assertReferences(database: ReadableDatabase): void {
  const broken = database.first<{ table: string }>('SELECT "table" FROM pragma_foreign_key_check LIMIT 1')
  if (broken !== undefined) {
    throw new AppError('internal', `A migration left a broken reference in the table ${broken.table}.`)
  }
}

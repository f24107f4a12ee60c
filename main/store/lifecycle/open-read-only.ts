/**
 * @file Opens a library in a place where nothing can be written, without changing anything there.
 *
 * [Note: two ways to read] SQLite reads a database with a write-ahead log only where it can create files beside it. On a
 * read-only disk the file cannot change, so it is opened as `immutable`, which needs no such files. A private copy is read
 * instead, log included, where the file can change (in a folder that only others may write to), where a log beside it
 * contains decisions, or where an earlier version of the schema has to be migrated.
 */
import { accessSync, constants, statSync } from 'node:fs'
import { codeOf } from '../../../shared/errors.ts'
import { libraryFile } from '../recovery/backups.ts'
import {
  configure,
  connect,
  connectImmutable,
  connectUnwritable,
  delegating,
  type WritableDatabase,
} from './database.ts'
import { translated } from './errors.ts'
import { assertComplete, assertNotGone } from './lost.ts'
import { migrate, recognise, versionOf } from './migrate.ts'
import type { Migration } from '../migrations/index.ts'
import { identity, knownIdentity } from '../photos/picture-key.ts'
import { copyPrivately } from './private-copy.ts'

/**
 * The library at the newest version of its schema; SQLite refuses every write.
 * @param folder absolute path
 * @throws AppError as `openDatabase` does, and `disk-full` where there is no room for a copy.
 */
export function openToRead(folder: string, migrations: readonly Migration[]): WritableDatabase {
  assertNotGone(folder)
  return openInPlace(folder, migrations) ?? openCopy(folder, migrations)
}

/** Undefined where the database has to be copied. */
function openInPlace(folder: string, migrations: readonly Migration[]): WritableDatabase | undefined {
  const file = libraryFile(folder)
  if (!isOnReadOnlyDisk(file) || [`${file}-wal`, `${file}-journal`].some((log) => sizeOf(log) > 0))
    return undefined
  const database = connectImmutable(file)
  if (database === undefined) return undefined
  try {
    assertOurs(database, folder, migrations)
    if (versionOf(database) === migrations.length && knownIdentity(database) !== undefined) return database
  } catch (thrown) {
    database.close()
    throw thrown
  }
  database.close()
  return undefined
}

function openCopy(folder: string, migrations: readonly Migration[]): WritableDatabase {
  const copy = copyPrivately(libraryFile(folder))
  try {
    translated(() => {
      prepare(copy.file, folder, migrations)
    }, folder)
    const database = connectUnwritable(copy.file)
    copy.remove()
    return delegating(database, {
      close: () => {
        database.close()
        copy.remove()
      },
    })
  } catch (thrown) {
    copy.remove()
    throw thrown
  }
}

/** Merges the log into the copy, so that it can be read without one, and migrates the schema. */
function prepare(file: string, folder: string, migrations: readonly Migration[]): void {
  const database = connect(file)
  try {
    assertOurs(database, folder, migrations)
    configure(database, 'DELETE')
    migrate(database, migrations, () => undefined)
    identity(database)
  } finally {
    database.close()
  }
}

function assertOurs(database: WritableDatabase, folder: string, migrations: readonly Migration[]): void {
  recognise(database, migrations.length)
  assertComplete(database, folder, versionOf(database) === 0)
}

function isOnReadOnlyDisk(file: string): boolean {
  try {
    accessSync(file, constants.W_OK)
    return false
  } catch (thrown) {
    return codeOf(thrown) === 'EROFS'
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/** @file Replaces the library's database by a backup. The old database is kept; what was computed since is taken over. */
import { chmodSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { libraryFile } from './backups.ts'
import { carryComputed, raiseSequences } from './carry-over.ts'
import {
  configure,
  connect,
  connectToRead,
  type OpenedToRead,
  type WritableDatabase,
} from '../lifecycle/database.ts'
import { storeError, translated } from '../lifecycle/errors.ts'
import { lastIdsOf, readMark, setMark } from '../lifecycle/mark.ts'
import { migrate, recognise, versionOf } from '../lifecycle/migrate.ts'
import { migrations } from '../migrations/index.ts'
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../files/modes.ts'
import { identity, knownIdentity } from '../photos/picture-key.ts'
import { attempt } from './salvage.ts'
import { assertAlone, keepOld, madeFile, swapIn } from './swap.ts'

/** Key of the table `meta`: when the library was last restored. Earlier backups belong to the discarded state. */
export const RESTORED_AT = 'restored-at'

export interface Restored {
  /** Absolute path of the old database: a backup, or the damaged file under another name; null where there was none. */
  readonly kept: string | null
}

/**
 * Nobody may have the library open, this process included.
 * @param file absolute path of a backup, or of any sound copy of the library's database.
 * @param at milliseconds since the epoch.
 * @throws AppError `not-found`, `bad-input` for a file that is no backup or damaged, `conflict` for a backup of another library
 *   or a library that is open, `library-newer`, `disk-full`. Nothing has changed then.
 */
export function restoreBackup(folder: string, file: string, at: number): Restored {
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER })
  const made = madeFile(folder)
  rmSync(made, { force: true })
  try {
    return translated(() => {
      copySound(folder, file, made)
      assertAlone(folder)
      const kept = keepOld(folder, 'restore', at)
      complete(folder, made, existsSync(libraryFile(folder)) ? libraryFile(folder) : kept, at)
      swapIn(folder)
      return { kept }
    }, folder)
  } finally {
    rmSync(made, { force: true })
  }
}

/** Copies the backup as a whole, including a log beside it. */
function copySound(folder: string, file: string, made: string): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) throw new AppError('not-found', sentence('backup-away', { file }), { file })
  if (!found.isFile()) throw new AppError('bad-input', sentence('backup-no-file', { file }), { file })
  if (path.resolve(file) === libraryFile(folder))
    throw new AppError('bad-input', sentence('backup-is-library', { file }))
  let backup: OpenedToRead | undefined
  try {
    backup = connectToRead(file)
    recognise(backup, migrations.length)
    if (versionOf(backup) === 0) throw new AppError('bad-input', sentence('library-not-ours'))
    assertSound(backup)
    assertOfThisLibrary(backup, folder, file)
    backup.run('VACUUM INTO ?', made)
  } catch (thrown) {
    const error = storeError(thrown, folder)
    if (!(error instanceof AppError) || error.code === 'disk-full' || error.code === 'conflict') throw error
    const code = error.code === 'library-damaged' ? 'bad-input' : error.code
    throw new AppError(code, sentence('backup-unusable', { file, problem: error.message }), { file }, thrown)
  } finally {
    backup?.close()
  }
  chmodSync(made, PRIVATE_FILE)
}

function assertSound(backup: OpenedToRead): void {
  const row = backup.first<{ result: string }>(
    'SELECT integrity_check AS result FROM pragma_integrity_check LIMIT 1',
  )
  if (row?.result !== 'ok')
    throw new AppError('bad-input', sentence('library-damaged', { reason: row?.result ?? '' }))
}

/** An empty library accepts a backup of any library. */
function assertOfThisLibrary(backup: OpenedToRead, folder: string, file: string): void {
  const mark = readMark(folder)
  const isEmpty = mark === undefined || mark.decisions + mark.photos + mark.heads === 0
  if (isEmpty || knownIdentity(backup) === mark.library) return
  throw new AppError('conflict', sentence('backup-of-another', { file, folder }), { file })
}

/** @param old the database that is replaced, or null. */
function complete(folder: string, made: string, old: string | null, at: number): void {
  const database = connect(made)
  try {
    configure(database, 'DELETE')
    migrate(database, migrations, () => undefined)
    const hasOld = old !== null && attachReadable(database, old)
    database.execute('BEGIN')
    if (hasOld) carryComputed(database)
    raiseSequences(database, readMark(folder))
    noteRestored(database, at)
    database.execute('COMMIT')
    // The database is at least as new as the mark. Only an empty library gets another identity with it.
    if (readMark(folder)?.library !== identity(database)) {
      setMark(folder, { library: identity(database), ...lastIdsOf(database) })
    }
  } finally {
    database.close()
  }
}

/** Attaches the file as `source`. @returns false for a file that is no longer a database, which is detached again. */
function attachReadable(database: WritableDatabase, file: string): boolean {
  if (attempt(() => database.run('ATTACH ? AS source', file)) === undefined) return false
  const isReadable = attempt(() => database.first('SELECT count(*) FROM source.sqlite_schema')) !== undefined
  if (!isReadable) database.execute('DETACH source')
  return isReadable
}

function noteRestored(database: WritableDatabase, at: number): void {
  database.run(
    'INSERT INTO main.meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    RESTORED_AT,
    String(at),
  )
}

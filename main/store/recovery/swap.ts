/** @file Replaces the library's database by another one: no process may have it open, and the old one is kept. */
import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { BackupReason } from '../../../shared/contract/backups.ts'
import { flush, libraryFile, makeBackup } from './backups.ts'
import { connect } from '../lifecycle/database.ts'
import { storeError } from '../lifecycle/errors.ts'

/** The path of the new database while it is being made. */
export function madeFile(folder: string): string {
  return `${libraryFile(folder)}.making`
}

/**
 * Merges the write-ahead log into the file, so that the file is the whole library.
 * @throws AppError `conflict` where another process has the library open.
 */
export function assertAlone(folder: string): void {
  const file = libraryFile(folder)
  // SQLite would write into an empty file.
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) return
  const database = connect(file)
  try {
    // In this mode SQLite locks the file, or reports that it cannot.
    database.pragma('locking_mode = EXCLUSIVE')
    database.execute('BEGIN IMMEDIATE; COMMIT')
    database.pragma('wal_checkpoint(TRUNCATE)')
  } catch (thrown) {
    const error = storeError(thrown, folder)
    // No other process can be using a damaged file.
    if (error instanceof AppError && error.code === 'conflict') {
      throw new AppError('conflict', sentence('library-in-use', { folder }), { folder }, thrown)
    }
  } finally {
    database.close()
  }
}

/**
 * Keeps the old library: a backup of a sound one, else the file itself under another name.
 * @returns absolute path; null where there was nothing to keep.
 */
export function keepOld(folder: string, reason: BackupReason, at: number): string | null {
  const file = libraryFile(folder)
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) return null
  if (isSound(file)) {
    try {
      return makeBackup(folder, reason, at).path
    } catch {
      // For example for lack of space: the file itself is kept.
    }
  }
  const kept = freeName(`${file}.damaged-${new Date(at).toISOString().replaceAll(/[:.]/g, '')}`)
  if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${kept}-wal`)
  renameSync(file, kept)
  return kept
}

/** The new database becomes the library's, completely or not at all. */
export function swapIn(folder: string): void {
  const file = libraryFile(folder)
  flush(madeFile(folder))
  // The log belongs to the old file; its contents are kept with that.
  for (const rest of ['-wal', '-shm']) rmSync(`${file}${rest}`, { force: true })
  renameSync(madeFile(folder), file)
  flush(path.dirname(file))
}

function isSound(file: string): boolean {
  const database = connect(file)
  try {
    return (
      database.first<{ result: string }>(
        'SELECT integrity_check AS result FROM pragma_integrity_check LIMIT 1',
      )?.result === 'ok'
    )
  } catch {
    return false
  } finally {
    database.close()
  }
}

function freeName(wanted: string): string {
  for (let number = 1; ; number += 1) {
    const file = number === 1 ? wanted : `${wanted}-${number}`
    if (!existsSync(file)) return file
  }
}

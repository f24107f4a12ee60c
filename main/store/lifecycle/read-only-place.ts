/**
 * @file Whether a library is in a place where nothing can be written: on a read-only disk, or in a folder that this person
 * may not write to. Such a library is opened read-only (open-read-only.ts). Finding out writes nothing.
 */
import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs'
import process from 'node:process'
import { AppError, codeOf } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { libraryFile } from '../recovery/backups.ts'

/** Error codes of a place where nothing can be written. A full disk is not among them. */
const REFUSED: readonly unknown[] = ['EROFS', 'EACCES', 'EPERM']

/**
 * True where the folder, its database or the log beside the database cannot be written. False for a folder that does not
 * exist.
 *
 * [Note: no file is opened] When a process closes a file, it loses all its locks on that file, including those of SQLite's
 * connections. Only on Windows, where opening the file is the only way to find out, a lock belongs to the handle that took
 * it.
 * @param folder absolute path
 */
export function isReadOnlyPlace(folder: string): boolean {
  const file = libraryFile(folder)
  const parts = [file, `${file}-wal`, `${file}-shm`]
  return [folder, ...parts].some((place) =>
    isRefused(() => {
      accessSync(place, constants.W_OK)
      if (process.platform === 'win32' && place !== folder) closeSync(openSync(place, 'r+'))
    }),
  )
}

/** Whether there is a database that can be read in a place where nothing can be written. */
export function holdsReadOnlyLibrary(folder: string): boolean {
  return sizeOf(libraryFile(folder)) > 0 && isReadOnlyPlace(folder)
}

/** 0 where this person may not even look. */
function sizeOf(file: string): number {
  try {
    return statSync(file, { throwIfNoEntry: false })?.size ?? 0
  } catch {
    return 0
  }
}

/** The error for every change of such a library. */
export function readOnlyPlace(folder: string): AppError {
  return new AppError('read-only', sentence('library-on-read-only', { folder }), { folder })
}

/** @throws AppError `read-only` */
export function assertWritablePlace(folder: string): void {
  if (isReadOnlyPlace(folder)) throw readOnlyPlace(folder)
}

/** Whether this was thrown because nothing can be written. */
export function isRefusal(thrown: unknown): boolean {
  return REFUSED.includes(codeOf(thrown))
}

function isRefused(attempt: () => void): boolean {
  try {
    attempt()
    return false
  } catch (thrown) {
    return isRefusal(thrown)
  }
}

/**
 * @file Whether a library lies where nothing can be written: on a read-only disk, or in a folder that this person may not write
 * to. Such a library is opened to be read (open-read-only.ts). The question itself writes nothing.
 */
import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs'
import process from 'node:process'
import { AppError, codeOf } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { libraryFile } from '../recovery/backups.ts'

/** What a system answers where nothing can be written. A full disk is none of these. */
const REFUSED: readonly unknown[] = ['EROFS', 'EACCES', 'EPERM']

/**
 * True where the folder, its database or the log beside the database cannot be written. False for a folder that is not there.
 *
 * [Note: no file is opened] A process that closes a file gives up all locks that it has on it, those of SQLite's connections too.
 * Only on Windows, which says no sooner whether a file may be written, a lock belongs to whoever opened the file.
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

/** Whether there is a database to be read in a place where nothing can be written. */
export function holdsReadOnlyLibrary(folder: string): boolean {
  return sizeOf(libraryFile(folder)) > 0 && isReadOnlyPlace(folder)
}

/** None where this person may not even look. */
function sizeOf(file: string): number {
  try {
    return statSync(file, { throwIfNoEntry: false })?.size ?? 0
  } catch {
    return 0
  }
}

/** What every change of such a library is answered with. */
export function readOnlyPlace(folder: string): AppError {
  return new AppError('read-only', sentence('library-on-read-only', { folder }), { folder })
}

/** @throws AppError `read-only` */
export function assertWritablePlace(folder: string): void {
  if (isReadOnlyPlace(folder)) throw readOnlyPlace(folder)
}

/** Whether this was thrown because nothing can be written there. */
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

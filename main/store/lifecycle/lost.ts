/**
 * @file Notices a database that was lost, or that lost its newest commits, before anything is written: by the mark, and by
 * other files in the library's folder. A lost library is never replaced by a new one without being asked for.
 */
import { existsSync, statSync } from 'node:fs'
import { AppError } from '../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { lastIdsIn, libraryFile, listBackups, type Backup } from '../recovery/backups.ts'
import type { ReadableDatabase } from './database.ts'
import { isFurther, lastIdsOf, readMark, type Mark } from './mark.ts'
import { knownIdentity } from '../photos/picture-key.ts'
import { hasThumbnails } from '../photos/thumbnails.ts'

/**
 * To be called before the database is opened, which would create the file.
 * @throws AppError `library-incomplete` for a database that is missing or empty although the folder held a library.
 */
export function assertNotGone(folder: string): void {
  const file = libraryFile(folder)
  if (sizeOf(file) > 0) return
  // SQLite creates the file before the log beside it; if the file is gone, it would delete the log.
  if (sizeOf(`${file}-wal`) > 0 || heldLibrary(folder)) throw gone(folder)
}

/** Whether the folder holds a library, or the remains of a lost one. */
export function holdsLibrary(folder: string): boolean {
  return existsSync(libraryFile(folder)) || heldLibrary(folder)
}

/**
 * @param isNew whether the database has no tables yet.
 * @throws AppError `library-incomplete` for a database that lacks what the library held, or that is of another library.
 */
export function assertComplete(database: ReadableDatabase, folder: string, isNew: boolean): void {
  if (isNew) {
    if (heldLibrary(folder)) throw gone(folder)
    return
  }
  const mark = readMark(folder)
  if (mark === undefined) return
  const file = libraryFile(folder)
  const identity = knownIdentity(database)
  if (identity !== undefined && identity !== mark.library) {
    throw refusal(folder, (remedy) => sentence('library-of-another', { file, folder, remedy }))
  }
  const found = lastIdsOf(database)
  if (!isFurther(mark, found)) return
  const lacking = {
    decisions: Math.max(0, mark.decisions - found.decisions),
    photos: Math.max(0, mark.photos - found.photos),
    heads: Math.max(0, mark.heads - found.heads),
  }
  throw refusal(folder, (remedy) => sentence('library-behind', { file, ...lacking, remedy }), { lacking })
}

/** Whether there are files that exist only after a library was created completely: an interrupted creation leaves none. */
function heldLibrary(folder: string): boolean {
  return readMark(folder) !== undefined || listBackups(folder).length > 0 || hasThumbnails(folder)
}

function gone(folder: string): AppError {
  const file = libraryFile(folder)
  const mark: Mark | undefined = readMark(folder)
  return refusal(folder, (remedy) =>
    mark === undefined
      ? sentence('library-gone', { file, folder, remedy })
      : sentence('library-gone-with', {
          file,
          folder,
          decisions: mark.decisions,
          photos: mark.photos,
          remedy,
        }),
  )
}

/** Makes the error, whose sentence includes a remedy. */
function refusal(
  folder: string,
  said: (remedy: Sentence) => Sentence,
  details: Record<string, unknown> = {},
): AppError {
  const backup = usableBackups(folder).at(0)
  return new AppError('library-incomplete', said(remedyFor(folder, backup)), {
    ...details,
    file: libraryFile(folder),
    backup: backup?.path ?? null,
  })
}

function remedyFor(folder: string, backup: (Backup & { decisions: number }) | undefined): Sentence {
  if (backup === undefined) return sentence('remedy-without-backup', { folder })
  const date = new Date(backup.at).toISOString().slice(0, 16).replace('T', ' ')
  return sentence('remedy-backup', { date, decisions: backup.decisions, backup: backup.path })
}

/** Newest first; backups that cannot be read are left out. */
function usableBackups(folder: string): (Backup & { decisions: number })[] {
  return listBackups(folder).flatMap((backup) => {
    try {
      return [{ ...backup, decisions: lastIdsIn(backup.path).decisions }]
    } catch {
      return []
    }
  })
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

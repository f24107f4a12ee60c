/** @file A disk without room, in words that say how much is left, and what may go. */
import { statfsSync } from 'node:fs'
import path from 'node:path'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { BACKUP_FOLDER, listBackups } from '../recovery/backups.ts'

/** What the database needs to go on for a while, in bytes: its log alone grows to 16 MB. */
const NEEDED = 32e6
/** With less than this the cause of a write that failed is the lack of room, whatever else was said. */
const NEARLY_NOTHING = 1e6

/** Whether the disk of this folder has no room, or no place for one more file. False where it does not tell. */
export function isNearlyFull(folder: string): boolean {
  const disk = diskOf(folder)
  if (disk === undefined) return false
  // Some file systems count no files at all.
  return disk.free < NEARLY_NOTHING || (disk.files > 0 && disk.freeFiles === 0)
}

/** @param folder of the library; null for one in memory. */
export function fullDisk(folder: string | null): Sentence {
  const disk = folder === null ? undefined : diskOf(folder)
  // A quota may be used up on a disk that has room.
  if (folder === null || disk === undefined || disk.free >= NEEDED) return sentence('library-disk-full')
  const said = { folder, free: megabytes(disk.free), needed: megabytes(NEEDED) }
  const backups = listBackups(folder).reduce((sum, { bytes }) => sum + bytes, 0)
  if (backups < NEARLY_NOTHING) return sentence('library-disk-full-in', said)
  return sentence('library-disk-full-backups', {
    ...said,
    backups: path.join(folder, BACKUP_FOLDER),
    size: megabytes(backups),
  })
}

function diskOf(folder: string): { free: number; files: number; freeFiles: number } | undefined {
  try {
    const { bavail, bsize, files, ffree } = statfsSync(folder)
    return { free: bavail * bsize, files, freeFiles: ffree }
  } catch {
    return undefined
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

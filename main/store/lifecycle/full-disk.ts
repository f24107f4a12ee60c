/** @file The sentence about a full disk: how much space is left, and what can be removed. */
import { statfsSync } from 'node:fs'
import path from 'node:path'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { BACKUP_FOLDER, listBackups } from '../recovery/backups.ts'

/** Bytes that the database needs to continue for a while: its log alone grows to 16 MB. */
const NEEDED = 32e6
/** With less free space than this a failed write is put down to the full disk, whatever the error was. */
const NEARLY_NOTHING = 1e6

/** Whether the disk of this folder has no space left, or cannot hold one more file. False where that is unknown. */
export function isNearlyFull(folder: string): boolean {
  const disk = diskOf(folder)
  if (disk === undefined) return false
  // Some file systems do not count files.
  return disk.free < NEARLY_NOTHING || (disk.files > 0 && disk.freeFiles === 0)
}

/** @param folder of the library; null for one in memory. */
export function fullDisk(folder: string | null): Sentence {
  const disk = folder === null ? undefined : diskOf(folder)
  // A quota may be used up on a disk that still has space.
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

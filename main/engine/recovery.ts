/** @file Backups as the contract tells them, and what becomes of a library's folder while the library is closed. */
import { existsSync, statSync } from 'node:fs'
import type { Output, Parsed } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import { exportHistory } from '../jobs/history/export-history.ts'
import { cannotWrite } from '../jobs/export/write-target.ts'
import { lastIdsIn, libraryFile, listBackups, makeBackup, writeBackup } from '../store/recovery/backups.ts'
import { withWritableFile } from '../store/lifecycle/private-copy.ts'
import { assertWritablePlace } from '../store/lifecycle/read-only-place.ts'
import { attempt } from '../store/recovery/salvage.ts'
import { salvageJournal } from '../store/recovery/salvage-journal.ts'

/** @param library absolute path of its folder. */
export function backupsOf(library: string): Output<'backups'> {
  const backups = listBackups(library).map((backup) => ({
    ...backup,
    decisions: attempt(() => lastIdsIn(backup.path).decisions) ?? null,
  }))
  return { library, backups, bytes: backups.reduce((sum, { bytes }) => sum + bytes, 0) }
}

/** @throws AppError `conflict` where something lies at `out`, or where that cannot be written; `read-only`. */
export async function backUp(
  library: string,
  { out }: Parsed<'backup'>,
  at: number,
): Promise<Output<'backup'>> {
  if (out === undefined) {
    assertWritablePlace(library)
    const { path: backup, bytes } = makeBackup(library, 'asked', at)
    return { backup, bytes }
  }
  if (existsSync(out)) throw new AppError('conflict', sentence('backup-in-the-way', { file: out }), { out })
  try {
    withWritableFile(libraryFile(library), (file) => {
      writeBackup(file, out)
    })
  } catch (thrown) {
    throw await cannotWrite(out, thrown)
  }
  return { backup: out, bytes: statSync(out).size }
}

/**
 * The journal as a file, also of a library that is damaged.
 * @param library absolute path of its folder.
 * @param fromOpen writes it from the library that is open, or throws why that cannot be.
 */
export async function writeHistory(
  library: string,
  out: string,
  fromOpen: () => Promise<Output<'exportHistory'>>,
): Promise<Output<'exportHistory'>> {
  try {
    return await fromOpen()
  } catch (thrown) {
    const { code } = AppError.from(thrown)
    if (code !== 'library-damaged' && code !== 'library-incomplete') throw thrown
  }
  const salvaged = salvageJournal(library)
  try {
    return { ...(await exportHistory(salvaged.journal, out)), lost: salvaged.lost }
  } finally {
    salvaged.close()
  }
}

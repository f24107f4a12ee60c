/** @file A copy of a database that only this process reads, for a library whose own folder takes no log of SQLite's. */
import { chmodSync, constants, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { PRIVATE_FILE } from '../../files/modes.ts'
import { isReadOnlyPlace, isRefusal } from './read-only-place.ts'

/** The database, and what SQLite keeps beside it that holds decisions too. */
const PARTS = ['', '-wal', '-journal']
/** So often another process may write into the files while they are copied. */
const ATTEMPTS = 5

export interface PrivateCopy {
  /** Absolute path of the copied database, in a folder of its own that nobody else may enter. */
  readonly file: string
  /**
   * May be called again. Where the system allows it, a connection that has the copy open goes on reading it, so that nothing
   * stays behind even where the process is killed.
   */
  remove(): void
}

/**
 * Into the system's folder for temporary files. Not of a database that this process has open to write: see [Note: no file is
 * opened] in read-only-place.ts.
 * @param source absolute path of a database
 * @throws AppError `conflict` where another process does not stop writing to it, `disk-full`; what the file system says where the
 *   source may not be read.
 */
export function copyPrivately(source: string): PrivateCopy {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'twinsort-read-'))
  const remove = () => {
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // Windows removes no file that is open: it goes when the library is closed.
    }
  }
  try {
    const file = path.join(folder, path.basename(source))
    copyParts(source, file)
    return { file, remove }
  } catch (thrown) {
    remove()
    throw isRefusal(thrown) ? thrown : AppError.from(thrown)
  }
}

/** All parts as they were at one moment. */
function copyParts(source: string, target: string): void {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = stateOf(source)
    for (const part of PARTS) copyPart(`${source}${part}`, `${target}${part}`)
    if (stateOf(source) === before) return
  }
  throw new AppError('conflict', sentence('library-locked'))
}

function copyPart(from: string, to: string): void {
  rmSync(to, { force: true })
  if (statSync(from, { throwIfNoEntry: false }) === undefined) return
  copyFileSync(from, to, constants.COPYFILE_FICLONE)
  chmodSync(to, PRIVATE_FILE) // it may have been copied from a file that nobody may write
}

function stateOf(source: string): string {
  const stats = PARTS.map((part) => statSync(`${source}${part}`, { throwIfNoEntry: false, bigint: true }))
  return stats.map((found) => (found === undefined ? '-' : `${found.size}@${found.mtimeNs}`)).join(' ')
}

/** Does something with the library's database where it can be written, else with a private copy of it. */
export function withWritableFile<T>(file: string, work: (file: string) => T): T {
  if (!isReadOnlyPlace(path.dirname(file))) return work(file)
  const copy = copyPrivately(file)
  try {
    return work(copy.file)
  } finally {
    copy.remove()
  }
}

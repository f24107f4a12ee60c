/** @file A copy of a database that only this process reads, for a library in whose folder SQLite cannot create its log. */
import { chmodSync, constants, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { PRIVATE_FILE } from '../../files/modes.ts'
import { isReadOnlyPlace, isRefusal } from './read-only-place.ts'

/** The database, and the files beside it in which SQLite also stores decisions. */
const PARTS = ['', '-wal', '-journal']
/** How often the copy is repeated because another process wrote into the files meanwhile. */
const ATTEMPTS = 5

export interface PrivateCopy {
  /** Absolute path of the copied database, in a folder of its own that nobody else may enter. */
  readonly file: string
  /**
   * May be called again. Where the system allows it, a connection that has the copy open can still read it after this, so
   * that no file remains even if the process is killed.
   */
  remove(): void
}

/**
 * Copies into the system's folder for temporary files. Not for a database that this process has open for writing: see
 * [Note: no file is opened] in read-only-place.ts.
 * @param source absolute path of a database
 * @throws AppError `conflict` where another process keeps writing to it, `disk-full`; errors of the file system where the
 *   source may not be read.
 */
export function copyPrivately(source: string): PrivateCopy {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'twinsort-read-'))
  const remove = () => {
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // Windows removes no open file: it is removed when the library is closed.
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

/** Copies all parts in the state of one moment. */
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
  chmodSync(to, PRIVATE_FILE) // the original may be write-protected
}

function stateOf(source: string): string {
  const stats = PARTS.map((part) => statSync(`${source}${part}`, { throwIfNoEntry: false, bigint: true }))
  return stats.map((found) => (found === undefined ? '-' : `${found.size}@${found.mtimeNs}`)).join(' ')
}

/** Runs the work on the library's database where it can be written, else on a private copy of it. */
export function withWritableFile<T>(file: string, work: (file: string) => T): T {
  if (!isReadOnlyPlace(path.dirname(file))) return work(file)
  const copy = copyPrivately(file)
  try {
    return work(copy.file)
  } finally {
    copy.remove()
  }
}

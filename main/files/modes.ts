/**
 * @file Who may read what Twinsort makes: its owner alone. Paths, names of classes and thumbnails tell what a person's photos
 * are about. Windows has no such modes; there the folders of a person are closed to others by themselves.
 */
import { chmodSync, mkdirSync, statSync, type Stats } from 'node:fs'
import process from 'node:process'
import { codeOf } from '../../shared/errors.ts'

export const PRIVATE_FOLDER = 0o700
export const PRIVATE_FILE = 0o600

/** Rights of the group and of all others. */
const OF_OTHERS = 0o077
const STICKY = 0o1000

/** Whether anybody but the owner may read or change it; false for what is not there. */
export function isOpenToOthers(file: string): boolean {
  if (process.platform === 'win32') return false
  const found = statSync(file, { throwIfNoEntry: false })
  return found !== undefined && (found.mode & OF_OTHERS) !== 0
}

/** A folder that is Twinsort's as a whole, made where it is not there. One that everybody may write to (`/tmp`) stays so. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER })
  if ((statSync(folder).mode & STICKY) === 0) narrow(folder)
}

/** Takes the rights of others off, unless the file is another person's, or on a disk that cannot be written. */
export function narrow(file: string): void {
  if (!isOpenToOthers(file)) return
  try {
    chmodSync(file, modeFor(statSync(file)))
  } catch (thrown) {
    const code = codeOf(thrown)
    if (code !== 'EPERM' && code !== 'EROFS') throw thrown
  }
}

function modeFor(found: Stats): number {
  return found.isDirectory() ? PRIVATE_FOLDER : PRIVATE_FILE
}

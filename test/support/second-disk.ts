/** @file A disk beside the one on which the tests write: files are copied to it, and cannot be moved or linked. */
import { mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { packageRoot } from '../../main/engine/folders.ts'

/** Linux has one in memory. If the tests write there (run/temporary-in-memory.ts), the others are on a disk. */
const PLACES = ['/dev/shm', '/var/tmp', path.join(packageRoot(), 'node_modules')]

/** @returns a new folder that is not on the disk of this one, for the caller to remove; undefined where everything is on one disk */
export function folderOnSecondDisk(folder: string = tmpdir()): string | undefined {
  const { dev: first } = statSync(folder)
  for (const place of PLACES) {
    const found = statSync(place, { throwIfNoEntry: false })
    if (found === undefined || found.dev === first) continue
    try {
      return mkdtempSync(path.join(place, 'twinsort-'))
    } catch {
      // It cannot be written.
    }
  }
  return undefined
}

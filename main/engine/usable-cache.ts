/** @file The cache folder: the given one, or a temporary one that is removed with the engine. */
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { codeOf } from '../../shared/errors.ts'
import { makePrivateFolder } from '../files/modes.ts'
import { isRefusal } from '../store/lifecycle/read-only-place.ts'

export interface UsableCache {
  /** Absolute path. */
  readonly folder: string
  /** Removes a folder that was only for this run. */
  remove(): void
}

/**
 * @param wanted made where it is not there; where nothing can be written, a temporary folder takes its place.
 * @throws what the file system says, where the reason is another.
 */
export function usableCache(wanted: string): UsableCache {
  try {
    makePrivateFolder(wanted)
    accessSync(wanted, constants.W_OK)
    return { folder: wanted, remove: () => undefined }
  } catch (thrown) {
    // ENOENT is Node's answer, too, for a folder that it is to make on a read-only disk with those above it.
    if (!isRefusal(thrown) && codeOf(thrown) !== 'ENOENT') throw thrown
    const folder = mkdtempSync(path.join(os.tmpdir(), 'twinsort-cache-'))
    return {
      folder,
      remove: () => {
        rmSync(folder, { recursive: true, force: true })
      },
    }
  }
}

/** @file What a library and the caches take on the disk, and removing of it what can be made again. */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Output } from '../../../shared/contract.ts'
import { SavedWork, type StoragePart } from '../../../shared/contract/preferences.ts'
import { filesBelow, sizesOf, totalOf, trimToSize } from '../../files/cache-size.ts'

/**
 * Kinds of saved work are folders of the cache folder that come back by themselves. Not among them are trainings that were interrupted,
 * which may be hours of work, `tensorflow`, which takes a download, and the results of the self-tests, which are small and take minutes.
 */
const KEPT = ['training', 'tensorflow']

interface Folders {
  /** Absolute paths. */
  readonly library: string
  readonly cacheFolder: string
}

export async function storageOf({ library, cacheFolder }: Folders): Promise<Output<'storage'>> {
  const entries = await readdir(library, { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => path.join(library, name))
  const saved: Output<'storage'>['saved'] = []
  for (const kind of SavedWork.options) saved.push({ kind, bytes: await bytesIn(cacheFolder, [kind]) })
  const sizes: [StoragePart, number][] = [
    ['database', totalOf(await sizesOf(files))],
    ['thumbnails', await bytesIn(library, ['thumbnails'])],
    ['backups', await bytesIn(library, ['backups'])],
    ['networks', await bytesIn(library, ['backbones'])],
    ['cache', saved.reduce((sum, { bytes }) => sum + bytes, 0)],
    ['kept', await bytesIn(cacheFolder, KEPT)],
  ]
  return { library, cache: cacheFolder, parts: sizes.map(([part, bytes]) => ({ part, bytes })), saved }
}

/** Removes what was used longest ago, until no more than this is left. @param most bytes @returns bytes that were removed */
export function trimSavedWork(cacheFolder: string, most: number): Promise<number> {
  return trimToSize(
    SavedWork.options.map((kind) => path.join(cacheFolder, kind)),
    most,
  )
}

async function bytesIn(folder: string, names: readonly string[]): Promise<number> {
  return totalOf(await filesBelow(names.map((name) => path.join(folder, name))))
}

/** @file What a library and the caches take on the disk, and removing of it what can be made again. */
import { lstat, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Output } from '../../../shared/contract.ts'
import type { StoragePart } from '../../../shared/contract/preferences.ts'

/**
 * Parts of the cache folder that come back by themselves. Not among them are trainings that were interrupted, which may be hours of
 * work, `tensorflow`, which takes a download, and the results of the self-tests, which are small and take minutes.
 */
const COMPUTED = ['spaces', 'maps', 'pixels']
const KEPT = ['training', 'tensorflow']
/** Files whose size is asked for at a time. */
const AT_ONCE = 64

interface Folders {
  /** Absolute paths. */
  readonly library: string
  readonly cacheFolder: string
}

export async function storageOf({ library, cacheFolder }: Folders): Promise<Output<'storage'>> {
  const entries = await readdir(library, { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => path.join(library, name))
  const sizes: [StoragePart, number][] = [
    ['database', await bytesOf(files)],
    ['thumbnails', await bytesIn(path.join(library, 'thumbnails'))],
    ['backups', await bytesIn(path.join(library, 'backups'))],
    ['networks', await bytesIn(path.join(library, 'backbones'))],
    ['cache', await cacheBytes(cacheFolder, COMPUTED)],
    ['kept', await cacheBytes(cacheFolder, KEPT)],
  ]
  return { library, cache: cacheFolder, parts: sizes.map(([part, bytes]) => ({ part, bytes })) }
}

/** Nothing may be using it. */
export async function clearCache({
  cacheFolder,
}: Pick<Folders, 'cacheFolder'>): Promise<Output<'clearCache'>> {
  const before = await cacheBytes(cacheFolder, COMPUTED)
  // A page may be keeping something there at this moment.
  const options = { recursive: true, force: true, maxRetries: 5 }
  for (const name of COMPUTED) await rm(path.join(cacheFolder, name), options)
  return { freed: Math.max(0, before - (await cacheBytes(cacheFolder, COMPUTED))) }
}

async function cacheBytes(cacheFolder: string, parts: readonly string[]): Promise<number> {
  const sizes = await Promise.all(parts.map((name) => bytesIn(path.join(cacheFolder, name))))
  return sizes.reduce((sum, bytes) => sum + bytes, 0)
}

/** With all below it; 0 for a folder that is not there. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  return bytesOf(
    entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name)),
  )
}

/** A file that is removed meanwhile counts nothing. */
async function bytesOf(files: readonly string[]): Promise<number> {
  let sum = 0
  for (let from = 0; from < files.length; from += AT_ONCE) {
    const part = files.slice(from, from + AT_ONCE)
    const sizes = await Promise.all(
      part.map((file) =>
        lstat(file).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    )
    sum += sizes.reduce((total, size) => total + size, 0)
  }
  return sum
}

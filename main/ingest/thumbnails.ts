/**
 * @file Thumbnails in the library folder, by content hash: `thumbnails/ab/abcdef....jpg`. They are made before the photo
 * is stored and can be made again at any time, so they are renamed into place but not forced onto the disk.
 */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

const EXTENSION = '.jpg'
/** Unfinished files; a process that was killed leaves them, the next one removes them. */
const UNFINISHED = '.tmp'

/** @param contentHash hexadecimal. */
export function thumbnailPath(library: string, contentHash: string): string {
  return path.join(library, 'thumbnails', contentHash.slice(0, 2), `${contentHash}${EXTENSION}`)
}

/** Other processes and readers see the whole thumbnail or none. */
export async function writeThumbnail(library: string, contentHash: string, bytes: Uint8Array): Promise<void> {
  const target = thumbnailPath(library, contentHash)
  const unfinished = `${target}.${process.pid}${UNFINISHED}`
  try {
    await writeFile(unfinished, bytes)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    await mkdir(path.dirname(target), { recursive: true })
    await writeFile(unfinished, bytes)
  }
  await rename(unfinished, target)
}

/** Content hashes of all thumbnails that are there; files that a killed process left unfinished are removed. */
export async function listThumbnails(library: string): Promise<Set<string>> {
  const folder = path.join(library, 'thumbnails')
  const hashes = new Set<string>()
  for (const part of await namesIn(folder)) {
    for (const name of await namesIn(path.join(folder, part))) {
      if (name.endsWith(UNFINISHED)) await rm(path.join(folder, part, name), { force: true })
      else if (name.endsWith(EXTENSION)) hashes.add(name.slice(0, -EXTENSION.length))
    }
  }
  return hashes
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch {
    return []
  }
}

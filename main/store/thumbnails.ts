/** @file What the store knows of the folder of thumbnails: a file's name starts with the content hash of its photo. */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'

/** Digits of a hexadecimal sha256. */
const HASH_LENGTH = 64

/** Content hashes of all thumbnails that are not empty; undefined where the library has no such folder. */
export function thumbnailHashes(folder: string): Set<string> | undefined {
  if (!existsSync(thumbnailFolder(folder))) return undefined
  const whole = thumbnailFiles(folder).filter((file) => statSync(file).size > 0)
  return new Set(whole.map((file) => path.basename(file).slice(0, HASH_LENGTH)))
}

export function removeThumbnails(folder: string, contentHash: string): void {
  if (!existsSync(thumbnailFolder(folder))) return
  for (const file of thumbnailFiles(folder)) {
    if (path.basename(file).startsWith(contentHash)) rmSync(file, { force: true })
  }
}

function thumbnailFolder(folder: string): string {
  return path.join(folder, 'thumbnails')
}

function thumbnailFiles(folder: string): string[] {
  return readdirSync(thumbnailFolder(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
}

/** @file Reads the folder of thumbnails: a file's name starts with the content hash of its photo. */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'

/** A content hash and an extension; names of unfinished files begin with a dot. */
const FINISHED = /^([0-9a-f]{64})\.[a-z]+$/

/** Content hashes of all thumbnails that are not empty; undefined where the library has no such folder. */
export function thumbnailHashes(folder: string): Set<string> | undefined {
  if (!existsSync(thumbnailFolder(folder))) return undefined
  const hashes = new Set<string>()
  for (const file of thumbnailFiles(folder)) {
    const hash = FINISHED.exec(path.basename(file))?.at(1)
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0 // another process may have removed it
    if (hash !== undefined && size > 0) hashes.add(hash)
  }
  return hashes
}

/** Whether the folder contains any thumbnail of ours, as far as can be found without reading all names. */
export function hasThumbnails(folder: string): boolean {
  const thumbnails = thumbnailFolder(folder)
  if (statSync(thumbnails, { throwIfNoEntry: false })?.isDirectory() !== true) return false
  return readdirSync(thumbnails).some((part) => {
    const below = path.join(thumbnails, part)
    return statSync(below).isDirectory() && readdirSync(below).some((name) => FINISHED.test(name))
  })
}

/** Also removes what a killed process left unfinished. */
export function removeThumbnails(folder: string, contentHash: string): void {
  if (!existsSync(thumbnailFolder(folder))) return
  for (const file of thumbnailFiles(folder)) {
    if (path.basename(file).includes(contentHash)) rmSync(file, { force: true })
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

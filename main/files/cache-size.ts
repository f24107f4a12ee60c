/** @file What folders of results that can be made again take on the disk, and less of it where somebody wants that. */
import { lstat, readdir, rm } from 'node:fs/promises'
import path from 'node:path'

/** Files that are looked at or removed at a time. */
const AT_ONCE = 64

export interface SizedFile {
  /** Absolute path. */
  readonly file: string
  readonly bytes: number
  /** Milliseconds since the epoch. */
  readonly usedAt: number
}

/** All files below these folders; none for a folder that is not there, or that may not be read. */
export async function filesBelow(folders: readonly string[]): Promise<SizedFile[]> {
  const files: string[] = []
  for (const folder of folders) {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
    for (const entry of entries) if (entry.isFile()) files.push(path.join(entry.parentPath, entry.name))
  }
  return sizesOf(files)
}

/** A file that is removed meanwhile is left out. */
export async function sizesOf(files: readonly string[]): Promise<SizedFile[]> {
  const found: SizedFile[] = []
  for (let from = 0; from < files.length; from += AT_ONCE) {
    const facts = files.slice(from, from + AT_ONCE).map((file) =>
      lstat(file).then(
        ({ size, mtimeMs }): SizedFile[] => [{ file, bytes: size, usedAt: mtimeMs }],
        () => [],
      ),
    )
    found.push(...(await Promise.all(facts)).flat())
  }
  return found
}

export function totalOf(files: readonly SizedFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}

/**
 * Removes what was used longest ago until no more is left than is wanted. A file that alone is larger goes before all others: it could
 * not stay if they went. One that cannot be removed, as one that another program has open on Windows, stays.
 * @param most bytes
 * @returns bytes that were removed
 */
export async function trimToSize(folders: readonly string[], most: number): Promise<number> {
  const files = await filesBelow(folders)
  let left = totalOf(files)
  const before = left
  const order = files.toSorted(
    (a, b) => Number(b.bytes > most) - Number(a.bytes > most) || a.usedAt - b.usedAt,
  )
  for (const { file, bytes } of order) {
    if (left <= most) break
    const isGone = await rm(file, { force: true, maxRetries: 2 }).then(
      () => true,
      () => false,
    )
    if (isGone) left -= bytes
  }
  return before - left
}

/** @file What changed on the disk since the last index run: which files to read, which are gone, which came back. */
import path from 'node:path'
import type { Scan, ScannedFile } from '../ingest/scan.ts'
import type { FileId, FileRow, NewFile } from '../store/store.ts'
import type { Target } from './index-roots.ts'

/** A file that is new or changed. */
export interface FileToRead extends ScannedFile {
  readonly rootId: number
  /** Absolute. */
  readonly path: string
  /** What is known of this place from before. */
  readonly previous: FileRow | undefined
}

export interface Changes {
  readonly toRead: FileToRead[]
  /** Rows as they were, for files that are back unchanged. */
  readonly restored: NewFile[]
  /** Files and folders that could not be looked at. */
  readonly unreadable: NewFile[]
  /** Photos' locations that are gone. */
  readonly missing: FileId[]
  /** Gone files that were no photos: nothing of them is worth remembering. */
  readonly forgotten: FileId[]
}

/** A time that no file has, so that what could not be read is tried again by the next run. */
export const TRY_AGAIN_NS = 0n

export function compareScan(target: Target, scan: Scan, rows: readonly FileRow[]): Changes {
  const known = new Map(
    rows.filter((row) => isBelow(row.relativePath, target.below)).map((row) => [row.relativePath, row]),
  )
  const changes: Changes = { toRead: [], restored: [], unreadable: [], missing: [], forgotten: [] }
  for (const file of scan.files) {
    const previous = known.get(file.relativePath)
    known.delete(file.relativePath)
    if (previous?.size === file.size && previous.modifiedNs === file.modifiedNs) {
      if (previous.missing) changes.restored.push(previous)
    } else {
      const absolute = path.join(target.root.path, file.relativePath)
      changes.toRead.push({ ...file, rootId: target.root.id, path: absolute, previous })
    }
  }
  for (const { relativePath, reason } of [...scan.unreachable, ...scan.unreadableFolders]) {
    known.delete(relativePath)
    changes.unreadable.push({
      ...{ rootId: target.root.id, relativePath, reason },
      ...{ size: 0, modifiedNs: TRY_AGAIN_NS, fileHash: null, photoId: null },
    })
  }
  for (const row of known.values()) {
    // What lies in a folder that cannot be listed is unknown, not gone.
    if (scan.unreadableFolders.some((folder) => isBelow(row.relativePath, folder.relativePath))) continue
    if (row.photoId === null) changes.forgotten.push(row.id)
    else if (!row.missing) changes.missing.push(row.id)
  }
  return changes
}

/** Whether a path below a root lies in one of its folders; '' is the root itself. */
export function isBelow(relativePath: string, folder: string): boolean {
  return folder === '' || relativePath === folder || relativePath.startsWith(`${folder}/`)
}

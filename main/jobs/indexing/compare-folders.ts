/** @file What changed on the disk since the last index run: which files to read, which are gone, which came back. */
import path from 'node:path'
import type { Scan, ScannedFile } from '../../ingest/scan.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import type { FileId, FileRow, KnownPlace, NewFile } from '../../store/store.ts'
import type { Target } from './roots.ts'

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
  /** Rows that need no reading: files that are back unchanged, or whose times were not all known. */
  readonly restored: NewFile[]
  /** Files and folders that could not be looked at. */
  readonly unreadable: NewFile[]
  /** Photos' locations that are gone. */
  readonly missing: FileId[]
  /** Gone files that were no photos: nothing of them is worth remembering. */
  readonly forgotten: FileId[]
}

export interface Known {
  /** Of the root of the target. */
  readonly rows: readonly KnownPlace[]
  /** All that is known of one of them. */
  all: (row: KnownPlace) => FileRow | undefined
  /** Whether a photo's identity has to be computed again. */
  isOutdated: (photo: PhotoId) => boolean
  /** When a photo came into the library, in milliseconds since the epoch. */
  addedAt: (photo: PhotoId) => number | undefined
}

/** A row was stored at most so long after its file was read. */
const LONGEST_READING_NS = 3_600_000_000_000n

/** @param readAll every file is to be read, whatever its times say. */
export function compareScan(target: Target, scan: Scan, known: Known, readAll = false): Changes {
  const rows = new Map(
    known.rows.filter((row) => isBelow(row.relativePath, target.below)).map((row) => [row.relativePath, row]),
  )
  const changes: Changes = { toRead: [], restored: [], unreadable: [], missing: [], forgotten: [] }
  for (const file of scan.files) {
    const previous = rows.get(file.relativePath)
    rows.delete(file.relativePath)
    if (previous !== undefined && !readAll && isUnchanged(file, previous, known)) {
      const row = previous.missing || previous.changedNs === null ? known.all(previous) : undefined
      if (row !== undefined) changes.restored.push({ ...row, changedNs: file.changedNs })
    } else {
      const absolute = path.join(target.root.path, file.relativePath)
      const before = previous && known.all(previous)
      changes.toRead.push({ ...file, rootId: target.root.id, path: absolute, previous: before })
    }
  }
  for (const { relativePath, reason } of [...scan.unreachable, ...scan.unreadableFolders]) {
    rows.delete(relativePath)
    changes.unreadable.push({
      ...{ rootId: target.root.id, relativePath, reason },
      ...{ size: 0, modifiedNs: null, fileHash: null, photoId: null },
    })
  }
  for (const row of rows.values()) {
    // What lies in a folder that cannot be listed is unknown, not gone.
    if (scan.unreadableFolders.some((folder) => isBelow(row.relativePath, folder.relativePath))) continue
    if (row.photoId === null) changes.forgotten.push(row.id)
    else if (!row.missing) changes.missing.push(row.id)
  }
  return changes
}

function isUnchanged(file: ScannedFile, previous: KnownPlace, known: Known): boolean {
  const { photoId, changedNs } = previous
  if (photoId !== null && known.isOutdated(photoId)) return false
  if (previous.size !== file.size || previous.modifiedNs !== file.modifiedNs) return false
  if (changedNs !== null) return changedNs === file.changedNs
  // A library of an earlier version does not know this time. What was last changed before the photo came is what was read then.
  const addedAt = photoId === null ? undefined : known.addedAt(photoId)
  return addedAt !== undefined && file.changedNs + LONGEST_READING_NS < BigInt(addedAt) * 1_000_000n
}

/** Whether a path below a root lies in one of its folders; '' is the root itself. */
export function isBelow(relativePath: string, folder: string): boolean {
  return folder === '' || relativePath === folder || relativePath.startsWith(`${folder}/`)
}

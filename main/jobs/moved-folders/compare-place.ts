/**
 * @file Whether the photos of a folder lie at a place: by names and sizes, then by the pictures of a sample. Cameras name photos alike,
 * so equal names alone say nothing; equal pictures do.
 */
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { FolderAtPlace } from '../../../shared/contract/moved-folders.ts'
import { throwIfCancelled } from '../../../shared/errors.ts'
import { openPicture } from '../../ingest/read-photo.ts'
import type { FileRow, Root, Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'

type Work = Pick<JobContext, 'store' | 'signal' | 'report'>

/** So many files tell whether it is worth comparing all. */
const GLANCED_FILES = 40
/** So many are read; each takes as long as copying it. */
const READ_FILES = 24
/** This share of those that are read must be the same: a few may have been edited without a change of size. */
const SAME_SHARE = 0.8
/** Enough to hide the latency of a network drive. */
const AT_ONCE = 16

/** Locations of photos; those that are gone count only where all are. */
export function photoRows(store: Store, root: Root): FileRow[] {
  const rows = store.files.under(root.id).filter(({ photoId }) => photoId !== null)
  const present = rows.filter(({ missing }) => !missing)
  return present.length === 0 ? rows : present
}

/** @returns how many of a few files are there with name and size. */
export async function glance(rows: readonly FileRow[], place: string): Promise<number> {
  const found = await Promise.all(spread(rows, GLANCED_FILES).map((row) => lookFor(row, place)))
  return found.filter((each) => each === 'there').length
}

/** @throws AppError `cancelled` */
export async function comparePlace(
  work: Work,
  root: Root,
  { rows, place }: { rows: readonly FileRow[]; place: string },
): Promise<FolderAtPlace> {
  const there: FileRow[] = []
  let changed = 0
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    throwIfCancelled(work.signal)
    work.report({ stage: 'looking for the originals', done: start, total: rows.length })
    const batch = rows.slice(start, start + AT_ONCE)
    const found = await Promise.all(batch.map((row) => lookFor(row, place)))
    there.push(...batch.filter((_, index) => found[index] === 'there'))
    changed += found.filter((each) => each === 'changed').length
  }
  const { compared, same } = await compareSample(work, there, place)
  const fits = there.length > 0 && same >= SAME_SHARE * compared
  return {
    ...{ from: root.path, to: place, photos: rows.length },
    ...{ there: there.length, changed, compared, same, fits },
  }
}

async function compareSample(
  { store, signal, report }: Work,
  there: readonly FileRow[],
  place: string,
): Promise<{ compared: number; same: number }> {
  const outdated = store.photos.outdated() // their identities were computed in another way
  const sample = spread(
    there.filter(({ photoId }) => photoId !== null && !outdated.has(photoId)),
    READ_FILES,
  )
  let same = 0
  for (const [done, { relativePath, photoId }] of sample.entries()) {
    throwIfCancelled(signal)
    report({ stage: 'comparing files', done, total: sample.length })
    const picture = await openPicture(path.join(place, relativePath))
    const known = photoId === null ? undefined : store.photos.get(photoId)
    if (picture.kind === 'picture' && picture.contentHash === known?.contentHash) same += 1
  }
  return { compared: sample.length, same }
}

async function lookFor(row: FileRow, place: string): Promise<'there' | 'changed' | 'gone'> {
  const found = await stat(path.join(place, row.relativePath)).catch(() => undefined)
  if (found?.isFile() !== true) return 'gone'
  return found.size === row.size ? 'there' : 'changed'
}

/** At most so many of them, from the first to the last. */
function spread<T>(all: readonly T[], most: number): T[] {
  const step = Math.max(1, all.length / most)
  return Array.from({ length: Math.min(all.length, most) }, (_, index) => all[Math.floor(index * step)])
}

/** @file Looks for folders of the library at and near a place. Nothing is changed, neither on the disk nor in the library. */
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Output, Parsed } from '../../../shared/contract.ts'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { Root } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { comparePlace, glance, photoRows } from './compare-place.ts'
import { possiblePlaces, restBelow } from './possible-places.ts'

type Work = Pick<JobContext, 'store' | 'signal' | 'report'>

/**
 * Each folder gets the place where most of a few of its files are; no two get the same.
 * @throws AppError `not-found` where the library has no such folder or there is no such place, `bad-input` for a place that is no
 *   folder, `cancelled`
 */
export async function findFolders(
  work: Work,
  { folder, place: written }: Parsed<'findFolders'>,
): Promise<Output<'findFolders'>> {
  const place = path.resolve(written)
  await requireFolder(place)
  const roots = work.store.files.roots()
  const wanted = await wantedRoots(roots, folder)
  const taken = new Set(roots.filter((root) => !wanted.includes(root)).map((root) => root.path))
  const answer: Output<'findFolders'> = { found: [], notFound: [] }
  for (const root of wanted) {
    throwIfCancelled(work.signal)
    const rows = photoRows(work.store, root)
    const places = possiblePlaces(root.path, place, folder).filter(
      (each) => each !== root.path && !taken.has(each),
    )
    const best = await bestPlace(rows, places)
    if (best === undefined) answer.notFound.push(root.path)
    else {
      taken.add(best)
      answer.found.push(await comparePlace(work, root, { rows, place: best }))
    }
  }
  return answer
}

/** @throws AppError `not-found`, `bad-input` */
export async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: unknown) => {
    throw new AppError('not-found', sentence('no-such-folder', { folder }), { folder }, error)
  })
  if (!found.isDirectory()) throw new AppError('bad-input', sentence('not-a-folder', { folder }))
}

async function wantedRoots(roots: readonly Root[], folder: string | undefined): Promise<Root[]> {
  if (folder !== undefined) {
    const named = roots.filter((root) => restBelow(root.path, folder) !== undefined)
    if (named.length > 0) return named
    throw new AppError('not-found', sentence('folder-unknown', { folder }), {
      folders: roots.map((root) => root.path),
    })
  }
  const isThere = await Promise.all(
    roots.map((root) =>
      stat(root.path).then(
        (found) => found.isDirectory(),
        () => false,
      ),
    ),
  )
  return roots.filter((_, index) => !isThere[index])
}

async function bestPlace(
  rows: Parameters<typeof glance>[0],
  places: readonly string[],
): Promise<string | undefined> {
  let best: { place: string; there: number } | undefined
  for (const place of places) {
    const there = await glance(rows, place)
    if (there > (best?.there ?? 0)) best = { place, there }
  }
  return best?.place
}

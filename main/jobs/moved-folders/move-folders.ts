/**
 * @file The library takes note that folders lie elsewhere now. No file is touched, and no label: a photo is its picture, wherever it
 * lies. What is not at the new place is found missing by the next reading, and keeps its labels.
 */
import path from 'node:path'
import type { FolderAtPlace } from '../../../shared/contract/moved-folders.ts'
import type { Output, Parsed } from '../../../shared/contract.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { Root } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { listFolders } from '../indexing/folders.ts'
import { comparePlace, photoRows } from './compare-place.ts'
import { requireFolder } from './find-folders.ts'

/** @throws AppError `not-found`, `bad-input`, `conflict`, `cancelled`; nothing is changed then. */
export async function moveFolders(
  work: Pick<JobContext, 'store' | 'signal' | 'report'>,
  { folders }: Parsed<'moveFolders'>,
): Promise<Output<'moveFolders'>> {
  const { store } = work
  const roots = store.files.roots()
  const moved: FolderAtPlace[] = []
  const places = new Map<Root['id'], string>()
  for (const { from, to: written } of folders) {
    const root = roots.find((each) => each.path === from)
    if (root === undefined) {
      throw new AppError('not-found', sentence('folder-unknown', { folder: from }), {
        folders: roots.map((each) => each.path),
      })
    }
    const to = path.resolve(written)
    await requireFolder(to)
    const compared = await comparePlace(work, root, { rows: photoRows(store, root), place: to })
    if (!compared.fits) throw otherPhotos(compared)
    places.set(root.id, to)
    moved.push(compared)
  }
  store.files.relinkRoots(places)
  return { moved, folders: await listFolders(store) }
}

function otherPhotos(compared: FolderAtPlace): AppError {
  const { from, to, there } = compared
  const said = there === 0 ? 'folder-not-at-place' : 'folder-others-at-place'
  return new AppError('bad-input', sentence(said, { folder: from, place: to }), { compared })
}

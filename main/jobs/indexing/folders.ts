/** @file The folders that a library reads, and taking one of them away: no file is touched, and labels stay for its return. */
import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import type { LibraryFolder } from '../../../shared/contract/library.ts'
import type { Output, Parsed } from '../../../shared/contract.ts'
import { isElsewhere } from '../../../shared/elsewhere.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { Root, Store } from '../../store/store.ts'

export async function listFolders(store: Store): Promise<LibraryFolder[]> {
  const labelSet = store.labelSets.current()
  return Promise.all(
    store.files.origins().map(async (root) => ({
      path: root.path,
      isThere: await isThere(root),
      ...store.files.countPhotos(root.id, labelSet),
    })),
  )
}

/** @throws AppError `not-found` for a folder that does not belong to the library. */
export async function removeFolder(
  store: Store,
  { path: written }: Parsed<'removeFolder'>,
): Promise<Output<'removeFolder'>> {
  const root = await rootOf(store, isElsewhere(written) ? written : path.resolve(written))
  const photos = store.transaction(() => {
    const before = store.photos.countPresent()
    store.files.removeRoot(root.id)
    return before - store.photos.countPresent()
  })
  const lost = store.files.lostLabels(store.labelSets.current()).length
  return { removed: root.path, folders: await listFolders(store), photos, lostLabels: lost }
}

async function rootOf(store: Store, folder: string): Promise<Root> {
  const roots = store.files.origins()
  // As it was indexed, else through links.
  const real = await realpath(folder).catch(() => folder)
  const found = roots.find((root) => root.path === folder) ?? roots.find((root) => root.path === real)
  if (found === undefined) {
    throw new AppError('not-found', sentence('folder-unknown', { folder }), {
      folders: roots.map((root) => root.path),
    })
  }
  return found
}

/** Nobody asks a bucket: what was imported of it is here. */
async function isThere({ path: folder }: Root): Promise<boolean> {
  if (isElsewhere(folder)) return true
  const found = await stat(folder).catch(() => undefined)
  return found?.isDirectory() === true
}

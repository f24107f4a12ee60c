/** @file Which folders to read again, given places where something may have changed: those where the library knows it otherwise. */
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { isInside, scan, stampOf } from '../../ingest/scan.ts'
import type { Root, Store } from '../../store/store.ts'
import { compareScan, isBelow } from '../indexing/compare-folders.ts'

/** More of them are read with the folder of the library that they lie in. */
const MOST_FOLDERS = 20
const AT_ONCE = 16

/**
 * Nothing is changed, neither on the disk nor in the library. What lies in a folder of the library that is not there, or that is empty
 * and was not, is left as it is: its drive may not be connected.
 * @param places absolute paths of files and folders, as the library calls them; they may be gone
 * @returns absolute paths of folders, none inside another
 */
export async function foldersToRead(
  store: Store,
  places: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const roots = store.files.roots()
  const changed = new Set<string>()
  const folders = new Set<string>()
  for (let start = 0; start < places.length; start += AT_ONCE) {
    const batch = places.slice(start, start + AT_ONCE)
    await Promise.all(
      batch.map(async (place) => {
        const root = innermost(roots, place)
        if (root === undefined) return
        const kind = await differs(store, place)
        if (kind === 'same') return
        const folder = await standing(kind === 'file' ? path.dirname(place) : place, root)
        if (folder !== undefined) (kind === 'file' ? changed : folders).add(folder)
      }),
    )
  }
  for (const folder of outermost(folders)) {
    if ([...changed].some((each) => isInside(folder, each))) continue
    const root = innermost(roots, folder)
    if (root !== undefined && (await differsBelow(store, root, { folder, roots, signal })))
      changed.add(folder)
  }
  const wanted = outermost(changed)
  if (wanted.length <= MOST_FOLDERS) return wanted
  return outermost(new Set(wanted.map((folder) => innermost(roots, folder)?.path ?? folder)))
}

/** A place that is gone counts as a file if the library knows one there, else as a folder. */
async function differs(store: Store, place: string): Promise<'same' | 'file' | 'folder'> {
  const found = await stat(place, { bigint: true }).catch(() => undefined)
  if (found?.isDirectory() === true) return 'folder'
  const known = store.files.byPath(place)
  if (found === undefined) {
    if (known === undefined) return 'folder'
    return known.missing ? 'same' : 'file'
  }
  const { size, modifiedNs, changedNs } = stampOf(found)
  const isKnown = known?.missing === false && known.size === size && known.modifiedNs === modifiedNs
  return isKnown && known.changedNs === changedNs ? 'same' : 'file'
}

/** The folder, or the nearest above it that holds something; undefined where the root holds nothing or is not there. */
async function standing(folder: string, root: Root): Promise<string | undefined> {
  for (let at = folder; isInside(at, root.path); at = path.dirname(at)) {
    const names = await readdir(at).catch(() => [])
    if (names.length > 0) return at
  }
  return undefined
}

async function differsBelow(
  store: Store,
  root: Root,
  { folder, roots, signal }: { folder: string; roots: readonly Root[]; signal: AbortSignal },
): Promise<boolean> {
  const below = path.relative(root.path, folder).split(path.sep).join('/')
  const inner = roots.filter(({ id, path: other }) => id !== root.id && isInside(other, root.path))
  const found = await scan(root.path, { below, exclude: inner.map((each) => each.path), signal })
  const rows = store.files.known(root.id).filter((row) => isBelow(row.relativePath, below))
  const known = {
    ...{ rows, isOutdated: () => false, addedAt: () => undefined },
    all: ({ relativePath }: { relativePath: string }) => store.files.at(root.id, relativePath),
  }
  const { toRead, restored, missing, forgotten, unreadable } = compareScan(
    { root, below, exclude: [] },
    found,
    known,
  )
  const isNews = unreadable.some(
    (each) => !rows.some((row) => row.relativePath === each.relativePath && row.photoId === null),
  )
  const isBack = restored.some((row) =>
    rows.some((each) => each.relativePath === row.relativePath && each.missing),
  )
  return isNews || isBack || [toRead, missing, forgotten].some((each) => each.length > 0)
}

/** That the place lies in; a root may lie in another. */
function innermost(roots: readonly Root[], place: string): Root | undefined {
  return roots
    .filter((root) => isInside(place, root.path))
    .sort((a, b) => b.path.length - a.path.length)
    .at(0)
}

function outermost(folders: ReadonlySet<string>): string[] {
  const all = [...folders]
  return all.filter((folder) => !all.some((other) => other !== folder && isInside(folder, other)))
}

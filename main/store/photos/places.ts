/**
 * @file Where photos lie: their present locations as paths. Places on this machine come first, then those elsewhere, which cannot be opened;
 * those that this library exported itself count least.
 */
import path from 'node:path'
import { isElsewhere } from '../../../shared/elsewhere.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { placeIn } from '../../files/place-in.ts'
import type { ReadableDatabase } from '../lifecycle/database.ts'
import type { PlaceOfPhoto } from '../types/index.ts'

export interface Place {
  root: string
  relativePath: string
}

/** Makes the first location the same in every run: by root, then by path; files that this library exported come last. */
export const FIRST = 'ORDER BY files.root_id, files.relative_path'
export const PLACE = 'roots.path AS root, files.relative_path AS relativePath'

export function pathOf(database: ReadableDatabase, photoId: PhotoId): string | undefined {
  return pathsOf(database, photoId).at(0)
}

export function pathsOf(database: ReadableDatabase, photoId: PhotoId): string[] {
  const found = database.all<Place>(
    `SELECT ${PLACE} FROM files JOIN roots ON roots.id = files.root_id
      WHERE files.photo_id = ? AND files.missing = 0 ${FIRST}`,
    photoId,
  )
  const exports = exportFolders(database)
  const rankOf = (file: string): number => (isElsewhere(file) ? 1 : isExported(file, exports) ? 2 : 0)
  return found.map((place) => absolutePath(place)).toSorted((a, b) => rankOf(a) - rankOf(b))
}

/** Ordered by the index on `photo_id`, so that only the few places of one photo are sorted. */
export function places(database: ReadableDatabase): PlaceOfPhoto[] {
  const exports = exportFolders(database)
  const roots = rootPaths(database)
  const isCopy = exports.length === 0 ? () => false : copies(roots, exports)
  const elsewhere = [...roots].filter(([, root]) => isElsewhere(root)).map(([id]) => id)
  const found: PlaceOfPhoto[] = []
  /** Of the photo that is being read: where its places begin, and whether they are exported copies. */
  let start = 0
  let onlyCopies = true
  const all = database.each<PlaceOfPhoto>(
    `SELECT photo_id AS photoId, root_id AS rootId, relative_path AS relativePath FROM files
      WHERE photo_id IS NOT NULL AND missing = 0 ORDER BY photo_id, root_id IN (${elsewhere.join(', ')}), root_id, relative_path`,
  )
  for (const place of all) {
    if (found.at(-1)?.photoId !== place.photoId) {
      start = found.length
      onlyCopies = true
    }
    const isOwn = !isCopy(place)
    if (!isOwn && !onlyCopies) continue
    if (isOwn && onlyCopies) {
      found.length = start
      onlyCopies = false
    }
    found.push(place)
  }
  return found
}

export function paths(database: ReadableDatabase): Map<PhotoId, string> {
  const roots = rootPaths(database)
  const found = new Map<PhotoId, string>()
  for (const { photoId, rootId, relativePath } of places(database))
    if (!found.has(photoId)) found.set(photoId, placeIn(roots.get(rootId) ?? '', relativePath))
  return found
}

function copies(roots: ReadonlyMap<number, string>, exports: readonly string[]) {
  return ({ rootId, relativePath }: PlaceOfPhoto): boolean =>
    isExported(placeIn(roots.get(rootId) ?? '', relativePath), exports)
}

function rootPaths(database: ReadableDatabase): Map<number, string> {
  return new Map(
    database
      .all<{ id: number; path: string }>('SELECT id, path FROM roots')
      .map(({ id, path: root }) => [id, root]),
  )
}

export function absolutePath(place: Place): string {
  return placeIn(place.root, place.relativePath)
}

function exportFolders(database: ReadableDatabase): string[] {
  return database.all<{ path: string }>('SELECT path FROM exports').map((row) => row.path)
}

function isExported(file: string, exports: readonly string[]): boolean {
  return exports.some((folder) => file.startsWith(folder + path.sep))
}

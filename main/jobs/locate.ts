/** @file From a path that a person wrote to the photo that lies there. */
import { realpath } from 'node:fs/promises'
import path from 'node:path'
import type { PhotoId } from '../../shared/domain.ts'
import type { Store } from '../store/store.ts'

/**
 * The photo at a path; undefined when nothing readable is known there.
 * @param written Absolute, or relative to one of the bases, which are tried in turn.
 * @param bases Absolute folders.
 */
export async function locatePhoto(
  store: Store,
  written: string,
  bases: readonly string[],
): Promise<PhotoId | undefined> {
  const candidates = path.isAbsolute(written)
    ? [path.normalize(written)]
    : bases.map((base) => path.resolve(base, written))
  for (const candidate of candidates) {
    const found = photoAt(store, candidate)
    if (found !== undefined) return found
  }
  for (const candidate of candidates) {
    // Through a symbolic link the same file has another name than the one it was indexed under.
    const real = await realpath(candidate).catch(() => candidate)
    const found = real === candidate ? undefined : photoAt(store, real)
    if (found !== undefined) return found
  }
  return undefined
}

function photoAt(store: Store, absolute: string): PhotoId | undefined {
  return store.files.byPath(absolute)?.photoId ?? undefined
}

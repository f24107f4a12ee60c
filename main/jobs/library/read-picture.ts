/** @file The bytes of one photo for a window: its thumbnail, itself as large as a screen, or with all of its pixels. */
import { readFile, rm, stat } from 'node:fs/promises'
import type { Output, Parsed } from '../../../shared/contract.ts'
import { isElsewhere } from '../../../shared/elsewhere.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { THUMBNAIL_SIDE } from '../../ingest/decode.ts'
import { renderPicture, type RenderedPicture } from '../../ingest/render.ts'
import { stampOf } from '../../ingest/scan.ts'
import { thumbnailPath, writeThumbnail } from '../../ingest/thumbnails.ts'
import type { Photo, Store } from '../../store/store.ts'

/**
 * Pixels of the long side at most. A large photo fills a window of 1024 points on a screen of two pixels a point; a full one has all
 * pixels of every camera but a few, and still fits a browser's limit for one picture.
 */
const SIDES = { thumbnail: THUMBNAIL_SIDE, large: 2048, full: 12_000 }

/**
 * A thumbnail that was lost is made again and kept.
 * @throws AppError `not-found` for an unknown id, and where neither a thumbnail nor the photo's file can be read.
 */
export async function readPicture(store: Store, { id, size }: Parsed<'picture'>): Promise<Output<'picture'>> {
  const photo = store.photos.get(id)
  if (photo === undefined) throw new AppError('not-found', sentence('no-photo', { photo: id }))
  const tag = `${photo.contentHash}-${photo.orientation}-${size}`
  if (size === 'thumbnail') {
    const bytes = await readThumbnail(store, photo.contentHash)
    if (bytes !== undefined) return { bytes, type: 'image/jpeg', tag }
  }
  const original = await renderOriginal(store, id, SIDES[size])
  if (original !== undefined) {
    const { file, picture } = original
    if (size === 'thumbnail') await keepThumbnail(store, photo, { file, picture })
    return { ...picture, tag }
  }
  // The drive may be away, or the photo elsewhere: the thumbnail is better than nothing, under a name that will not be kept for the photo itself.
  const bytes = await readThumbnail(store, photo.contentHash)
  if (bytes !== undefined) return { bytes, type: 'image/jpeg', tag: `${tag}-small` }
  throw new AppError('not-found', sentence('picture-unreadable', { photo: id }))
}

async function readThumbnail(store: Store, contentHash: string): Promise<Uint8Array | undefined> {
  if (store.folder === null) return undefined
  try {
    const bytes = await readFile(thumbnailPath(store.folder, contentHash))
    return bytes.length === 0 ? undefined : bytes
  } catch {
    return undefined
  }
}

interface Original {
  /** Absolute path. */
  readonly file: string
  readonly picture: RenderedPicture
}

async function renderOriginal(store: Store, id: number, side: number): Promise<Original | undefined> {
  for (const file of store.files.pathsOf(id)) {
    if (isElsewhere(file)) continue
    try {
      return { file, picture: await renderPicture(file, side) }
    } catch {
      continue // another place may still have it
    }
  }
  return undefined
}

/** What cannot be kept is made again the next time, or by the next index. Nothing is left of a photo that is forgotten meanwhile. */
async function keepThumbnail(
  store: Store,
  { id, contentHash }: Pick<Photo, 'id' | 'contentHash'>,
  { file, picture }: Original,
): Promise<void> {
  const { folder } = store
  if (folder === null || store.isReadOnly || !(await isAsRead(store, id, file))) return
  if (store.photos.get(id) === undefined) return
  await writeThumbnail(folder, contentHash, picture.bytes).catch(() => undefined)
  if (store.photos.get(id) === undefined) await rm(thumbnailPath(folder, contentHash), { force: true })
}

/** Whether the file is the one that the library read: another picture at its place is not this photo. */
async function isAsRead(store: Store, id: number, file: string): Promise<boolean> {
  const known = store.files.byPath(file)
  const found = await stat(file, { bigint: true }).catch(() => undefined)
  if (known?.photoId !== id || found === undefined) return false
  const { size, modifiedNs, changedNs } = stampOf(found)
  return known.size === size && known.modifiedNs === modifiedNs && known.changedNs === changedNs
}

/**
 * @file The maps after stage 4 of photos and of their mirror images, computed once: the cache folder stores them by the
 * photo's content, as float16 (86 KB a photo). A file that cannot be read is computed again.
 */
import path from 'node:path'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { CacheFolder } from '../../files/cache-folder.ts'
import { squarePixels } from '../../ingest/square.ts'
import { toFloat16 } from '../../math/float16.ts'
import { BATCH } from '../../model/backbone.ts'
import { PICTURE_SIDE } from '../../model/deep/fine-tune/efficientnet.ts'
import { MAP_NUMBERS, MAP_VIEWS } from '../../model/deep/fine-tune/map-shape.ts'
import { mirrored, openStageMaps, type StageMaps } from '../../model/deep/fine-tune/stage-maps.ts'
import type { Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { readPicture } from '../library/read-picture.ts'

type Context = Pick<JobContext, 'store' | 'signal' | 'report' | 'resources' | 'cacheFolder'>

const NUMBERS = MAP_VIEWS * MAP_NUMBERS
const BYTES = 2 * NUMBERS
/** The most photos whose maps are stored: 700 MB. */
const KEPT = 8192

/**
 * @returns float16 [ids.length, 2, 14 * 14 * 112], little endian, in memory that threads can share
 * @throws AppError `not-found` where neither a photo's thumbnail nor its file can be read; `backend-unavailable`; `cancelled`
 */
export async function photoMaps(context: Context, ids: readonly PhotoId[]): Promise<Uint8Array> {
  const { store, signal, report, resources, cacheFolder } = context
  const out = new Uint8Array(new SharedArrayBuffer(ids.length * BYTES))
  let stages: StageMaps | undefined
  try {
    stages = await openStageMaps(resources)
    const cache = new CacheFolder(path.join(cacheFolder, 'maps', stages.sha256.slice(0, 16)))
    for (let from = 0; from < ids.length; from += BATCH) {
      throwIfCancelled(signal)
      report({ stage: 'reading maps', done: from, total: ids.length })
      const part = ids.slice(from, from + BATCH)
      const names = part.map((id) => nameOf(store, id))
      const known = await Promise.all(names.map((name) => cache.read(name, parseMaps)))
      const missing = [...part.keys()].filter((index) => known[index] === undefined)
      const made = await computeMaps(
        store,
        stages,
        missing.map((index) => part[index]),
      )
      await Promise.all(missing.map((index, place) => cache.write(names[index], made[place])))
      part.forEach((_, index) => {
        out.set(known[index] ?? made[missing.indexOf(index)], (from + index) * BYTES)
      })
    }
    await cache.trim(KEPT)
  } finally {
    await stages?.close()
  }
  return out
}

/** Float16 [2, 14 * 14 * 112] of each photo. */
async function computeMaps(store: Store, stages: StageMaps, ids: readonly PhotoId[]): Promise<Uint8Array[]> {
  if (ids.length === 0) return []
  const size = PICTURE_SIDE ** 2 * 3
  const pictures = new Uint8Array(ids.length * size)
  await Promise.all(
    ids.map(async (id, index) => {
      pictures.set(await pictureOf(store, id), index * size)
    }),
  )
  const views = [pictures, mirrored(pictures)].map((pixels) => stages.compute(pixels, ids.length))
  const maps = await Promise.all(views)
  return ids.map((_, index) => {
    const both = new Float32Array(NUMBERS)
    maps.forEach((view, place) => {
      both.set(view.subarray(index * MAP_NUMBERS, (index + 1) * MAP_NUMBERS), place * MAP_NUMBERS)
    })
    return toFloat16(both)
  })
}

async function pictureOf(store: Store, id: PhotoId): Promise<Uint8Array> {
  const { bytes } = await readPicture(store, { id, size: 'thumbnail' })
  try {
    return await squarePixels(bytes, PICTURE_SIDE)
  } catch (cause) {
    throw new AppError('not-found', sentence('thumbnail-unreadable', { photo: id }), { photo: id }, cause)
  }
}

/** The name includes the orientation: the same picture turned has other maps. */
function nameOf(store: Store, id: PhotoId): string {
  const photo = store.photos.get(id)
  if (photo === undefined) throw new AppError('not-found', sentence('no-photo', { photo: id }))
  return `${photo.contentHash}-${photo.orientation}.f16`
}

/** @throws where the file was truncated. */
function parseMaps(bytes: Buffer): Uint8Array {
  if (bytes.length !== BYTES) throw new Error('Maps of another size.')
  return bytes
}

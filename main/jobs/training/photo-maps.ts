/**
 * @file The maps after stage 4 of photos and of their mirror images, computed once: the cache folder keeps them by the photo's
 * content, as float16 (86 KB a photo). Whatever cannot be read there is computed again.
 */
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { squarePixels } from '../../ingest/square.ts'
import { toFloat16 } from '../../math/float16.ts'
import { BATCH } from '../../model/backbone.ts'
import { PICTURE_SIDE } from '../../model/deep/efficientnet.ts'
import { MAP_NUMBERS, MAP_VIEWS } from '../../model/deep/map-shape.ts'
import { mirrored, openStageMaps, type StageMaps } from '../../model/deep/stage-maps.ts'
import type { Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { readPicture } from '../library/read-picture.ts'

type Context = Pick<JobContext, 'store' | 'signal' | 'report' | 'resources' | 'cacheFolder'>

const NUMBERS = MAP_VIEWS * MAP_NUMBERS
const BYTES = 2 * NUMBERS
/** Photos whose maps are kept: 700 MB at most. */
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
    const folder = path.join(cacheFolder, 'maps', stages.sha256.slice(0, 16))
    for (let from = 0; from < ids.length; from += BATCH) {
      throwIfCancelled(signal)
      report({ stage: 'reading maps', done: from, total: ids.length })
      const part = ids.slice(from, from + BATCH)
      const files = part.map((id) => path.join(folder, nameOf(store, id)))
      const known = await Promise.all(files.map((file) => readMaps(file)))
      const missing = [...part.keys()].filter((index) => known[index] === undefined)
      const made = await computeMaps(
        store,
        stages,
        missing.map((index) => part[index]),
      )
      await Promise.all(missing.map((index, place) => writeMaps(files[index], made[place])))
      part.forEach((_, index) => {
        out.set(known[index] ?? made[missing.indexOf(index)], (from + index) * BYTES)
      })
    }
    await removeOldest(folder)
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

/** The same picture turned has other maps. */
function nameOf(store: Store, id: PhotoId): string {
  const photo = store.photos.get(id)
  if (photo === undefined) throw new AppError('not-found', sentence('no-photo', { photo: id }))
  return `${photo.contentHash}-${photo.orientation}.f16`
}

async function readMaps(file: string): Promise<Uint8Array | undefined> {
  try {
    const bytes = await readFile(file)
    if (bytes.length !== BYTES) return undefined
    const now = new Date()
    await utimes(file, now, now) // what is used stays
    return bytes
  } catch {
    return undefined
  }
}

/** A full disk or a folder that cannot be written costs time at the next training, nothing else. */
async function writeMaps(file: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`
  try {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(unfinished, bytes)
    await rename(unfinished, file)
  } catch {
    await rm(unfinished, { force: true }).catch(() => undefined)
  }
}

async function removeOldest(folder: string): Promise<void> {
  try {
    const files = (await readdir(folder)).map((name) => path.join(folder, name))
    if (files.length <= KEPT) return
    const aged = await Promise.all(files.map(async (file) => ({ file, usedAt: (await stat(file)).mtimeMs })))
    aged.sort((a, b) => b.usedAt - a.usedAt)
    await Promise.all(aged.slice(KEPT).map(({ file }) => rm(file, { force: true })))
  } catch {
    // There is no such folder, or another process is clearing it up.
  }
}

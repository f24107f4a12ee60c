/**
 * @file Measures of how good each photo is to look at, from the thumbnails. They are kept in the cache folder, since they can be made
 * again, and since a library that can only be read is measured as well; photos that were read by an earlier version need nothing more.
 */
import { createHash } from 'node:crypto'
import path from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { z } from 'zod'
import type { Output } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { throwIfCancelled } from '../../../shared/errors.ts'
import { CacheFolder } from '../../files/cache-folder.ts'
import { measureQuality } from '../../ingest/quality.ts'
import type { Store } from '../../store/types/index.ts'
import type { JobContext } from '../context.ts'
import { readPicture } from '../library/read-picture.ts'

type Context = Pick<JobContext, 'store' | 'cacheFolder' | 'signal' | 'report'>

/** Other measures, or other ways to take them, are of another version. */
const VERSION = 1
/** A file holds the photos whose ids give the same quotient when divided by this. */
const PHOTOS_A_FILE = 2_048
/** Thumbnails that are decoded at the same time. */
const AT_ONCE = 8
/** The most files that are kept; older ones, of other libraries, are removed. */
const KEPT = 400

/** In the order in which they are kept. */
const MEASURES = ['sharpness', 'lightest', 'darkest', 'plain'] as const

const Block = z.object({
  ids: z.array(z.int().positive()),
  /** [ids.length, MEASURES.length] */
  values: z.custom<Float32Array>((value) => value instanceof Float32Array),
})
type Block = z.infer<typeof Block>

/** Photos whose picture cannot be had are left out. @throws AppError `cancelled` */
export async function photoQuality(context: Context): Promise<Output<'quality'>> {
  const { store, signal, report } = context
  const sizes = store.photos.presentSizes()
  const key = createHash('sha256')
    .update(`${store.photos.pictureKey()} ${VERSION}`)
    .digest('hex')
    .slice(0, 32)
  const cache = new CacheFolder(path.join(context.cacheFolder, 'quality'))
  const found = new Map<PhotoId, Float32Array>()
  let done = 0
  const seen = (count: number): void => {
    done += count
    report({ stage: 'looking at photos', done, total: sizes.length })
  }
  for (const [number, photos] of Map.groupBy(sizes, ({ id }) => Math.floor(id / PHOTOS_A_FILE))) {
    const name = `${key}-${number}.bin`
    const kept = rowsOf(await cache.read(name, (bytes) => Block.parse(deserialize(bytes))))
    const missing = photos.map(({ id }) => id).filter((id) => !kept.has(id))
    seen(photos.length - missing.length)
    try {
      for (let from = 0; from < missing.length; from += AT_ONCE) {
        throwIfCancelled(signal)
        const part = missing.slice(from, from + AT_ONCE)
        const measured = await Promise.all(part.map((id) => measuresOf(store, id)))
        for (const [place, id] of part.entries()) {
          const values = measured[place]
          if (values !== undefined) kept.set(id, values)
        }
        seen(part.length)
      }
    } finally {
      // What was measured before a cancel stays measured.
      if (missing.length > 0) await cache.write(name, serialize(blockOf(kept)))
    }
    for (const { id } of photos) {
      const values = kept.get(id)
      if (values !== undefined) found.set(id, values)
    }
  }
  await cache.trim(KEPT)
  return columnsOf(store, sizes, found)
}

async function measuresOf(store: Store, id: PhotoId): Promise<Float32Array | undefined> {
  try {
    const { bytes } = await readPicture(store, { id, size: 'thumbnail' })
    const quality = await measureQuality(bytes)
    return Float32Array.from(MEASURES, (measure) => quality[measure])
  } catch {
    return undefined // neither thumbnail nor file can be read at the moment
  }
}

function rowsOf(block: Block | undefined): Map<PhotoId, Float32Array> {
  const { length } = MEASURES
  if (block === undefined || block.values.length !== block.ids.length * length) return new Map()
  return new Map(block.ids.map((id, place) => [id, block.values.slice(place * length, (place + 1) * length)]))
}

function blockOf(rows: ReadonlyMap<PhotoId, Float32Array>): Block {
  const values = new Float32Array(rows.size * MEASURES.length)
  let at = 0
  for (const row of rows.values()) {
    values.set(row, at)
    at += MEASURES.length
  }
  return { ids: [...rows.keys()], values }
}

function columnsOf(
  store: Store,
  sizes: readonly { readonly id: PhotoId; readonly width: number; readonly height: number }[],
  found: ReadonlyMap<PhotoId, Float32Array>,
): Output<'quality'> {
  const measured = sizes.filter(({ id }) => found.has(id))
  const column = (measure: (typeof MEASURES)[number]): Float32Array => {
    const place = MEASURES.indexOf(measure)
    return Float32Array.from(measured, ({ id }) => found.get(id)?.[place] ?? Number.NaN)
  }
  const paths = store.files.paths()
  return {
    ids: Int32Array.from(measured, ({ id }) => id),
    names: measured.map(({ id }) => path.basename(paths.get(id) ?? '')),
    width: Int32Array.from(measured, ({ width }) => width),
    height: Int32Array.from(measured, ({ height }) => height),
    sharpness: column('sharpness'),
    lightest: column('lightest'),
    darkest: column('darkest'),
    plain: column('plain'),
  }
}

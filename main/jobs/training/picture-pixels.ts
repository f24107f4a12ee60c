/**
 * @file The library's pictures as small squares of pixels, made from the thumbnails, since originals may be large or
 * missing. They are decoded once and stored in the cache folder, some hundred photos a file, so that a library of any size
 * is read in parts.
 */
import { createHash } from 'node:crypto'
import path from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { z } from 'zod'
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { CacheFolder } from '../../files/cache-folder.ts'
import { squarePixels } from '../../ingest/square.ts'
import type { Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { readPicture } from '../library/read-picture.ts'

type Context = Pick<JobContext, 'store' | 'cacheFolder' | 'signal'>

/** A file holds the photos whose ids give the same quotient when divided by this. At 64 pixels a side, 6 MB. */
const PHOTOS_A_FILE = 512
/** Pictures that are decoded at the same time. */
const AT_ONCE = 8
/** The most files that are stored; older ones, of other libraries or of earlier pictures of this one, are removed. */
const KEPT = 400

const Block = z.object({
  ids: z.array(z.int().positive()),
  /** [ids.length, side, side, 3] */
  pixels: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
})
type Block = z.infer<typeof Block>

const NOTHING: Block = { ids: [], pixels: new Uint8Array(0) }

/**
 * @returns [ids.length, side, side, 3] RGB, in memory that threads share
 * @throws AppError `not-found` when neither a photo's thumbnail nor its file can be read; `cancelled`
 */
export async function picturePixels(
  context: Context,
  ids: readonly PhotoId[],
  side: number,
): Promise<Uint8Array> {
  const size = 3 * side ** 2
  const out = new Uint8Array(new SharedArrayBuffer(ids.length * size))
  const placeOf = new Map(ids.map((id, place) => [id, place]))
  const blocks = Map.groupBy(ids, (id) => Math.floor(id / PHOTOS_A_FILE))
  for (const [number, wanted] of blocks) {
    const block = await readBlock(context, number, wanted, side)
    block.ids.forEach((id, index) => {
      const place = placeOf.get(id)
      if (place !== undefined) out.set(block.pixels.subarray(index * size, (index + 1) * size), place * size)
    })
  }
  return out
}

/** The pixels of a block of photos, of the wanted ones at least. */
async function readBlock(
  context: Context,
  number: number,
  wanted: readonly PhotoId[],
  side: number,
): Promise<Block> {
  const cache = new CacheFolder(path.join(context.cacheFolder, 'pixels'))
  const name = `${keyOf(context.store, side)}-${number}.bin`
  const stored = (await cache.read(name, (bytes) => parseBlock(bytes, side))) ?? NOTHING
  const known = new Set(stored.ids)
  const missing = wanted.filter((id) => !known.has(id))
  if (missing.length === 0) return stored
  const fresh = await decodeAll(context, missing, side)
  const block = {
    ids: [...stored.ids, ...missing],
    pixels: Buffer.concat([stored.pixels, ...fresh]),
  }
  await cache.write(name, serialize(block))
  await cache.trim(KEPT)
  return block
}

/** The library's picture key identifies the library, and changes when the picture of a known photo does. */
function keyOf(store: Store, side: number): string {
  return createHash('sha256').update(`${store.photos.pictureKey()} ${side}`).digest('hex').slice(0, 32)
}

async function decodeAll(
  { store, signal }: Context,
  ids: readonly PhotoId[],
  side: number,
): Promise<Uint8Array[]> {
  const out: Uint8Array[] = []
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    throwIfCancelled(signal)
    const part = ids.slice(from, from + AT_ONCE)
    out.push(...(await Promise.all(part.map((id) => decodeOne(store, id, side)))))
  }
  return out
}

async function decodeOne(store: Store, id: PhotoId, side: number): Promise<Uint8Array> {
  const { bytes } = await readPicture(store, { id, size: 'thumbnail' })
  try {
    return await squarePixels(bytes, side)
  } catch (cause) {
    throw new AppError('not-found', sentence('thumbnail-unreadable', { photo: id }), { photo: id }, cause)
  }
}

/** @throws for another block, or for pictures of another size. */
function parseBlock(bytes: Buffer, side: number): Block {
  const block = Block.parse(deserialize(bytes))
  if (block.pixels.length !== block.ids.length * 3 * side ** 2) throw new Error('Pictures of another size.')
  return block
}

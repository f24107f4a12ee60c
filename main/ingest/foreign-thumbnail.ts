/**
 * @file A thumbnail that another program made: before it is kept and shown it must be what ours are, and all of it must decode. What is seen in it
 * gives the perceptual hash.
 */
import sharp from 'sharp'
import { sentence, type Sentence } from '../../shared/sentences/sentence.ts'
import { readHeader, THUMBNAIL_SIDE } from './decode.ts'
import { perceptualHash } from './perceptual-hash.ts'

/** Bytes: four for each pixel of the largest one, which no JPEG of that size takes. */
const LARGEST = 4 * THUMBNAIL_SIDE ** 2

/** Pixels of the long side that the hash is computed from: the means that it compares are the same, at a fraction of the time. */
const HASHED_SIDE = 128

/** How a JPEG begins. */
const START = [0xff, 0xd8, 0xff]

/** @returns its perceptual hash, or why it is none. Never throws. */
export async function checkThumbnail(bytes: Uint8Array): Promise<bigint | Sentence> {
  if (bytes.length > LARGEST || START.some((byte, place) => bytes[place] !== byte)) {
    return sentence('thumbnail-foreign', { side: THUMBNAIL_SIDE })
  }
  try {
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const { format, width, height, orientation = 1 } = await readHeader(file)
    if (format !== 'jpeg' || Math.max(width, height) > THUMBNAIL_SIDE || orientation !== 1) {
      return sentence('thumbnail-foreign', { side: THUMBNAIL_SIDE })
    }
    const { data, info } = await sharp(file, { failOn: 'warning', limitInputPixels: THUMBNAIL_SIDE ** 2 })
      .resize({ width: HASHED_SIDE, height: HASHED_SIDE, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    if (info.channels !== 3) return sentence('thumbnail-foreign', { side: THUMBNAIL_SIDE })
    return perceptualHash(data, info.width, info.height)
  } catch {
    return sentence('thumbnail-damaged')
  }
}

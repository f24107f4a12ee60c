/**
 * @file The identity of a photo: a hash of its picture without what is written about it, so that a keyword, a rating
 * or a rotation tag does not make it another photo.
 */
import { createHash } from 'node:crypto'
import sharp from 'sharp'
import type { PhotoFormat } from './formats.ts'
import { splitPicture } from './picture-data.ts'

export interface Hashes {
  /** Hexadecimal sha256 of the encoded picture data without metadata, or of the decoded pixels (TIFF, AVIF). */
  readonly contentHash: string
  /**
   * Changes with every change of the file: sha256 over the content hash and the rest of the file, so that the large
   * part is hashed only once (a 12-megapixel JPEG takes 5 ms to hash, a tenth of its decoding); for TIFF and AVIF
   * sha256 of the whole file.
   */
  readonly fileHash: string
}

/** Above this the pixels of a TIFF or AVIF are not decoded in full for its identity: 300 MB of memory. */
const LARGEST_DECODED_PIXELS = 100e6
/** Below this many bytes a hash takes less time than handing it to another thread. */
const SMALL_BYTES = 32 * 1024

/** @throws Error when a TIFF or AVIF cannot be decoded. */
export async function hashPicture(format: PhotoFormat, file: Buffer<ArrayBuffer>): Promise<Hashes> {
  const split = splitPicture(format, file)
  if (split === undefined) {
    const fileHash = await sha256(file)
    return { contentHash: await hashPixels(format, file, fileHash), fileHash }
  }
  const prefix = Buffer.from(`${format}\n`)
  const contentHash = await sha256(Buffer.concat([prefix, ...split.picture]))
  const rest = [Buffer.from(`${contentHash}\n`)]
  // The split differs when bytes move from one part to the other, so the lengths belong to the hash.
  for (const part of split.rest) rest.push(Buffer.from(`${part.length}\n`), Buffer.from(part))
  return { contentHash, fileHash: await sha256(Buffer.concat(rest)) }
}

/** The pixels as encoded: not rotated, no colour profile applied, 8 bits a channel. */
async function hashPixels(format: PhotoFormat, file: Buffer<ArrayBuffer>, fileHash: string): Promise<string> {
  const { width, height } = await sharp(file, { limitInputPixels: false }).metadata()
  if (width * height > LARGEST_DECODED_PIXELS) return fileHash
  const { data, info } = await sharp(file, { failOn: 'error', limitInputPixels: LARGEST_DECODED_PIXELS })
    .keepIccProfile()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return sha256(
    Buffer.concat([Buffer.from(`${format} ${info.width} ${info.height} ${info.channels}\n`), data]),
  )
}

async function sha256(bytes: Buffer<ArrayBuffer>): Promise<string> {
  if (bytes.length < SMALL_BYTES) return createHash('sha256').update(bytes).digest('hex')
  // In the thread pool: the engine's own thread stays free for its callers.
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex')
}

/**
 * @file The identity of a photo: a hash of its picture without what is written about it, so that a keyword, a rating
 * or a rotation tag does not make it another photo. It is taken of the encoded data, never of decoded pixels: those have
 * lost bits (16-bit, signed and floating point samples) and pages. Where the data cannot be told apart, every byte counts.
 */
import { createHash } from 'node:crypto'
import type { PhotoFormat } from './formats.ts'
import { heifPicture } from './heif/stored-data.ts'
import { jxlPicture } from './jxl/container.ts'
import { isSequential, splitPicture, type ConnectedFormat } from './picture-data.ts'
import { rawPicture } from './raw/stored-data.ts'
import { tiffPicture } from './tiff/stored-data.ts'

export interface Hashes {
  /** Hexadecimal sha256 of the encoded picture data without metadata. */
  readonly contentHash: string
  /**
   * Changes with every change of the file: sha256 over the content hash and the rest of the file, so that the large
   * part is hashed only once (a 12-megapixel JPEG takes 5 ms to hash, a tenth of its decoding); for formats that are no
   * sequence of parts sha256 of the whole file.
   */
  readonly fileHash: string
}

/** Below this many bytes a hash takes less time than handing it to another thread. */
const SMALL_BYTES = 32 * 1024

/** Undefined where every byte counts. */
const PICTURES: Readonly<Record<ConnectedFormat, (file: Buffer) => Uint8Array[] | undefined>> = {
  tiff: tiffPicture,
  avif: heifPicture,
  heic: heifPicture,
  raw: rawPicture,
  jxl: jxlPicture,
}

export async function hashPicture(format: PhotoFormat, file: Buffer<ArrayBuffer>): Promise<Hashes> {
  if (!isSequential(format)) {
    const fileHash = await sha256(file)
    const picture = PICTURES[format](file)
    return { contentHash: picture === undefined ? fileHash : await hashParts(format, picture), fileHash }
  }
  const split = splitPicture(format, file)
  const contentHash = await hashParts(format, split.picture)
  const rest = [Buffer.from(`${contentHash}\n`)]
  // The split differs when bytes move from one part to the other, so the lengths belong to the hash.
  for (const part of split.rest) rest.push(Buffer.from(`${part.length}\n`), Buffer.from(part))
  return { contentHash, fileHash: await sha256(Buffer.concat(rest)) }
}

function hashParts(format: PhotoFormat, parts: readonly Uint8Array[]): Promise<string> {
  return sha256(Buffer.concat([Buffer.from(`${format}\n`), ...parts]))
}

async function sha256(bytes: Buffer<ArrayBuffer>): Promise<string> {
  if (bytes.length < SMALL_BYTES) return createHash('sha256').update(bytes).digest('hex')
  // In the thread pool: the engine's own thread stays free for its callers.
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex')
}

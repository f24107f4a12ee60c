/**
 * @file One photo's bytes to everything that is seen of it: thumbnail, the backbones' pixels and the perceptual hash.
 * The file is decoded once, at the smallest size that serves them all; they are made from those pixels.
 */
import sharp, { type Metadata } from 'sharp'
import { AppError } from '../../shared/errors.ts'
import { assertDecodable, heldBytes, withRoom } from './decoded-size.ts'
import type { PhotoFormat } from './formats.ts'
import { perceptualHash } from './perceptual-hash.ts'
import { hasDeepSamples, stretchedPixels } from './sample-range.ts'
import { inTime, secondsFor } from './time-limit.ts'
import { sharpOf, cropsOf, type BackboneInput, type Pixels } from './crops.ts'

export interface DecodedPhoto {
  /** Pixels of the original, upright. */
  readonly width: number
  readonly height: number
  /** JPEG, sRGB, at most `THUMBNAIL_SIDE` pixels a side, never enlarged. */
  readonly thumbnail: Buffer
  /** For each input RGB, uint8 [crops, inputSize, inputSize, 3]. */
  readonly pixels: readonly Uint8Array[]
  readonly perceptualHash: bigint
  /** The samples use a narrow or negative range, which was stretched to be seen. */
  readonly isStretched: boolean
}

/** Pixels: sharp on a grid of 192-pixel tiles also on screens of two pixels a point. */
export const THUMBNAIL_SIDE = 384
/** JPEG and not WebP: at this size WebP saves a quarter of the bytes but takes 4 to 20 ms to encode instead of 2. */
const THUMBNAIL_QUALITY = 80
/** 500 megapixels: above all panoramas and scans that exist in practice, below what exhausts the memory. */
export const LARGEST_PIXELS = 500e6

/** Of libjpeg's warnings these mean lost picture data; others (bytes too many, odd version numbers) mean nothing. */
const JPEG_DAMAGE =
  /premature end|bad Huffman|bad arithmetic|instead of RST|resync|Corrupt JPEG data: found marker/i

/** What sharp says of an error whose words are gone. */
const LOST_WORDS = 'Unknown error'

// A folder is thousands of different files: nothing that libvips caches is asked for again.
sharp.cache(false)

/** The threads that decode are libuv's, so a picture needs several of its own only where those are fewer than the cores. */
export function useThreads(processors: number): void {
  const pool = Number(process.env.UV_THREADPOOL_SIZE ?? 4)
  sharp.concurrency(Math.max(1, Math.ceil(processors / pool)))
}

/** Size, format and embedded metadata, without decoding. @throws Error in the decoder's words. */
export function readHeader(file: Buffer): Promise<Metadata> {
  return sharp(file, { limitInputPixels: false }).metadata()
}

/**
 * @param isEndAdded a JPEG's end marker was missing and was added (jpeg-end.ts): then any warning means that more is missing.
 * @throws Error when the file is damaged, truncated or too large; see `reasonOfDecodeError`.
 */
export async function decodePhoto(
  file: Buffer,
  header: Metadata,
  format: PhotoFormat,
  inputs: readonly BackboneInput[],
  isEndAdded = false,
): Promise<DecodedPhoto> {
  const { width, height } = header.autoOrient
  assertDecodable(header, LARGEST_PIXELS)
  const size = workingSize(width, height, Math.max(...inputs.map(({ inputSize }) => inputSize)))
  const { small, isStretched } = await withRoom(heldBytes(header), async () => {
    const stretched = hasDeepSamples(header)
      ? await stretchedPixels(file, header, {
          size,
          seconds: secondsFor(file.length),
          options: { failOn: 'error', limitInputPixels: LARGEST_PIXELS },
        })
      : undefined
    return {
      small: stretched ?? (await decodeSmall(file, format, size, isEndAdded)),
      isStretched: stretched !== undefined,
    }
  })
  const [thumbnail, ...pixels] = await Promise.all([
    encodeThumbnail(small),
    ...inputs.map((input) => cropsOf(small, input)),
  ])
  return {
    width,
    height,
    thumbnail,
    pixels,
    perceptualHash: perceptualHash(small.data, small.width, small.height),
    isStretched,
  }
}

/** Pixels of the long side at most: a line of millions of pixels would be worked on as it is. */
const LONGEST_PROCESSED = 16_384

/** The size whose long side serves the thumbnail and whose short side serves the backbones; never above the original's. */
function workingSize(width: number, height: number, inputSize: number): { width: number; height: number } {
  const scale = Math.min(
    1,
    LONGEST_PROCESSED / Math.max(width, height),
    Math.max(THUMBNAIL_SIDE / Math.max(width, height), inputSize / Math.min(width, height)),
  )
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

async function decodeSmall(
  file: Buffer,
  format: PhotoFormat,
  size: { width: number; height: number },
  isEndAdded: boolean,
): Promise<Pixels> {
  const decode = async (failOn: 'error' | 'warning'): Promise<Pixels> => {
    const image = sharp(file, { failOn, limitInputPixels: LARGEST_PIXELS })
      .autoOrient()
      .resize({ ...size, fit: 'fill' })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
    const { data, info } = await inTime(image, secondsFor(file.length), (limited) =>
      limited.toBuffer({ resolveWithObject: true }),
    )
    return { data: rgb(data, info.channels), width: info.width, height: info.height }
  }
  if (format !== 'jpeg') return decode('error')
  // Without a fall-back: the words of the warning may be another file's, and the added end hides from 'error' what is missing.
  if (isEndAdded) return decode('warning')
  try {
    // libvips keeps the words of its errors for all threads together: another file's error may have taken ours along.
    return await decode('warning').catch((error: unknown) => {
      if (error instanceof Error && error.message === LOST_WORDS) return decode('warning')
      throw error
    })
  } catch (error) {
    const isOver = error instanceof AppError // its time is
    if (isOver || (error instanceof Error && JPEG_DAMAGE.test(error.message))) throw error
    return decode('error')
  }
}

/** Grey stays one channel where libvips has nothing to convert. */
function rgb(data: Buffer, channels: number): Buffer {
  if (channels === 3) return data
  const pixels = data.length / channels
  const out = Buffer.alloc(pixels * 3)
  for (let i = 0; i < pixels; i += 1) {
    for (let c = 0; c < 3; c += 1) out[i * 3 + c] = data[i * channels + (channels < 3 ? 0 : c)]
  }
  return out
}

function encodeThumbnail(pixels: Pixels): Promise<Buffer> {
  return sharpOf(pixels)
    .resize({ width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: THUMBNAIL_QUALITY })
    .toBuffer()
}

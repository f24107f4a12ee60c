/**
 * @file How much memory a decoder takes, before it takes it. Most decoders go through a picture row by row, or shrink it on the way; some
 * hold all of it at once, and then 35 bytes that claim 400 million pixels take 1.7 GB. The figures are measured with libvips
 * 8.18 on pictures of 16 to 400 megapixels, over that of an empty process.
 */
import type { Metadata } from 'sharp'

type Format = 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif' | 'heif'

/**
 * Bytes that one picture may take, by its decoder: room for what cameras and scanners make. A GIF of more than 100 megapixels
 * is none of theirs; an AVIF takes much, and cameras with 61 megapixels write it.
 */
const MOST_HELD: Readonly<Record<Format, number>> = {
  jpeg: 1.5e9,
  png: 1e9,
  webp: 0.4e9,
  tiff: 1.5e9,
  gif: 0.4e9,
  heif: 1.5e9,
}

/** Of all pictures that are decoded at the same time; one that alone needs more waits until it is alone. */
const MOST_TOGETHER = 1.5e9

/** Bytes of one sample, as sharp names its kinds. */
const SAMPLE_BYTES: Readonly<Record<string, number>> = {
  ...{ uchar: 1, char: 1, ushort: 2, short: 2, uint: 4, int: 4, float: 4, double: 8 },
}

/** Of a picture with so many pixels, of samples of so many bytes. Who is not named goes row by row. */
const HELD: Readonly<Record<string, (pixels: number, sample: number, header: Metadata) => number>> = {
  gif: (pixels) => 4 * pixels,
  heif: (pixels, sample) => (sample === 1 ? 20 : 30) * pixels,
  webp: (pixels, _sample, { pages = 1 }) => (pages > 1 ? 4 * pixels : pixels),
  png: (pixels, sample, { isProgressive, channels }) => (isProgressive ? channels * sample * pixels : 0),
  // The coefficients of all blocks, two bytes each.
  jpeg: (pixels, _sample, { isProgressive, channels, chromaSubsampling }) =>
    isProgressive ? (chromaSubsampling === '4:2:0' ? 3 : 2 * channels) * pixels : 0,
}

/** @returns bytes that the decoder holds of the whole picture at once; 0 where it goes row by row. */
export function heldBytes(header: Metadata): number {
  const { format, width, height, depth } = header
  if (!Object.hasOwn(HELD, format)) return 0
  const sample = Object.hasOwn(SAMPLE_BYTES, depth) ? SAMPLE_BYTES[depth] : 8
  return HELD[format](width * height, sample, header)
}

/** @throws Error in words that reasons.ts takes for "too large", where the decoder would take too much memory. */
export function assertDecodable(header: Metadata, largestPixels: number): void {
  const { width, height } = header
  if (width * height > largestPixels) {
    throw new Error(
      `${width} x ${height} pixels: image exceeds pixel limit of ${largestPixels / 1e6} million`,
    )
  }
  const held = heldBytes(header)
  const most = isKnown(header.format) ? MOST_HELD[header.format] : 0
  if (held <= most) return
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`
  throw new Error(
    `${width} x ${height} pixels: decoding takes ${megabytes(held)} of memory, which exceeds the limit of ${megabytes(most)} for ${header.format}`,
  )
}

function isKnown(format: string): format is Format {
  return Object.hasOwn(MOST_HELD, format)
}

let heldBytesNow = 0
const waiting: { bytes: number; begin: () => void }[] = []

/**
 * Runs `decode` once there is room for it beside what is being decoded; in the order of asking, but for those that hold nothing and wait for
 * nobody.
 */
export async function withRoom<T>(bytes: number, decode: () => Promise<T>): Promise<T> {
  if (bytes === 0) return decode()
  if (waiting.length > 0 || !hasRoom(bytes)) {
    await new Promise<void>((resolve) => waiting.push({ bytes, begin: resolve }))
  } else heldBytesNow += bytes
  try {
    return await decode()
  } finally {
    heldBytesNow -= bytes
    for (let next = waiting.at(0); next !== undefined && hasRoom(next.bytes); next = waiting.at(0)) {
      waiting.shift()
      heldBytesNow += next.bytes
      next.begin()
    }
  }
}

function hasRoom(bytes: number): boolean {
  return heldBytesNow === 0 || heldBytesNow + bytes <= MOST_TOGETHER
}

/** @file A photo as a window can show it: upright, sRGB, not larger than asked for, in a format that every browser knows. */
import { stat } from 'node:fs/promises'
import sharp, { type Metadata, type SharpOptions } from 'sharp'
import { LARGEST_PIXELS } from './decode.ts'
import { assertDecodable, heldBytes, withRoom } from './decoded-size.ts'
import { readableAt } from './readable.ts'
import { hasDeepSamples, stretchedPixels } from './sample-range.ts'
import { sharpOf } from './crops.ts'
import { inTime, secondsFor } from './time-limit.ts'

export interface RenderedPicture {
  readonly bytes: Uint8Array
  /** Media type of the bytes. */
  readonly type: string
}

const QUALITY = 85

/**
 * @param side pixels of the long side at most; never enlarged.
 * @throws Error in the decoder's words when the file is damaged or too large.
 */
export async function renderPicture(file: string, side: number): Promise<RenderedPicture> {
  // What is damaged is shown as far as it goes: a person looks at it, nothing learns from it.
  const options = { failOn: 'none', limitInputPixels: LARGEST_PIXELS } as const
  const input = await readableAt(file)
  const header = await sharp(input, options).metadata()
  assertDecodable(header, LARGEST_PIXELS)
  const seconds = secondsFor(typeof input === 'string' ? (await stat(input)).size : input.length)
  return withRoom(heldBytes(header) + turnedBytes(header, side), () =>
    render(input, header, { side, seconds, options }),
  )
}

/** A picture that is turned is held as a whole. Bytes. */
function turnedBytes({ autoOrient, orientation = 1, channels }: Metadata, side: number): number {
  const { width, height } = sizeWithin(autoOrient, side)
  return orientation > 1 ? width * height * channels : 0
}

async function render(
  input: string | Buffer,
  header: Metadata,
  { side, seconds, options }: { side: number; seconds: number; options: SharpOptions },
): Promise<RenderedPicture> {
  if (hasDeepSamples(header)) {
    const size = sizeWithin(header.autoOrient, side)
    const pixels = await stretchedPixels(input, header, { size, seconds, options })
    if (pixels !== undefined) {
      return { bytes: await sharpOf(pixels).jpeg({ quality: QUALITY }).toBuffer(), type: 'image/jpeg' }
    }
  }
  const image = sharp(input, options)
    .autoOrient()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .jpeg({ quality: QUALITY, mozjpeg: false })
  const bytes = await inTime(image, seconds, (limited) => limited.toBuffer())
  return { bytes, type: 'image/jpeg' }
}

function sizeWithin({ width, height }: { width: number; height: number }, side: number) {
  const scale = Math.min(1, side / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

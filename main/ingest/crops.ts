/**
 * @file The crops of a photo that a backbone is shown. A network that was trained on squares sees only the middle of a photo, at one
 * scale; what it makes of several crops, averaged, depends less on where and how large a thing is (test-time augmentation;
 * Krizhevsky et al. 2012, section 4.1). docs/adr on page choice says what it brings.
 */
import sharp, { type Sharp } from 'sharp'
import type { CropName } from '../../shared/domain.ts'

/** What one backbone is shown of a photo. */
export interface BackboneInput {
  /** Pixels a side. */
  readonly inputSize: number
  readonly crops: readonly CropName[]
}

/** RGB, uint8 [height, width, 3]. */
export interface Pixels {
  readonly data: Buffer
  readonly width: number
  readonly height: number
}

/** Share of the short side that the crop `close` shows. */
const CLOSE_SHARE = 0.85
/** What the bars of a letterbox are filled with: zero to the networks that ship, which take 127 from each pixel. */
const GREY = { r: 127, g: 127, b: 127 }

/** @returns uint8 [crops, inputSize, inputSize, 3] */
export async function cropsOf(pixels: Pixels, { inputSize, crops }: BackboneInput): Promise<Uint8Array> {
  const shown = await Promise.all(crops.map((crop) => cropOf(pixels, crop, inputSize)))
  return shown.length === 1 ? shown[0] : Buffer.concat(shown)
}

/** @returns uint8 [side, side, 3] */
function cropOf(pixels: Pixels, crop: CropName, side: number): Promise<Uint8Array> {
  switch (crop) {
    case 'crop':
      return cropSquare(pixels, side)
    case 'whole':
      return sharpOf(pixels).resize(side, side, { fit: 'fill' }).raw().toBuffer()
    case 'letterbox':
      return sharpOf(pixels).resize(side, side, { fit: 'contain', background: GREY }).raw().toBuffer()
    case 'close':
      return close(pixels).resize(side, side, { fit: 'fill' }).raw().toBuffer()
  }
}

export function sharpOf({ data, width, height }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } })
}

/** Short side to `side`, then the middle. Where the short side fits already, only rows are copied. */
function cropSquare(pixels: Pixels, side: number): Promise<Uint8Array> {
  if (Math.min(pixels.width, pixels.height) !== side) {
    return sharpOf(pixels).resize({ width: side, height: side, fit: 'cover' }).raw().toBuffer()
  }
  const left = Math.floor((pixels.width - side) / 2)
  const top = Math.floor((pixels.height - side) / 2)
  const out = new Uint8Array(side * side * 3)
  for (let y = 0; y < side; y += 1) {
    const start = ((top + y) * pixels.width + left) * 3
    out.set(pixels.data.subarray(start, start + side * 3), y * side * 3)
  }
  return Promise.resolve(out)
}

/** The middle, nearer. */
function close(pixels: Pixels): Sharp {
  const { width, height } = pixels
  const shown = Math.max(1, Math.round(CLOSE_SHARE * Math.min(width, height)))
  return sharpOf(pixels).extract({
    left: Math.floor((width - shown) / 2),
    top: Math.floor((height - shown) / 2),
    width: shown,
    height: shown,
  })
}

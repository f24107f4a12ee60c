/**
 * @file Measures of how good a picture is to look at, from its thumbnail: what is blurred or badly exposed shows at that size, or
 * matters little. They tell what to look at; no one of them says that a photo is bad.
 */
import sharp from 'sharp'
import { LARGEST_PIXELS } from './decode.ts'
import { assertDecodable, heldBytes, withRoom } from './decoded-size.ts'

export interface PictureQuality {
  /**
   * How sharp the sharpest part is, 0 to about 100: the variance of the Laplacian (Pech-Pacheco et al. 2000, "Diatom autofocusing in
   * brightfield microscopy") of each of 8 x 8 tiles, relative to the contrast of the whole picture; the tile that only a tenth exceeds,
   * on a logarithmic scale. By tiles, since a sharp subject may stand before a blurred background.
   */
  readonly sharpness: number
  /** Luma (BT.601) that 95 % of the pixels do not exceed, 0 to 255: low where nothing is bright. */
  readonly lightest: number
  /** Luma that 95 % of the pixels reach, 0 to 255: high where nothing is dark. */
  readonly darkest: number
  /**
   * Share of its rows, or else of its columns, that are of one tone from end to end, 0 to 1: the bars around a photo on a screenshot,
   * the margins and the space between the lines of a document. Hardly any line of a photograph is.
   */
  readonly plain: number
}

const TILES = 8
/** Of the tiles, and of the pixels at either end. */
const TILE_RANK = 0.9
const TAIL = 0.05
/** Steps of luma. A picture of less contrast than this is hardly more than noise. */
const LEAST_CONTRAST = 16
/** Steps of luma by which JPEG, at the quality of thumbnails, changes an area of one colour. */
const ONE_TONE = 4
const DECIBEL = 10

/** @param picture an encoded thumbnail. @throws Error in the decoder's words when it is damaged */
export async function measureQuality(picture: Uint8Array): Promise<PictureQuality> {
  const options = { failOn: 'none', limitInputPixels: LARGEST_PIXELS } as const
  const header = await sharp(picture, options).metadata()
  assertDecodable(header, LARGEST_PIXELS)
  const { data, info } = await withRoom(heldBytes(header), () =>
    sharp(picture, options)
      .flatten({ background: 'white' })
      .greyscale()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  )
  return qualityOf(data, info.width, info.height)
}

/** @param luma [height, width] 0 to 255 */
export function qualityOf(luma: Uint8Array, width: number, height: number): PictureQuality {
  const [darkest, lightest] = [percentile(luma, TAIL), percentile(luma, 1 - TAIL)]
  const contrast = Math.max(LEAST_CONTRAST, lightest - darkest)
  const variances = tileVariances(luma, width, height).sort()
  const sharpest = variances.at(Math.floor(TILE_RANK * (variances.length - 1))) ?? 0
  const relative = (sharpest * 255 ** 2) / contrast ** 2
  return {
    ...{ sharpness: DECIBEL * Math.log10(1 + relative), darkest, lightest },
    plain: plainLines(luma, width, height),
  }
}

function percentile(luma: Uint8Array, share: number): number {
  const counts = new Uint32Array(256)
  for (const value of luma) counts[value] += 1
  let left = share * luma.length
  for (const [value, count] of counts.entries()) {
    left -= count
    if (left <= 0) return value
  }
  return 255
}

/** Of each tile the variance of 4 p - (left + right + above + below). */
function tileVariances(luma: Uint8Array, width: number, height: number): Float64Array {
  const counts = new Float64Array(TILES ** 2)
  const sums = new Float64Array(TILES ** 2)
  const squares = new Float64Array(TILES ** 2)
  for (let y = 1; y < height - 1; y += 1) {
    const tileRow = TILES * Math.floor((y * TILES) / height)
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x
      const laplacian = 4 * luma[at] - luma[at - 1] - luma[at + 1] - luma[at - width] - luma[at + width]
      const tile = tileRow + Math.floor((x * TILES) / width)
      counts[tile] += 1
      sums[tile] += laplacian
      squares[tile] += laplacian ** 2
    }
  }
  return squares.map((square, tile) => {
    const count = Math.max(1, counts[tile])
    return square / count - (sums[tile] / count) ** 2
  })
}

/** The larger share of rows, or of columns, that are of one tone from end to end. */
function plainLines(luma: Uint8Array, width: number, height: number): number {
  let [rows, columns] = [0, 0]
  for (let y = 0; y < height; y += 1) if (isPlain(luma, y * width, 1, width)) rows += 1
  for (let x = 0; x < width; x += 1) if (isPlain(luma, x, width, height)) columns += 1
  return Math.max(rows / height, columns / width)
}

function isPlain(luma: Uint8Array, from: number, step: number, count: number): boolean {
  let [least, most] = [255, 0]
  for (let i = 0; i < count; i += 1) {
    const value = luma[from + i * step]
    if (value < least) least = value
    if (value > most) most = value
    if (most - least > ONE_TONE) return false
  }
  return true
}

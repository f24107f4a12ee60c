/** @file A picture as a network reads it: a small square of pixels. */
import sharp from 'sharp'
import { LARGEST_PIXELS } from './decode.ts'
import { assertDecodable, heldBytes, withRoom } from './decoded-size.ts'

/**
 * Short side to `side`, then the middle, as the backbone sees photos.
 * @param picture an encoded file, upright or not
 * @returns RGB, uint8 [side, side, 3]
 * @throws Error in the decoder's words when it is damaged
 */
export async function squarePixels(picture: Uint8Array, side: number): Promise<Uint8Array> {
  const options = { failOn: 'none', limitInputPixels: LARGEST_PIXELS } as const
  const header = await sharp(picture, options).metadata()
  assertDecodable(header, LARGEST_PIXELS)
  const { data, info } = await withRoom(heldBytes(header), () =>
    sharp(picture, options)
      .autoOrient()
      .resize({ width: side, height: side, fit: 'cover' })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  )
  if (info.channels !== 3) throw new Error(`${info.channels} channels instead of 3`)
  return data
}

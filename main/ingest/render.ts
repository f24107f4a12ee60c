/** @file A photo as a window can show it: upright, sRGB, not larger than asked for, in a format that every browser knows. */
import sharp from 'sharp'
import { LARGEST_PIXELS } from './decode.ts'

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
  const bytes = await sharp(file, { failOn: 'none', limitInputPixels: LARGEST_PIXELS })
    .autoOrient()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .jpeg({ quality: QUALITY, mozjpeg: false })
    .toBuffer()
  return { bytes, type: 'image/jpeg' }
}

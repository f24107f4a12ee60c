/** @file How many pages or frames a file holds, of which only the first is shown. References: PNG 3rd edition (animation); TIFF 6.0. */
import type { Metadata } from 'sharp'
import type { PhotoFormat } from './formats.ts'
import { wholePages } from './tiff/stored-data.ts'

/** Of an animated PNG: how many frames, in the data of this chunk. */
const ANIMATION = 'acTL'
const IMAGE_DATA = 'IDAT'

/** 1 for all but TIFF, GIF, WebP and PNG: what else a HEIC or a JPEG holds belongs to its picture. */
export function framesOf(format: PhotoFormat, header: Metadata, file: Buffer): number {
  switch (format) {
    case 'gif':
    case 'webp':
      return header.pages ?? 1
    case 'tiff':
      return wholePages(file)
    case 'png':
      return animatedFrames(file)
    case 'jpeg':
    case 'avif':
    case 'heic':
    case 'raw':
    case 'jxl':
      return 1
  }
}

/** The chunk stands before the data, or the file is no animation. */
function animatedFrames(file: Buffer): number {
  const head = file.subarray(0, Math.max(0, file.indexOf(IMAGE_DATA, 0, 'latin1')))
  const at = head.indexOf(ANIMATION, 0, 'latin1')
  return at < 0 || at + 8 > head.length ? 1 : Math.max(1, head.readUInt32BE(at + 4))
}

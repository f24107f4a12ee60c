/**
 * @file What lies in a JPEG XL file: the coded picture, naked or in boxes, and what is written about it. Reference: ISO/IEC 18181-2.
 */
import { brotliDecompressSync } from 'node:zlib'
import { boxesOf, followed, type Box } from '../boxes.ts'
import { exifIn } from '../heif/about.ts'

const CONTAINER = '\0\0\0\x0cJXL \r\n\x87\n'
/** Of the number before each part of the picture. */
const PART_NUMBER_LENGTH = 4
/** No EXIF is larger. */
const MOST_EXIF = 16e6

/** The coded picture, whether it lies naked, in one box or in parts. @returns undefined where every byte of the file counts. */
export function jxlPicture(file: Buffer): Uint8Array[] | undefined {
  if (!isContainer(file)) return [file]
  return followed(() => {
    const parts = boxesOf(file).flatMap(({ type, body }) => {
      if (type === 'jxlc') return [body]
      return type === 'jxlp' ? [body.subarray(PART_NUMBER_LENGTH)] : []
    })
    return parts.length === 0 ? undefined : parts
  })
}

/** A block of EXIF; undefined where there is none that can be read. */
export function jxlExif(file: Buffer): Buffer | undefined {
  if (!isContainer(file)) return undefined
  return followed(() => {
    const box = boxesOf(file).find(isExif)
    if (box === undefined) return undefined
    return exifIn(box.type === 'brob' ? unpacked(box.body.subarray(4)) : box.body)
  })
}

function isContainer(file: Buffer): boolean {
  return file.toString('latin1', 0, CONTAINER.length) === CONTAINER
}

function isExif({ type, body }: Box): boolean {
  return type === 'Exif' || (type === 'brob' && body.toString('latin1', 0, 4) === 'Exif')
}

/** Nothing where it is damaged, or far too large. */
function unpacked(packed: Buffer): Buffer {
  try {
    return brotliDecompressSync(packed, { maxOutputLength: MOST_EXIF })
  } catch {
    return Buffer.alloc(0)
  }
}

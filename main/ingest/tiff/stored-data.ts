/**
 * @file The picture data of a TIFF, of all its pages, as they are stored: what identifies the photo whatever its samples are
 * (16 bits, signed, floating point). References: TIFF 6.0; DNG 1.7, whose raw data lie in strips or tiles too.
 */
import { TiffReader, type TiffPage } from './reader.ts'

const NEW_SUBFILE_TYPE = 254
/** Of NewSubfileType: a smaller copy of another page, which editors add and drop. */
const REDUCED = 1
/** Tags of places in the file, and of the lengths of what lies there: strips, tiles, and a JPEG as version 6.0 had it. */
const DATA_TAGS: readonly (readonly [offsets: number, lengths: number])[] = [
  [273, 279],
  [324, 325],
  [513, 514],
]
/** Tags that say how the data become pixels, from ImageWidth to LercParameters; all others are written about the picture. */
const PICTURE_TAGS = new Set([
  ...[256, 257, 258, 259, 262, 266, 277, 278, 284, 292, 293, 317, 320, 322, 323, 332, 338, 339, 347],
  ...[512, 515, 519, 520, 521, 529, 530, 532, 50674],
])

/** @returns undefined where the file cannot be followed: then every byte of it counts. */
export function tiffPicture(file: Buffer): Uint8Array[] | undefined {
  try {
    const reader = new TiffReader(file)
    return pagesThatCount(reader).flatMap((page) => picturePage(reader, page))
  } catch (error) {
    if (error instanceof RangeError) return undefined // a place beyond the end of the file
    throw error
  }
}

/** How many pages it has that are no smaller copies of others; 1 where it cannot be followed. */
export function wholePages(file: Buffer): number {
  try {
    return pagesThatCount(new TiffReader(file)).length
  } catch (error) {
    if (error instanceof RangeError) return 1
    throw error
  }
}

function pagesThatCount(reader: TiffReader): TiffPage[] {
  const pages = reader.pages()
  const whole = pages.filter((page) => (reader.number(page, NEW_SUBFILE_TYPE) & REDUCED) === 0)
  return whole.length === 0 ? pages : whole
}

/** What the data of a page mean, each part with its length, and the data. @throws RangeError beyond the end of the file */
export function picturePage(reader: TiffReader, page: TiffPage): Uint8Array[] {
  const parts: Uint8Array[] = [Buffer.from(`page ${reader.isLittle ? 'II' : 'MM'}\n`)]
  for (const [tag, { type, count, bytes }] of page.fields) {
    if (PICTURE_TAGS.has(tag)) parts.push(Buffer.from(`${tag} ${type} ${count}\n`), bytes)
  }
  const data = DATA_TAGS.flatMap(([offsets, lengths]) =>
    dataAt(reader, reader.numbers(page, offsets), reader.numbers(page, lengths)),
  )
  if (data.length === 0) throw new RangeError('A page without data.')
  for (const part of data) parts.push(Buffer.from(`data ${part.length}\n`), part)
  return parts
}

function dataAt(reader: TiffReader, offsets: readonly number[], lengths: readonly number[]): Uint8Array[] {
  if (offsets.length !== lengths.length) throw new RangeError('Strips without lengths.')
  return offsets.map((offset, i) => reader.slice(offset, lengths[i]))
}

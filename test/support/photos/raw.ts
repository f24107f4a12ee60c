/**
 * @file RAW files as cameras lay them out: a TIFF that begins with its EXIF, then pages, with a drawn JPEG where they put their preview and numbers where
 * their sensor data would be.
 */
import { box } from './boxes.ts'
import { exifBlock, type ExifTags } from './metadata.ts'

/** Tag and value: a number, or bytes that the field itself holds. */
export type RawField = readonly [tag: number, value: number | Buffer]

export interface RawPage {
  readonly fields?: readonly RawField[]
  /** Bytes that lie elsewhere, by the tags of their place and their length. */
  readonly data?: readonly (readonly [placeTag: number, lengthTag: number, bytes: Buffer])[]
  readonly below?: readonly RawPage[]
}

export interface RawLayout {
  /** The first four bytes: those of TIFF, or what a maker writes instead. */
  readonly mark?: string
  readonly exif?: ExifTags
  /** Of the first directory, beside EXIF. */
  readonly first?: readonly (readonly [tag: number, value: number])[]
  readonly pages: readonly RawPage[]
}

const SUB_PAGES = 330
const [LONG, UNDEFINED] = [4, 7]

/** Little endian; data stand before the directories that point at them. */
export function writeRaw({ mark = 'II*\0', exif = {}, first = [], pages }: RawLayout): Buffer {
  const head = exifBlock(exif, first)
  head.write(mark, 'latin1')
  const parts: Buffer[] = [head]
  let length = head.length
  const append = (part: Buffer): number => {
    parts.push(part)
    length += part.length
    return length - part.length
  }
  const writePage = ({ fields = [], data = [], below = [] }: RawPage, next: number): number => {
    const places = data.flatMap(([placeTag, lengthTag, bytes]): RawField[] => [
      [placeTag, append(bytes)],
      [lengthTag, bytes.length],
    ])
    const subPages = below.map((page): RawField => [SUB_PAGES, writePage(page, 0)])
    return append(directory([...fields, ...places, ...subPages], next, append))
  }
  const next = pages.toReversed().reduce((following, page) => writePage(page, following), 0)
  head.writeUInt32LE(next, 10 + 12 * head.readUInt16LE(8))
  return Buffer.concat(parts)
}

function directory(fields: readonly RawField[], next: number, append: (part: Buffer) => number): Buffer {
  const table = Buffer.alloc(2 + 12 * fields.length + 4)
  table.writeUInt16LE(fields.length)
  fields.forEach(([tag, value], i) => {
    const at = 2 + 12 * i
    table.writeUInt16LE(tag, at)
    table.writeUInt16LE(typeof value === 'number' ? LONG : UNDEFINED, at + 2)
    table.writeUInt32LE(typeof value === 'number' ? 1 : value.length, at + 4)
    table.writeUInt32LE(typeof value === 'number' ? value : append(value), at + 8)
  })
  table.writeUInt32LE(next, table.length - 4)
  return table
}

const CANON = Buffer.from('85c0b687820f11e08111f4ce462b6a48', 'hex')

/** Canon's CR3: EXIF in boxes of its own, the JPEG among the data. */
export function writeCr3(exif: ExifTags, jpeg: Buffer, sensor: Buffer): Buffer {
  const block = exifBlock(exif)
  return Buffer.concat([
    box('ftyp', Buffer.from('crx \0\0\0\x01crx isom', 'latin1')),
    box(
      'moov',
      box(
        'uuid',
        CANON,
        box('CMT1', block),
        box('CMT2', directoryAt(block, 0x8769)),
        box('CMT4', directoryAt(block, 0x8825)),
      ),
    ),
    box('mdat', jpeg, sensor),
  ])
}

/** The same block, beginning with another of its directories. */
function directoryAt(block: Buffer, tag: number): Buffer {
  const other = Buffer.from(block)
  for (let entry = 10; entry < 10 + 12 * block.readUInt16LE(8); entry += 12) {
    if (block.readUInt16LE(entry) === tag) other.writeUInt32LE(block.readUInt32LE(entry + 8), 4)
  }
  return other
}

/** Fujifilm's RAF: where the JPEG lies stands in the head. */
export function writeRaf(jpeg: Buffer, sensor: Buffer): Buffer {
  const head = Buffer.alloc(148)
  head.write('FUJIFILMCCD-RAW 0201FF129502X-T1', 'latin1')
  head.writeUInt32BE(head.length, 84)
  head.writeUInt32BE(jpeg.length, 88)
  return Buffer.concat([head, jpeg, sensor])
}

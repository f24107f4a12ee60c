/**
 * @file What a RAW file says about its picture: orientation, time, camera, place, from its own EXIF, since the JPEG in it often has none. As the names
 * and values of EXIF. References: Exif 3.0; TIFF 6.0. Canon's CR3 keeps each directory of EXIF as a TIFF of its own in a box.
 */
import { boxesOf, followed, need } from '../boxes.ts'
import { TiffReader, type TiffField, type TiffPage } from '../tiff/reader.ts'
import { isTiffLike } from './preview.ts'

export type RawTags = Readonly<Record<string, string | number | readonly number[]>>

const NAMES: ReadonlyMap<number, string> = new Map([
  ...([
    [271, 'Make'],
    [272, 'Model'],
    [274, 'Orientation'],
  ] as const),
  ...([
    [0x9003, 'DateTimeOriginal'],
    [0x9004, 'CreateDate'],
  ] as const),
  ...([
    [0x9010, 'OffsetTime'],
    [0x9011, 'OffsetTimeOriginal'],
    [0x9012, 'OffsetTimeDigitized'],
  ] as const),
  ...([
    [0x9291, 'SubSecTimeOriginal'],
    [0x9292, 'SubSecTimeDigitized'],
  ] as const),
])
/** Their numbers mean something else in another directory. */
const GPS_NAMES: ReadonlyMap<number, string> = new Map([
  ...([
    [1, 'GPSLatitudeRef'],
    [2, 'GPSLatitude'],
    [3, 'GPSLongitudeRef'],
    [4, 'GPSLongitude'],
  ] as const),
])
const EXIF_DIRECTORY = 34_665
const GPS_DIRECTORY = 34_853
const ASCII = 2

/** @returns undefined where the file says nothing in a way that we know. */
export function rawTags(file: Buffer): RawTags | undefined {
  if (isTiffLike(file)) return followed(() => tagsOfTiff(file))
  return file.toString('latin1', 4, 12) === 'ftypcrx ' ? followed(() => tagsOfCanon(file)) : undefined
}

function tagsOfTiff(file: Buffer): RawTags {
  const reader = new TiffReader(file)
  const first = reader.page(reader.first)
  const below = (tag: number, names: ReadonlyMap<number, string>): RawTags => {
    const at = reader.number(first, tag)
    return (at === 0 ? undefined : followed(() => tagsOf(reader, reader.page(at), names))) ?? {}
  }
  return {
    ...tagsOf(reader, first, NAMES),
    ...below(EXIF_DIRECTORY, NAMES),
    ...below(GPS_DIRECTORY, GPS_NAMES),
  }
}

/** By Canon's name of its own box. */
const CANON = Buffer.from('85c0b687820f11e08111f4ce462b6a48', 'hex')

function tagsOfCanon(file: Buffer): RawTags {
  const inMovie = boxesOf(need(boxesOf(file), 'moov'))
  const own = inMovie.find(({ type, body }) => type === 'uuid' && body.subarray(0, 16).equals(CANON))
  const directories = new Map(
    boxesOf((own?.body ?? Buffer.alloc(16)).subarray(16)).map(({ type, body }) => [type, body]),
  )
  const read = (type: string, names: ReadonlyMap<number, string>): RawTags => {
    const body = directories.get(type)
    if (body === undefined) return {}
    const reader = new TiffReader(body)
    return tagsOf(reader, reader.page(reader.first), names)
  }
  return { ...read('CMT1', NAMES), ...read('CMT2', NAMES), ...read('CMT4', GPS_NAMES) }
}

function tagsOf(reader: TiffReader, page: TiffPage, names: ReadonlyMap<number, string>): RawTags {
  const tags: Record<string, string | number | readonly number[]> = {}
  for (const [tag, name] of names) {
    const field = page.fields.get(tag)
    if (field === undefined) continue
    tags[name] = valueOf(reader, page, tag, field)
  }
  return tags
}

function valueOf(
  reader: TiffReader,
  page: TiffPage,
  tag: number,
  { type, count, bytes }: TiffField,
): string | number | readonly number[] {
  if (type === ASCII) return bytes.toString('latin1').split('\0', 1)[0]
  const numbers = reader.numbers(page, tag)
  return count === 1 ? numbers[0] : numbers
}

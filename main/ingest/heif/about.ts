/**
 * @file What is written about the picture of a HEIC: its EXIF, its colours, its size and how it is turned. Bursts, depth and gain maps are other
 * items, which are not asked.
 * Reference: ISO/IEC 23008-12.
 */
import { followed, type Box } from '../boxes.ts'
import { heifItems, type HeifItem } from './items.ts'
import { isOrientation, withoutPrefix } from '../metadata.ts'
import { TiffReader } from '../tiff/reader.ts'
import { nclxProfile } from './nclx-profile.ts'

const ORIENTATION = 274

export interface HeifAbout {
  readonly exif?: Buffer
  /** An ICC profile; absent for sRGB. */
  readonly icc?: Buffer
  /** The EXIF orientation that means the same as the turns of the picture, whoever follows them. */
  readonly orientation: number
  /** The part of it that the decoder leaves to us, as EXIF numbers it. */
  readonly leftToTurn: number
  /** Before it is turned. */
  readonly pixels: number
}

/** What cannot be followed is left to the decoder, and nothing is known of it. */
export function heifAbout(file: Buffer): HeifAbout {
  const about = followed(() => {
    const { items, primaryId } = heifItems(file)
    const properties = items.find(({ id }) => id === primaryId)?.properties ?? []
    const exif = exifOf(items.find(({ type }) => type === 'Exif'))
    const icc = profileOf(properties)
    const leftToTurn = isTurned(properties) ? 1 : exifOrientation(exif)
    return {
      ...(exif === undefined ? {} : { exif }),
      ...(icc === undefined ? {} : { icc }),
      orientation: isTurned(properties) ? orientationOf(properties) : leftToTurn,
      leftToTurn,
      pixels: pixelsOf(properties),
    }
  })
  return about ?? { orientation: 1, leftToTurn: 1, pixels: 0 }
}

function exifOf(item: HeifItem | undefined): Buffer | undefined {
  return item && followed(() => exifIn(item.bytes()))
}

/** The block behind the number that says how far behind it the block begins: so in HEIC and in JPEG XL. */
export function exifIn(bytes: Buffer): Buffer {
  return bytes.subarray(4 + bytes.readUInt32BE(0))
}

/** A whole profile says more than numbers of primaries. */
function profileOf(properties: readonly Box[]): Buffer | undefined {
  const colours = properties.filter(({ type }) => type === 'colr').map(({ body }) => body)
  const kindOf = (body: Buffer): string => body.toString('latin1', 0, 4)
  const whole = colours.find((body) => ['prof', 'rICC'].includes(kindOf(body)))
  if (whole !== undefined) return whole.subarray(4)
  const named = colours.find((body) => kindOf(body) === 'nclx')
  return named && followed(() => nclxProfile(named.readUInt16BE(4), named.readUInt16BE(6)))
}

function pixelsOf(properties: readonly Box[]): number {
  const size = properties.find(({ type }) => type === 'ispe')?.body
  return size === undefined || size.length < 12 ? 0 : size.readUInt32BE(4) * size.readUInt32BE(8)
}

/** By quarter turns to the left: alone, then mirrored top to bottom, then left to right. */
const ORIENTATIONS: readonly (readonly number[])[] = [
  [1, 8, 3, 6],
  [4, 5, 2, 7],
  [2, 7, 4, 5],
]

/**
 * Whether the file itself says how to turn it, if only that it stays as it is: then its EXIF does not count, as the standard has it. Some phones and programs say
 * it in EXIF alone (ProCam on an iPhone 7, a Galaxy S24 FE).
 */
function isTurned(properties: readonly Box[]): boolean {
  return properties.some(({ type }) => type === 'irot' || type === 'imir')
}

function exifOrientation(exif: Buffer | undefined): number {
  const found = exif && followed(() => orientationTag(withoutPrefix(exif)))
  return isOrientation(found) ? found : 1
}

function orientationTag(tiff: Buffer): number {
  const reader = new TiffReader(tiff)
  return reader.number(reader.page(reader.first), ORIENTATION)
}

/** Turned first, then mirrored. */
function orientationOf(properties: readonly Box[]): number {
  const turn = properties.find(({ type }) => type === 'irot')?.body.at(0) ?? 0
  const mirror = properties.find(({ type }) => type === 'imir')?.body.at(0)
  return ORIENTATIONS[mirror === undefined ? 0 : 1 + (mirror & 1)][turn & 3]
}

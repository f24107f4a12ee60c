/**
 * @file What is written about a photo beside its pixels: orientation, time, camera, position, colour profile.
 * Whatever is absent, broken or impossible is null: metadata never makes a photo unreadable.
 */
import exifr from 'exifr'
import { z } from 'zod'
import { profileName } from './colour-profile.ts'
import type { RawTags } from './raw/tags.ts'

export interface PhotoMetadata {
  /** EXIF orientation, 1 to 8; 1 where none is given. */
  readonly orientation: number
  /** Milliseconds since the epoch. A time without an offset is taken as UTC, so that it is the same on every machine. */
  readonly takenAt: number | null
  /** Minutes by which the camera's clock was ahead of UTC; null where none is written. */
  readonly clockOffset: number | null
  readonly cameraMake: string | null
  readonly cameraModel: string | null
  /** Degrees, north positive. */
  readonly latitude: number | null
  /** Degrees, east positive. */
  readonly longitude: number | null
  /** Description of the embedded profile, e.g. "Adobe RGB (1998)". */
  readonly colourProfile: string | null
}

/** What stands in a file beside its pixels. */
export interface WrittenAbout {
  /** As EXIF counts, 1 to 8. */
  readonly orientation: number | undefined
  readonly icc: Buffer | undefined
  /**
   * A block of EXIF, which is a small TIFF; of a TIFF the file itself, which holds these tags among its own. Of a RAW file its tags by the names
   * of EXIF.
   */
  readonly exif: Buffer | RawTags | undefined
}

const absent = z.undefined().catch(undefined)
const text = z.string().or(absent)
const angle = z
  .array(z.number())
  .min(1)
  .transform(([degrees, minutes = 0, seconds = 0]) => degrees + minutes / 60 + seconds / 3600)
  .or(absent)

const ExifTags = z.object({
  Make: text,
  Model: text,
  DateTimeOriginal: text,
  CreateDate: text,
  OffsetTimeOriginal: text,
  OffsetTimeDigitized: text,
  OffsetTime: text,
  SubSecTimeOriginal: text,
  SubSecTimeDigitized: text,
  GPSLatitude: angle,
  GPSLatitudeRef: text,
  GPSLongitude: angle,
  GPSLongitudeRef: text,
})
type ExifTags = z.infer<typeof ExifTags>

/** Raw values: exifr's own revival reads dates in the time zone of this machine. */
const EXIFR_OPTIONS = {
  ...{ tiff: true, ifd0: {}, exif: true, gps: true },
  ...{ ifd1: false, interop: false, xmp: false, icc: false, iptc: false, jfif: false, ihdr: false },
  ...{ makerNote: false, userComment: false, mergeOutput: true },
  ...{ translateValues: false, reviveValues: false, sanitize: true },
} as const

export async function readMetadata({ orientation, icc, exif }: WrittenAbout): Promise<PhotoMetadata> {
  const tags = await readTags(exif)
  return {
    orientation: isOrientation(orientation) ? orientation : 1,
    ...timeTaken(tags),
    cameraMake: cleanText(tags.Make),
    cameraModel: cleanText(tags.Model),
    ...position(tags),
    colourProfile: icc === undefined ? null : profileName(icc),
  }
}

/** As EXIF counts. */
export function isOrientation(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 8
}

const EXIF_PREFIX = 'Exif\0\0'

/** The TIFF that EXIF is. */
export function withoutPrefix(exif: Buffer): Buffer {
  const hasPrefix = exif.toString('latin1', 0, EXIF_PREFIX.length) === EXIF_PREFIX
  return hasPrefix ? exif.subarray(EXIF_PREFIX.length) : exif
}

async function readTags(exif: WrittenAbout['exif']): Promise<Partial<ExifTags>> {
  if (exif === undefined) return {}
  if (!Buffer.isBuffer(exif)) return ExifTags.parse(exif)
  try {
    const tags: unknown = await exifr.parse(withoutPrefix(exif), EXIFR_OPTIONS)
    return ExifTags.parse(tags ?? {})
  } catch {
    return {} // broken EXIF
  }
}

/** Also as some programs write it: dashes for colons, no seconds. */
const EXIF_TIME = /^\s*(\d{4})[:/-](\d\d)[:/-](\d\d)[ T](\d\d):(\d\d)((?::\d\d)?)/
const EXIF_OFFSET = /^\s*([+-])(\d\d):?(\d\d)/
/** No photo is older than photography; what is, a clock without a date has written. */
const FIRST_YEAR = 1826
/** Minutes: no zone is further from UTC. */
const LONGEST_OFFSET = 14 * 60

type Taken = Pick<PhotoMetadata, 'takenAt' | 'clockOffset'>

/** A field that is blank, zero or impossible says nothing; the next one may. */
function timeTaken(tags: Partial<ExifTags>): Taken {
  return (
    timeOf(tags.DateTimeOriginal, tags.SubSecTimeOriginal, [tags.OffsetTimeOriginal, tags.OffsetTime]) ??
    timeOf(tags.CreateDate, tags.SubSecTimeDigitized, [tags.OffsetTimeDigitized, tags.OffsetTime]) ?? {
      takenAt: null,
      clockOffset: null,
    }
  )
}

function timeOf(
  written: string | undefined,
  fraction: string | undefined,
  offsets: readonly (string | undefined)[],
): Taken | null {
  const parts = EXIF_TIME.exec(written ?? '')
  if (parts === null) return null
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part.replace(':', '')))
  if (year < FIRST_YEAR || hour > 23 || minute > 59 || second > 59) return null
  const time = Date.UTC(year, month - 1, day, hour, minute, second)
  const date = new Date(time)
  // Date would turn a 31 February into a day of March.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  const milliseconds = Math.floor(Number(`0.${/^\s*(\d+)/.exec(fraction ?? '')?.at(1) ?? '0'}`) * 1000)
  const clockOffset = offsets.map((offset) => minutesOf(offset)).find((found) => found !== null) ?? null
  return { takenAt: time + milliseconds - (clockOffset ?? 0) * 60_000, clockOffset }
}

/** Of an offset from UTC, east positive; null for an offset that does not exist. */
function minutesOf(offset: string | undefined): number | null {
  const parts = EXIF_OFFSET.exec(offset ?? '')
  if (parts === null) return null
  const minutes = Number(parts[2]) * 60 + Number(parts[3])
  if (Number(parts[3]) > 59 || minutes > LONGEST_OFFSET) return null
  return parts[1] === '-' ? -minutes : minutes
}

function position(tags: Partial<ExifTags>): { latitude: number | null; longitude: number | null } {
  const latitude = signed(tags.GPSLatitude, tags.GPSLatitudeRef, 'S', 90)
  const longitude = signed(tags.GPSLongitude, tags.GPSLongitudeRef, 'W', 180)
  // Both zero is what a device writes that had no fix yet.
  const isKnown = latitude !== null && longitude !== null && (latitude !== 0 || longitude !== 0)
  return isKnown ? { latitude, longitude } : { latitude: null, longitude: null }
}

function signed(
  degrees: number | undefined,
  reference: string | undefined,
  negative: string,
  limit: number,
): number | null {
  if (degrees === undefined || !Number.isFinite(degrees) || degrees < 0 || degrees > limit) return null
  return reference?.trim().toUpperCase().startsWith(negative) === true ? 0 - degrees : degrees
}

/** Cameras pad names with spaces and zero bytes. */
function cleanText(value: string | undefined): string | null {
  // oxlint-disable-next-line no-control-regex -- control characters are what has to go
  const cleaned = value?.replace(/[\u0000-\u001f\u007f]/g, ' ').trim()
  return cleaned === undefined || cleaned === '' ? null : cleaned
}

/**
 * @file What is written about a photo beside its pixels: orientation, time, camera, position, colour profile.
 * Whatever is absent, broken or impossible is null: metadata never makes a photo unreadable.
 */
import exifr from 'exifr'
import type { Metadata } from 'sharp'
import { z } from 'zod'
import { profileName } from './colour-profile.ts'

export interface PhotoMetadata {
  /** EXIF orientation, 1 to 8; 1 where none is given. */
  readonly orientation: number
  /** Milliseconds since the epoch. A time without an offset is taken as UTC, so that it is the same on every machine. */
  readonly takenAt: number | null
  readonly cameraMake: string | null
  readonly cameraModel: string | null
  /** Degrees, north positive. */
  readonly latitude: number | null
  /** Degrees, east positive. */
  readonly longitude: number | null
  /** Description of the embedded profile, e.g. "Adobe RGB (1998)". */
  readonly colourProfile: string | null
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
  OffsetTime: text,
  SubSecTimeOriginal: text,
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

/**
 * @param header as sharp reads it from the same file.
 * @param file the whole file: a TIFF holds its EXIF tags among its own.
 */
export async function readMetadata(header: Metadata, file: Buffer): Promise<PhotoMetadata> {
  const tags = await readTags(header.format === 'tiff' ? file : header.exif)
  return {
    orientation: header.orientation ?? 1,
    takenAt: takenAt(tags),
    cameraMake: cleanText(tags.Make),
    cameraModel: cleanText(tags.Model),
    ...position(tags),
    colourProfile: header.icc === undefined ? null : profileName(header.icc),
  }
}

const EXIF_PREFIX = 'Exif\0\0'

async function readTags(exif: Buffer | undefined): Promise<Partial<ExifTags>> {
  if (exif === undefined) return {}
  const hasPrefix = exif.toString('latin1', 0, EXIF_PREFIX.length) === EXIF_PREFIX
  try {
    const tags: unknown = await exifr.parse(
      hasPrefix ? exif.subarray(EXIF_PREFIX.length) : exif,
      EXIFR_OPTIONS,
    )
    return ExifTags.parse(tags ?? {})
  } catch {
    return {} // broken EXIF
  }
}

const EXIF_TIME = /^(\d{4}):(\d\d):(\d\d)[ T](\d\d):(\d\d):(\d\d)/
const EXIF_OFFSET = /^([+-])(\d\d):(\d\d)/

function takenAt(tags: Partial<ExifTags>): number | null {
  const parts = EXIF_TIME.exec(tags.DateTimeOriginal ?? tags.CreateDate ?? '')
  if (parts === null) return null
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number)
  const milliseconds = Number(`0.${/^\d+/.exec(tags.SubSecTimeOriginal ?? '')?.[0] ?? '0'}`) * 1000
  const time = Date.UTC(year, month - 1, day, hour, minute, second) + Math.floor(milliseconds)
  const date = new Date(time)
  // Cameras without a clock write 0000:00:00; Date would turn that, and a 31 February, into another day.
  if (year === 0 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  const offset = EXIF_OFFSET.exec(tags.OffsetTimeOriginal ?? tags.OffsetTime ?? '')
  if (offset === null) return time
  const minutes = Number(offset[2]) * 60 + Number(offset[3])
  return time - (offset[1] === '-' ? -minutes : minutes) * 60_000
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
  // eslint-disable-next-line no-control-regex -- control characters are what has to go
  const cleaned = value?.replace(/[\u0000-\u001f\u007f]/g, ' ').trim()
  return cleaned === undefined || cleaned === '' ? null : cleaned
}

/**
 * @file Splits an encoded picture into what makes up the picture and what is written about it. Metadata editors
 * (keywords, ratings, rotation tags, positions) change only the second part, so the first one identifies the photo.
 * References: ITU T.81 (JPEG), PNG 3rd edition, RFC 9649 (WebP), GIF89a.
 */
import type { PhotoFormat } from './formats.ts'

/** Views on the file's own bytes, in file order; together they are the whole file, save for framing. */
export interface SplitPicture {
  /** The encoded picture. */
  readonly picture: Uint8Array[]
  /** Everything else: EXIF, XMP, IPTC, comments, colour profiles, trailers. */
  readonly rest: Uint8Array[]
}

/** Formats whose parts point at each other, which the files named stored-data.ts follow; the others are a sequence of parts. */
export type ConnectedFormat = (typeof CONNECTED)[number]
export type SequentialFormat = Exclude<PhotoFormat, ConnectedFormat>

const CONNECTED = ['tiff', 'avif', 'heic', 'raw', 'jxl'] as const satisfies readonly PhotoFormat[]

export function isSequential(format: PhotoFormat): format is SequentialFormat {
  return !CONNECTED.some((connected) => connected === format)
}

/** A damaged file is split as far as it can be followed, and what comes after that counts as picture. */
export function splitPicture(format: SequentialFormat, file: Buffer): SplitPicture {
  switch (format) {
    case 'jpeg':
      return splitJpeg(file)
    case 'png':
      return splitPng(file)
    case 'webp':
      return splitWebp(file)
    case 'gif':
      return splitGif(file)
  }
}

/** Whether the end of the picture is there; undefined for formats that do not mark it. */
export function hasEnd(format: PhotoFormat, file: Buffer): boolean | undefined {
  switch (format) {
    case 'jpeg':
      return file.lastIndexOf('\xff\xd9', undefined, 'latin1') >= 0
    case 'png':
      return file.lastIndexOf('IEND', undefined, 'latin1') >= 0
    case 'webp':
      return file.length >= WEBP_HEADER_LENGTH && file.length >= file.readUInt32LE(4) + 8
    case 'gif':
      return file.at(-1) === GIF_TRAILER
    case 'tiff':
    case 'avif':
    case 'heic':
    case 'raw':
    case 'jxl':
      return undefined
  }
}

const SOI_LENGTH = 2
const EOI = 0xd9
export const SOS = 0xda
const APP0 = 0xe0
/** Adobe's marker says how colours were transformed: part of the picture. */
const APP14 = 0xee
const APP15 = 0xef
const COMMENT = 0xfe

export interface JpegSegment {
  readonly marker: number
  /** Of the marker's first byte. */
  readonly start: number
  /** Behind the segment; for a scan behind its data. */
  readonly end: number
}

/** The segments from the first one to the end marker, and where they end: there, or where the file cannot be followed. */
export function jpegSegments(file: Buffer): { segments: JpegSegment[]; end: number } {
  const segments: JpegSegment[] = []
  let position = SOI_LENGTH
  while (position + 4 <= file.length && file[position] === 0xff) {
    const marker = file[position + 1]
    if (marker === 0xff) {
      position += 1 // fill byte
      continue
    }
    if (marker === EOI) break
    const headerEnd = position + 2 + file.readUInt16BE(position + 2)
    const end = marker === SOS ? endOfScan(file, headerEnd) : headerEnd
    segments.push({ marker, start: position, end })
    position = end
  }
  return { segments, end: position }
}

export function endsWithMarker(file: Buffer, end: number): boolean {
  return file[end] === 0xff && file[end + 1] === EOI
}

/** Picture: tables, frames and scans up to the end marker, and APP14. What follows the end marker (previews, films) is not. */
function splitJpeg(file: Buffer): SplitPicture {
  const picture: Uint8Array[] = []
  const rest: Uint8Array[] = []
  const { segments, end } = jpegSegments(file)
  for (const { marker, start, end: segmentEnd } of segments) {
    const isMetadata = marker === COMMENT || (marker >= APP0 && marker <= APP15 && marker !== APP14)
    ;(isMetadata ? rest : picture).push(file.subarray(start, segmentEnd))
  }
  if (endsWithMarker(file, end)) rest.push(file.subarray(end + 2))
  else if (end < file.length) picture.push(file.subarray(end))
  return { picture, rest }
}

/** Position of the marker that ends the entropy-coded data: 0xFF followed by neither 0 (stuffing) nor a restart marker. */
function endOfScan(file: Buffer, start: number): number {
  let position = start
  for (;;) {
    position = file.indexOf(0xff, position)
    if (position < 0 || position + 1 >= file.length) return file.length
    const next = file[position + 1]
    if (next === 0xff) position += 1
    else if (next === 0 || (next >= 0xd0 && next <= 0xd7)) position += 2
    else return position
  }
}

const PNG_SIGNATURE_LENGTH = 8
/** Chunks beyond the critical ones that change what is seen: transparency and animation. */
const PNG_PICTURE_CHUNKS = new Set(['tRNS', 'acTL', 'fcTL', 'fdAT'])
const PNG_DATA = 'IDAT'

/** Of the data chunks only the content counts, since a writer may cut the same data into other pieces. */
function splitPng(file: Buffer): SplitPicture {
  const picture: Uint8Array[] = []
  const rest: Uint8Array[] = []
  let position = PNG_SIGNATURE_LENGTH
  while (position + 8 <= file.length) {
    const type = file.toString('latin1', position + 4, position + 8)
    const end = position + 12 + file.readUInt32BE(position)
    const isCritical = (file[position + 4] & 0x20) === 0 // upper case
    if (type === PNG_DATA) picture.push(file.subarray(position + 8, Math.max(position + 8, end - 4)))
    else if (isCritical || PNG_PICTURE_CHUNKS.has(type)) picture.push(file.subarray(position, end))
    else rest.push(file.subarray(position, end))
    position = end
    if (type === 'IEND') break
  }
  if (position < file.length) rest.push(file.subarray(position))
  return { picture, rest }
}

const WEBP_HEADER_LENGTH = 12
const WEBP_PICTURE_CHUNKS = new Set(['VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF'])

function splitWebp(file: Buffer): SplitPicture {
  const picture: Uint8Array[] = []
  const rest: Uint8Array[] = [file.subarray(0, WEBP_HEADER_LENGTH)]
  let position = WEBP_HEADER_LENGTH
  while (position + 8 <= file.length) {
    const type = file.toString('latin1', position, position + 4)
    const size = file.readUInt32LE(position + 4)
    const end = position + 8 + size + (size % 2) // chunks are padded to even sizes
    ;(WEBP_PICTURE_CHUNKS.has(type) ? picture : rest).push(file.subarray(position, end))
    position = end
  }
  if (position < file.length) rest.push(file.subarray(position))
  return { picture, rest }
}

const GIF_HEADER_LENGTH = 6
const GIF_EXTENSION = 0x21
const GIF_IMAGE = 0x2c
const GIF_TRAILER = 0x3b
const GIF_COMMENT = 0xfe
const GIF_APPLICATION = 0xff
/** Application extensions that carry metadata; others (NETSCAPE2.0: how often to repeat) are part of the picture. */
const GIF_METADATA_APPLICATIONS = ['XMP Data', 'ICCRGBG1']

function splitGif(file: Buffer): SplitPicture {
  const picture: Uint8Array[] = []
  const rest: Uint8Array[] = [file.subarray(0, GIF_HEADER_LENGTH)] // 87a or 89a: an added comment may change it
  const screenEnd = GIF_HEADER_LENGTH + 7 + colourTableLength(file.at(GIF_HEADER_LENGTH + 4) ?? 0)
  picture.push(file.subarray(GIF_HEADER_LENGTH, screenEnd))
  let position = screenEnd
  while (position + 1 < file.length) {
    const introducer = file[position]
    if (introducer === GIF_EXTENSION) {
      const label = file[position + 1]
      const application = file.toString('latin1', position + 3, position + 11)
      const isMetadata =
        label === GIF_COMMENT ||
        (label === GIF_APPLICATION && GIF_METADATA_APPLICATIONS.includes(application))
      const end = endOfBlocks(file, position + 2)
      ;(isMetadata ? rest : picture).push(file.subarray(position, end))
      position = end
    } else if (introducer === GIF_IMAGE) {
      const dataStart = position + 10 + colourTableLength(file.at(position + 9) ?? 0)
      const end = endOfBlocks(file, dataStart + 1) // one byte: the LZW code size
      picture.push(file.subarray(position, end))
      position = end
    } else break
  }
  if (position < file.length) rest.push(file.subarray(position))
  return { picture, rest }
}

/** Bytes of the colour table that the flags of a screen or image descriptor announce. */
function colourTableLength(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1)
}

/** Position behind a chain of sub-blocks, each with its length first, closed by one of length 0. */
function endOfBlocks(file: Buffer, start: number): number {
  let position = start
  while (position < file.length) {
    const length = file[position]
    position += 1 + length
    if (length === 0) return position
  }
  return file.length
}

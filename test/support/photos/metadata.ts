/** @file Metadata written into JPEG files as editors do it: the encoded picture stays as it is, byte for byte. */

/** An uncompressed segment of metadata in front of a JPEG's first one, as metadata editors write it. */
export function withSegment(jpeg: Buffer, marker: number, payload: Buffer): Buffer {
  const header = Buffer.from([0xff, marker, 0, 0])
  header.writeUInt16BE(payload.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), header, payload, jpeg.subarray(2)])
}

/** A minimal XMP packet with a keyword, as an APP1 segment. */
export function withKeyword(jpeg: Buffer, keyword: string): Buffer {
  const packet = `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>${keyword}</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>`
  return withSegment(jpeg, 0xe1, Buffer.from(packet, 'utf8'))
}

export interface ExifTags {
  /** 1 to 8. */
  readonly orientation?: number
  /** "2024:05:06 07:08:09" */
  readonly takenAt?: string
  /** "+02:00" */
  readonly offset?: string
  /** The same two of the time when it was made digital. */
  readonly digitized?: string
  readonly digitizedOffset?: string
  readonly make?: string
  readonly model?: string
  /** Degrees; south and west negative. */
  readonly position?: readonly [latitude: number, longitude: number]
}

/** The same encoded picture with an EXIF segment; the picture data stay as they are, byte for byte. */
export function withExif(jpeg: Buffer, tags: ExifTags): Buffer {
  return withSegment(jpeg, 0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exifBlock(tags)]))
}

interface Entry {
  readonly tag: number
  /** 2 = ASCII, 3 = SHORT, 4 = LONG, 5 = RATIONAL. */
  readonly type: 2 | 3 | 4 | 5
  readonly count: number
  readonly value: Buffer
}

const ascii = (tag: number, text: string): Entry => {
  const value = Buffer.from(`${text}\0`, 'latin1')
  return { tag, type: 2, count: value.length, value }
}
const short = (tag: number, value: number): Entry => {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return { tag, type: 3, count: 1, value: bytes }
}
const long = (tag: number, value: number): Entry => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return { tag, type: 4, count: 1, value: bytes }
}
/** Degrees, minutes and ten-thousandths of seconds. */
const angle = (tag: number, degrees: number): Entry => {
  const size = Math.abs(degrees)
  const minutes = (size % 1) * 60
  const bytes = Buffer.alloc(24)
  const parts = [Math.floor(size), 1, Math.floor(minutes), 1, Math.round((minutes % 1) * 600_000), 10_000]
  parts.forEach((part, i) => bytes.writeUInt32LE(part, i * 4))
  return { tag, type: 5, count: 3, value: bytes }
}

/**
 * A little-endian TIFF block with IFD0 and, where needed, the EXIF and GPS directories.
 * @param more numbers of IFD0 beside those of EXIF
 */
export function exifBlock(
  tags: ExifTags,
  more: readonly (readonly [tag: number, value: number])[] = [],
): Buffer {
  const exif: Entry[] = []
  if (tags.takenAt !== undefined) exif.push(ascii(0x9003, tags.takenAt))
  if (tags.digitized !== undefined) exif.push(ascii(0x9004, tags.digitized))
  if (tags.offset !== undefined) exif.push(ascii(0x9011, tags.offset))
  if (tags.digitizedOffset !== undefined) exif.push(ascii(0x9012, tags.digitizedOffset))
  const gps: Entry[] = []
  if (tags.position !== undefined) {
    const [latitude, longitude] = tags.position
    gps.push(ascii(1, latitude < 0 ? 'S' : 'N'), angle(2, latitude))
    gps.push(ascii(3, longitude < 0 ? 'W' : 'E'), angle(4, longitude))
  }
  const main: Entry[] = []
  if (tags.make !== undefined) main.push(ascii(0x010f, tags.make))
  if (tags.model !== undefined) main.push(ascii(0x0110, tags.model))
  if (tags.orientation !== undefined) main.push(short(0x0112, tags.orientation))
  main.push(...more.map(([tag, value]) => long(tag, value)))
  // The places of the other directories do not change the length of this one, so it is laid out twice.
  const pointers = (exifStart: number, gpsStart: number): Entry[] => [
    ...(exif.length > 0 ? [long(0x8769, exifStart)] : []),
    ...(gps.length > 0 ? [long(0x8825, gpsStart)] : []),
  ]
  const header = Buffer.from('II\x2a\0\x08\0\0\0', 'latin1')
  const exifStart = 8 + directory([...main, ...pointers(0, 0)], 8).length
  const exifBytes = exif.length > 0 ? directory(exif, exifStart) : Buffer.alloc(0)
  const gpsStart = exifStart + exifBytes.length
  const gpsBytes = gps.length > 0 ? directory(gps, gpsStart) : Buffer.alloc(0)
  const mainBytes = directory([...main, ...pointers(exifStart, gpsStart)], 8)
  return Buffer.concat([header, mainBytes, exifBytes, gpsBytes])
}

/** One image file directory that begins at `start`, with its long values behind it. */
function directory(entries: readonly Entry[], start: number): Buffer {
  const table = Buffer.alloc(2 + entries.length * 12 + 4)
  const values: Buffer[] = []
  let valueStart = start + table.length
  table.writeUInt16LE(entries.length, 0)
  entries.forEach((entry, i) => {
    const at = 2 + i * 12
    table.writeUInt16LE(entry.tag, at)
    table.writeUInt16LE(entry.type, at + 2)
    table.writeUInt32LE(entry.count, at + 4)
    if (entry.value.length <= 4) entry.value.copy(table, at + 8)
    else {
      table.writeUInt32LE(valueStart, at + 8)
      values.push(entry.value)
      valueStart += entry.value.length
    }
  })
  return Buffer.concat([table, ...values])
}

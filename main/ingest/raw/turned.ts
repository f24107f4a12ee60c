/** @file A JPEG that says how it is turned as the RAW file says it in which it lies. */
import { jpegSegments } from '../picture-data.ts'

const APP1 = 0xe1
const SOI_LENGTH = 2

/** The same encoded picture, with one EXIF of ours in place of its own. @param orientation as EXIF counts, 1 to 8 */
export function turnedJpeg(jpeg: Buffer, orientation: number): Buffer<ArrayBuffer> {
  const parts: Uint8Array[] = [jpeg.subarray(0, SOI_LENGTH), exifSegment(orientation)]
  let from = SOI_LENGTH
  for (const { marker, start, end } of jpegSegments(jpeg).segments) {
    if (marker !== APP1) continue
    parts.push(jpeg.subarray(from, start))
    from = end
  }
  return Buffer.concat([...parts, jpeg.subarray(from)])
}

/** A directory of one field. */
function exifSegment(orientation: number): Buffer {
  const exif = Buffer.from('Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0', 'latin1')
  exif.writeUInt16LE(orientation, exif.length - 8)
  const header = Buffer.from([0xff, APP1, 0, 0])
  header.writeUInt16BE(exif.length + 2, 2)
  return Buffer.concat([header, exif])
}

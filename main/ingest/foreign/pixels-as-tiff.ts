/**
 * @file Pixels as an uncompressed TIFF: the form in which libvips takes them together with their colour profile, and goes through
 * them strip by strip. Reference: TIFF 6.0.
 */

export interface PixelForm {
  readonly width: number
  readonly height: number
  /** RGB, or RGB and how opaque it is. */
  readonly channels: 3 | 4
  readonly icc?: Uint8Array | undefined
  /** As EXIF numbers it: how whoever shows it has to turn it. */
  readonly orientation?: number | undefined
}

export interface TiffToFill {
  readonly file: Uint8Array<ArrayBuffer>
  /** The part of the file for the pixels, uint8 [height, width, channels]. */
  readonly pixels: Uint8Array
}

const ROWS_A_STRIP = 64
const HEADER_LENGTH = 8
const SHORT = 3
const LONG = 4
const UNDEFINED = 7

/** Tag, type, count, and the value or where it lies. */
type Entry = readonly [tag: number, type: number, count: number, value: number]

export function tiffToFill({ width, height, channels, icc, orientation = 1 }: PixelForm): TiffToFill {
  const strips = Math.ceil(height / ROWS_A_STRIP)
  const [bitsAt, offsetsAt] = [HEADER_LENGTH, HEADER_LENGTH + 2 * channels]
  const lengthsAt = offsetsAt + 4 * strips
  const iccAt = lengthsAt + 4 * strips
  const directoryAt = iccAt + 2 * Math.ceil((icc?.length ?? 0) / 2)
  const entryCount = 11 + (channels === 4 ? 1 : 0) + (icc === undefined ? 0 : 1)
  const pixelsAt = directoryAt + 2 + 12 * entryCount + 4
  const entries: Entry[] = [
    [256, LONG, 1, width],
    [257, LONG, 1, height],
    [258, SHORT, channels, bitsAt],
    [259, SHORT, 1, 1], // not compressed
    [262, SHORT, 1, 2], // RGB
    // One strip has its place and its length here and not in a table.
    [273, LONG, strips, strips === 1 ? pixelsAt : offsetsAt],
    [274, SHORT, 1, orientation],
    [277, SHORT, 1, channels],
    [278, LONG, 1, ROWS_A_STRIP],
    [279, LONG, strips, strips === 1 ? width * height * channels : lengthsAt],
    [284, SHORT, 1, 1], // colours side by side
    ...(channels === 4 ? [[338, SHORT, 1, 2] as const] : []),
    ...(icc === undefined ? [] : [[34_675, UNDEFINED, icc.length, iccAt] as const]),
  ]
  const file = new Uint8Array(pixelsAt + width * height * channels)
  const view = new DataView(file.buffer)
  view.setUint32(0, 0x49_49_2a_00)
  view.setUint32(4, directoryAt, true)
  for (let i = 0; i < channels; i += 1) view.setUint16(bitsAt + 2 * i, 8, true)
  writeStrips(view, { strips, offsetsAt, lengthsAt, pixelsAt, row: width * channels, height })
  if (icc !== undefined) file.set(icc, iccAt)
  view.setUint16(directoryAt, entries.length, true)
  entries.forEach(([tag, type, count, value], i) => {
    const at = directoryAt + 2 + 12 * i
    view.setUint16(at, tag, true)
    view.setUint16(at + 2, type, true)
    view.setUint32(at + 4, count, true)
    view.setUint32(at + 8, value, true)
  })
  return { file, pixels: file.subarray(pixelsAt) }
}

interface Strips {
  readonly strips: number
  readonly offsetsAt: number
  readonly lengthsAt: number
  readonly pixelsAt: number
  /** Bytes. */
  readonly row: number
  readonly height: number
}

function writeStrips(view: DataView, { strips, offsetsAt, lengthsAt, pixelsAt, row, height }: Strips): void {
  for (let i = 0; i < strips; i += 1) {
    const rows = Math.min(ROWS_A_STRIP, height - i * ROWS_A_STRIP)
    view.setUint32(offsetsAt + 4 * i, pixelsAt + i * ROWS_A_STRIP * row, true)
    view.setUint32(lengthsAt + 4 * i, rows * row, true)
  }
}

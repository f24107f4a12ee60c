/**
 * @file A JPEG that lacks nothing but its end marker has all its pixels: a copy stopped two bytes early, or a camera never wrote them.
 * Reference: ITU T.81, sections B.2 and G.1.
 */
import { endsWithMarker, jpegSegments, SOS, type JpegSegment } from './picture-data.ts'

const END_MARKER = Buffer.of(0xff, 0xd9)
const COEFFICIENTS = 64
/** Start-of-frame markers share their first digit with these three, which define tables. */
const NO_FRAMES = new Set([0xc4, 0xc8, 0xcc])

/** The file with its end marker, if that is all it lacks; otherwise as it is. The decoder tells whether the last scan is whole. */
export function withJpegEnd(file: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
  const { segments, end } = jpegSegments(file)
  const last = segments.at(-1)
  if (endsWithMarker(file, end) || last?.marker !== SOS || last.end < file.length) return file
  if (!hasAllScans(file, segments)) return file
  const isHalfThere = file.at(-1) === 0xff
  return Buffer.concat([isHalfThere ? file.subarray(0, -1) : file, END_MARKER])
}

/** Whether every coefficient of every component was sent to its last bit: a progressive picture can end early without a sign. */
function hasAllScans(file: Buffer, segments: readonly JpegSegment[]): boolean {
  const frame = segments.find(({ marker }) => (marker & 0xf0) === 0xc0 && !NO_FRAMES.has(marker))
  if (frame === undefined) return false
  const lacking = new Map<number, Set<number>>()
  for (let i = 0; i < byteAt(file, frame.start + 9); i += 1) {
    const component = byteAt(file, frame.start + 10 + 3 * i)
    lacking.set(component, new Set(Array.from({ length: COEFFICIENTS }, (_, k) => k)))
  }
  for (const { marker, start } of segments) {
    if (marker !== SOS) continue
    const components = byteAt(file, start + 4)
    const spectrum = start + 5 + 2 * components
    const lowestBit = byteAt(file, spectrum + 2) & 15
    if (lowestBit !== 0) continue
    for (let i = 0; i < components; i += 1) {
      const left = lacking.get(byteAt(file, start + 5 + 2 * i))
      for (let k = byteAt(file, spectrum); k <= byteAt(file, spectrum + 1); k += 1) left?.delete(k)
    }
  }
  return [...lacking.values()].every((left) => left.size === 0)
}

/** 0 beyond the end of the file. */
function byteAt(file: Buffer, position: number): number {
  return file.at(position) ?? 0
}

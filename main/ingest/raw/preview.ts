/**
 * @file The picture that a camera puts into its RAW file, developed as its own JPEGs are: the largest one. Where the file is a TIFF inside it is
 * asked where they lie; elsewhere, and where it keeps them in fields of the maker's own, they are found by what a JPEG begins and ends
 * with. References: TIFF 6.0; DNG 1.7; ITU T.81.
 */
import { boxesOf, followed } from '../boxes.ts'
import { endsWithMarker, jpegSegments } from '../picture-data.ts'
import { TiffReader, type TiffPage } from '../tiff/reader.ts'

const COMPRESSION = 259
/** "Old" and "new" JPEG: what a RAW file's sensor data may be as well, then without loss, or in many tiles. */
const JPEG_COMPRESSIONS = [6, 7]
const [STRIPS, STRIP_LENGTHS] = [273, 279]
const [TILES, TILE_LENGTHS] = [324, 325]
/** What some cameras write for a place that they do not tell. */
const NOWHERE = 0xff_ff_ff_ff
const [JPEG_AT, JPEG_LENGTH] = [513, 514]
/** Of Panasonic's RW2. */
const JPEG_FROM_RAW = 46
export const DNG_VERSION = 50_706
/** Pixels of the long side: what every camera's screen shows. A smaller one among the fields is no reason not to look for another. */
const SCREEN = 640
/** Pixels of the long side: of the smallest that a camera puts in; less shows nothing. */
const LEAST = 160
/**
 * Where a file tells nothing, so many beginnings are followed, and so many times its length in all: by chance three bytes in 16 million look like
 * one.
 */
const MOST_FOLLOWED = 200
const MOST_LENGTHS = 4

export interface Preview {
  readonly jpeg: Buffer
  readonly width: number
  readonly height: number
  readonly hasEnd: boolean
}

/** What is wrong with a file that ends before the data do which it tells of. */
export class CutOff extends Error {}

/** @returns undefined where there is none. @throws CutOff */
export function rawPreview(file: Buffer): Preview | undefined {
  if (isCutOff(file)) throw new CutOff()
  const told = isTiffLike(file) ? toldPreviews(file) : { previews: [], isDng: false, lacks: 'nothing' }
  const best = largest(told.previews)
  // The tiles of a DNG may be JPEGs themselves.
  if (told.isDng || (best !== undefined && isForScreen(best))) return whole(best)
  const found = whole(largest([...told.previews, ...foundPreviews(file)]))
  // A maker may tell of a place that there never was; but where the beginning is lost, or only a small picture is left, the rest was cut off.
  const isRest = told.lacks === 'all' || (told.lacks === 'some' && found !== undefined && !isForScreen(found))
  if (found !== undefined && isRest) throw new CutOff()
  return found
}

function isForScreen({ width, height }: Preview): boolean {
  return Math.max(width, height) >= SCREEN
}

function whole(preview: Preview | undefined): Preview | undefined {
  if (preview?.hasEnd === false) throw new CutOff()
  return preview
}

/** Where Fujifilm's head tells the places of the JPEG, of what is written about it, and of the sensor data; each with its length behind it. */
const RAF_PLACES = [84, 92, 100]

/** As far as formats that are no TIFF inside tell it. */
function isCutOff(file: Buffer): boolean {
  if (file.toString('latin1', 4, 12) === 'ftypcrx ') return followed(() => boxesOf(file)) === undefined
  if (file.toString('latin1', 0, 15) !== 'FUJIFILMCCD-RAW') return false
  return RAF_PLACES.some((at) => {
    return at + 8 > file.length || file.readUInt32BE(at) + file.readUInt32BE(at + 4) > file.length
  })
}

/** Also with the marks that Olympus and Panasonic write where others have the number 42. */
export function isTiffLike(file: Buffer): boolean {
  return ['II*\0', 'MM\0*', 'IIRO', 'IIRS', 'MMOR', 'IIU\0'].includes(file.toString('latin1', 0, 4))
}

function largest(previews: readonly Preview[]): Preview | undefined {
  const area = ({ width, height }: Preview): number => width * height
  return previews.toSorted((a, b) => area(b) - area(a)).at(0)
}

interface Told {
  readonly previews: readonly Preview[]
  readonly isDng: boolean
  /** Which of the directories of the file lie beyond its end. */
  readonly lacks: 'nothing' | 'some' | 'all'
}

function toldPreviews(file: Buffer): Told {
  let lacks: Told['lacks'] = 'some'
  try {
    const reader = new TiffReader(file)
    if (reader.first >= file.length) lacks = 'all'
    const pages = reader.pages()
    for (const page of pages) assertWhole(reader, page, file.length)
    const jpegs = pages.flatMap((page) => jpegsOf(reader, page))
    return {
      previews: jpegs.map((jpeg) => previewOf(jpeg)).filter((preview) => preview !== undefined),
      isDng: pages[0].fields.has(DNG_VERSION),
      lacks: 'nothing',
    }
  } catch (error) {
    if (error instanceof RangeError) return { previews: [], isDng: false, lacks }
    throw error
  }
}

function jpegsOf(reader: TiffReader, page: TiffPage): Buffer[] {
  const places: [start: number, length: number][] = []
  const add = (offsets: number, lengths: number): void => {
    const [starts, sizes] = [reader.numbers(page, offsets), reader.numbers(page, lengths)]
    if (starts.length === 1 && sizes.length === 1) places.push([starts[0], sizes[0]])
  }
  add(JPEG_AT, JPEG_LENGTH)
  if (JPEG_COMPRESSIONS.includes(reader.number(page, COMPRESSION))) add(STRIPS, STRIP_LENGTHS)
  const whole = page.fields.get(JPEG_FROM_RAW)?.bytes
  const told = places.map(([start, length]) => reader.slice(start, length))
  return whole === undefined ? told : [...told, whole]
}

/** The preview may be whole where the sensor data are not, but such a photo is lost. */
function assertWhole(reader: TiffReader, page: TiffPage, end: number): void {
  for (const [offsets, lengths] of [
    [STRIPS, STRIP_LENGTHS],
    [TILES, TILE_LENGTHS],
    [JPEG_AT, JPEG_LENGTH],
  ]) {
    const sizes = reader.numbers(page, lengths)
    const isCut = (start: number, i: number): boolean => start !== NOWHERE && start + (sizes.at(i) ?? 0) > end
    if (reader.numbers(page, offsets).some(isCut)) throw new CutOff()
  }
}

function foundPreviews(file: Buffer): Preview[] {
  const found: Preview[] = []
  let at = 0
  let left = MOST_LENGTHS * file.length
  for (let followedTo = 0; followedTo < MOST_FOLLOWED && left > 0; followedTo += 1) {
    at = file.indexOf('\xff\xd8\xff', at, 'latin1')
    if (at < 0) break
    const rest = file.subarray(at)
    const { end } = jpegSegments(rest)
    left -= end
    const preview = endsWithMarker(rest, end) ? previewOf(rest.subarray(0, end + 2)) : undefined
    if (preview !== undefined) found.push(preview)
    // A smaller one may lie in what is written about it.
    at += preview === undefined ? 2 : preview.jpeg.length
  }
  return found
}

/** Frames of eight bits that every decoder knows: baseline, extended, progressive. Raw data are in frames without loss. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2])

function previewOf(jpeg: Buffer): Preview | undefined {
  if (jpeg.toString('latin1', 0, 3) !== '\xff\xd8\xff') return undefined
  const { segments, end } = jpegSegments(jpeg)
  const frame = segments.find(({ marker }) => FRAMES.has(marker))
  if (frame === undefined || frame.start + 9 > jpeg.length || jpeg[frame.start + 4] !== 8) return undefined
  const [height, width] = [jpeg.readUInt16BE(frame.start + 5), jpeg.readUInt16BE(frame.start + 7)]
  if (height === 0 || Math.max(width, height) < LEAST) return undefined
  return { jpeg, width, height, hasEnd: endsWithMarker(jpeg, end) }
}

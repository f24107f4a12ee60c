/**
 * @file Names of exported files: those that loaders of such folders take, no longer than a file system allows.
 *
 * [Note: what loaders read] `torchvision.datasets.ImageFolder` takes a file by the ending of its name (`TAKEN`), and refuses the
 * whole set where a class has none; `datasets` of Hugging Face leaves out what begins with a dot or two underscores. So a
 * JPEG without an ending, or with `.jfif`, gets `.jpg`. Pictures of formats that not every loader knows (GIF, AVIF, HEIC, JPEG XL, RAW) are written as PNG.
 */
import path from 'node:path'
import { byteLength, cutToBytes, LONGEST_NAME } from '../../../shared/file-name.ts'
import { isRawName } from '../../ingest/formats.ts'

/** IMG_EXTENSIONS of torchvision; all of them are among those of `datasets`. */
const TAKEN = new Set(['.jpg', '.jpeg', '.png', '.ppm', '.bmp', '.pgm', '.tif', '.tiff', '.webp'])

/** Endings that say which format it is, but that no loader asks for. */
const OTHER_ENDINGS = new Set(
  '.jfif .jif .jpe .pjpeg .pjp .mpo .apng .gif .avif .heic .heif .heics .heifs .hif .jxl'.split(' '),
)

const ENDINGS: ReadonlyMap<string, string> = new Map([
  ['jpeg', '.jpg'],
  ['png', '.png'],
  ['webp', '.webp'],
  ['tiff', '.tif'],
])
const CONVERTED = '.png'

/** Whether the photo must be written as another format for loaders to read it. */
export function isConverted(file: string, format: string): boolean {
  return !ENDINGS.has(format) && !(format === 'gif' && TAKEN.has(endingOf(file)))
}

export interface ExportedName {
  readonly stem: string
  /** With its dot. */
  readonly ending: string
}

/** What an exported file keeps of its name, and the ending that loaders ask for. */
export function exportedName(file: string, format: string): ExportedName {
  const given = path.basename(file).replace(/^(?:\.|__)+/, '_')
  const ending = endingOf(given)
  const isKept = TAKEN.has(ending) && !isConverted(given, format)
  const saysFormat = OTHER_ENDINGS.has(ending) || TAKEN.has(ending) || isRawName(given)
  const stem = isKept || saysFormat ? given.slice(0, -ending.length) : given
  return { stem, ending: isKept ? given.slice(stem.length) : (ENDINGS.get(format) ?? CONVERTED) }
}

/** Of a file that stays what it is. */
export function ownName(file: string): ExportedName {
  const { name, ext } = path.parse(file)
  return { stem: name, ending: ext }
}

/** @param mark stands before the ending, to tell photos of one name apart. */
export function withMark({ stem, ending }: ExportedName, mark: string): string {
  return cutToBytes(stem, LONGEST_NAME - byteLength(mark + ending)) + mark + ending
}

/** In lower case. */
function endingOf(file: string): string {
  return path.extname(file).toLowerCase()
}

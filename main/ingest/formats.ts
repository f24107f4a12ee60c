/**
 * @file Which file is a picture: by its first bytes, whatever it is called, and by its name where the bytes do not say.
 * Formats that we cannot read yet are known too, so that such a file is listed with a plain reason.
 */
import path from 'node:path'
import { sentence, type Sentence } from '../../shared/sentences/sentence.ts'

/** Formats that are read. */
export type PhotoFormat = 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif' | 'avif' | 'heic' | 'raw' | 'jxl'

export type Sniffed =
  | { readonly kind: 'photo'; readonly format: PhotoFormat }
  | { readonly kind: 'unsupported'; readonly name: string }
  | { readonly kind: 'unknown' }

/** So many first bytes are enough for `sniff`. */
export const SNIFFED_BYTES = 64

const READ = new Set(
  'jpg jpeg jpe jfif jif pjpeg pjp mpo png apng webp tif tiff gif avif heic heif heics heifs hif jxl'.split(
    ' ',
  ),
)

/** Shown by the picture that the camera puts into them. */
const RAW = new Set(
  '3fr arw cr2 cr3 crw dcr dng erf fff gpr iiq k25 kdc mef mos mrw nef nrw orf pef raf rw2 rwl sr2 srf srw x3f'.split(
    ' ',
  ),
)
const NOT_READ: ReadonlyMap<string, string> = new Map([
  ...['jp2', 'j2k', 'jpf', 'jpx', 'jpm'].map((extension): [string, string] => [extension, 'JPEG 2000']),
  ...['psd', 'psb'].map((extension): [string, string] => [extension, 'Photoshop']),
  ...['bmp', 'dib'].map((extension): [string, string] => [extension, 'BMP']),
  ...['svg', 'svgz'].map((extension): [string, string] => [extension, 'SVG']),
  ['ico', 'ICO'],
])

/** Whether the name alone promises a picture; `name` may be a path. */
export function hasPictureExtension(name: string): boolean {
  const extension = extensionOf(name)
  return READ.has(extension) || RAW.has(extension) || NOT_READ.has(extension)
}

/** The format that the name promises but that is not read yet, e.g. "HEIC"; undefined for all other names. */
export function unsupportedByName(name: string): string | undefined {
  return NOT_READ.get(extensionOf(name))
}

/** Whether the name is one that cameras give to RAW files. */
export function isRawName(name: string): boolean {
  return RAW.has(extensionOf(name))
}

/** Endings of the same format, where it is not called as its ending. */
const OTHER_ENDINGS: ReadonlyMap<string, PhotoFormat> = new Map([
  ...['jpg', 'jpe', 'jfif', 'jif', 'pjpeg', 'pjp', 'mpo'].map((each): [string, PhotoFormat] => [
    each,
    'jpeg',
  ]),
  ...['heif', 'heics', 'heifs', 'hif'].map((each): [string, PhotoFormat] => [each, 'heic']),
  ['apng', 'png'],
  ['tif', 'tiff'],
])
const FORMATS: readonly PhotoFormat[] = ['jpeg', 'png', 'webp', 'tiff', 'gif', 'avif', 'heic', 'jxl']

/** The format that the name promises; undefined for one that is not read, or none. Only for what cannot be opened: bytes say it better. */
export function formatByName(name: string): PhotoFormat | undefined {
  const extension = extensionOf(name)
  if (RAW.has(extension)) return 'raw'
  return FORMATS.find((format) => format === extension) ?? OTHER_ENDINGS.get(extension)
}

/** Endings of videos. */
export const FILMS = 'mp4 m4v mov avi mkv mts m2ts webm wmv 3gp 3g2 mpg mpeg flv ogv vob'.split(' ')

/** Whether the name promises a video. */
export function isFilm(name: string): boolean {
  return FILMS.includes(extensionOf(name))
}

function extensionOf(name: string): string {
  return path.extname(name).slice(1).toLowerCase()
}

/** One rule: these Latin-1 characters at this offset. */
type Magic = readonly [offset: number, bytes: string, result: Sniffed]

const photo = (format: PhotoFormat): Sniffed => ({ kind: 'photo', format })
const unsupported = (name: string): Sniffed => ({ kind: 'unsupported', name })

/** First match counts, so RAW formats that are TIFF files inside stand before TIFF. */
const MAGICS: readonly Magic[] = [
  [0, '\xff\xd8\xff', photo('jpeg')],
  [0, '\x89PNG\r\n\x1a\n', photo('png')],
  [0, 'GIF87a', photo('gif')],
  [0, 'GIF89a', photo('gif')],
  [8, 'CR\x02', photo('raw')],
  [0, 'II\x2a\x00\x10\x00\x00\x00CR', photo('raw')],
  [0, 'IIRO', photo('raw')],
  [0, 'IIRS', photo('raw')],
  [0, 'MMOR', photo('raw')],
  [0, 'IIU\x00', photo('raw')],
  [0, 'FUJIFILMCCD-RAW', photo('raw')],
  [0, 'FOVb', photo('raw')],
  [0, '\x00MRM', photo('raw')],
  [6, 'HEAPCCDR', photo('raw')],
  [0, 'II\x2a\x00', photo('tiff')],
  [0, 'MM\x00\x2a', photo('tiff')],
  [0, 'II\x2b\x00', photo('tiff')], // BigTIFF
  [0, 'MM\x00\x2b', photo('tiff')],
  [0, '8BPS', unsupported('Photoshop')],
  [0, '\x00\x00\x00\x0cJXL \r\n\x87\n', photo('jxl')],
  [0, '\x00\x00\x00\x0cjP  \r\n\x87\n', unsupported('JPEG 2000')],
  [0, '\xff\x4f\xff\x51', unsupported('JPEG 2000')],
]

/**
 * The format of a file by its first bytes (`SNIFFED_BYTES` of them, or the whole file where it is shorter).
 * RAW formats that begin exactly as TIFF does (NEF, ARW, DNG) are told by their name: see `formatOf`.
 */
export function sniff(head: Buffer): Sniffed {
  const text = head.toString('latin1', 0, SNIFFED_BYTES)
  for (const [offset, bytes, result] of MAGICS) if (text.startsWith(bytes, offset)) return result
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return photo('webp')
  if (text.startsWith('ftyp', 4)) return sniffBrands(text, head)
  // A naked JPEG XL stream has two bytes of magic, BMP as well: ask for what must follow them.
  if (text.startsWith('\xff\x0a') && head.length > 12) return photo('jxl')
  if (text.startsWith('BM') && isBitmap(head)) return unsupported('BMP')
  return { kind: 'unknown' }
}

/** What to do with a file of this name and these first bytes. */
export function formatOf(name: string, head: Buffer): Sniffed {
  const sniffed = sniff(head)
  if (sniffed.kind === 'photo' && sniffed.format === 'tiff' && isRawName(name)) return photo('raw')
  const promised = unsupportedByName(name)
  if (sniffed.kind === 'unknown' && promised !== undefined && head.length > 0) return unsupported(promised)
  return sniffed
}

const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'])

/** ISO base media files (AVIF, HEIC, CR3, but also films): the major brand decides, then the compatible ones. */
function sniffBrands(text: string, head: Buffer): Sniffed {
  const end = head.length >= 4 ? Math.min(head.readUInt32BE(0), SNIFFED_BYTES, text.length) : 0
  const brands = [text.slice(8, 12)]
  for (let offset = 16; offset + 4 <= end; offset += 4) brands.push(text.slice(offset, offset + 4))
  for (const brand of brands) {
    if (brand === 'avif' || brand === 'avis') return photo('avif')
    if (HEIC_BRANDS.has(brand)) return photo('heic')
    if (brand === 'crx ') return photo('raw')
    if (brand === 'jxl ') return photo('jxl')
  }
  // `mif1` alone says "some picture"; without a known codec among the brands it is no AVIF.
  return brands.includes('mif1') || brands.includes('msf1') ? photo('heic') : { kind: 'unknown' }
}

/** The header sizes that exist for BMP files: BITMAPCOREHEADER up to BITMAPV5HEADER. */
const BITMAP_HEADERS = [12, 40, 52, 56, 64, 108, 124]

function isBitmap(head: Buffer): boolean {
  return head.length >= 18 && BITMAP_HEADERS.includes(head.readUInt32LE(14))
}

/** Why a file with a picture's name is not a picture, in the words of the list of unreadable files. */
export function describeUnknown(head: Buffer): Sentence {
  if (head.length === 0) return sentence('file-empty')
  const text = head.toString('latin1', 0, SNIFFED_BYTES)
  if (head.every((byte) => byte === 0)) return sentence('not-picture-zeros')
  if (text.startsWith('%PDF')) return sentence('not-picture-pdf')
  if (text.startsWith('PK\x03\x04')) return sentence('not-picture-zip')
  if (text.startsWith('ftyp', 4)) return sentence('not-picture-film')
  if (/^\s*<(!doctype|html|\?xml|svg)/i.test(text)) return sentence('not-picture-web')
  const isText = head.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13)
  if (isText) return sentence('not-picture-text')
  return sentence('not-picture')
}

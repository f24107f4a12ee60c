/** @file How many pages or frames a file holds, of which only the first is shown. References: PNG 3rd edition (animation); TIFF 6.0. */
import { readFile, stat } from 'node:fs/promises'
import type { Metadata } from 'sharp'
import { readHeader } from './decode.ts'
import { formatOf, type PhotoFormat } from './formats.ts'
import { readHead } from './head.ts'
import { heifPictures } from './heif/pictures.ts'
import { isJxlAnimation } from './jxl/animation.ts'
import { wholePages } from './tiff/stored-data.ts'

/** Of an animated PNG: how many frames, in the data of this chunk. */
const ANIMATION = 'acTL'
const IMAGE_DATA = 'IDAT'

/** Larger files are not read only to be told about. Bytes. */
const MOST_READ = 200e6
/** A slow disk, or a share that does not answer, holds up the large view no longer. */
const LONGEST_MS = 500

/**
 * Whether the file, as it is now, holds more pages or frames than the one that is shown; false where that cannot be told at once.
 * @param file absolute path
 */
export function holdsSeveral(file: string): Promise<boolean> {
  const limit = AbortSignal.timeout(LONGEST_MS)
  const isLate = new Promise<false>((resolve) => {
    limit.addEventListener('abort', () => {
      resolve(false)
    })
  })
  return Promise.race([isLate, readsSeveral(file, limit)])
}

async function readsSeveral(file: string, signal: AbortSignal): Promise<boolean> {
  try {
    const sniffed = formatOf(file, await readHead(file))
    if (sniffed.kind !== 'photo' || isSingle(sniffed.format)) return false
    if ((await stat(file)).size > MOST_READ) return false
    const bytes = await readFile(file, { signal })
    return framesOf(sniffed.format, hasPages(sniffed.format) ? await readHeader(bytes) : {}, bytes) > 1
  } catch {
    return false // it is gone, or damaged, or was not read in time
  }
}

function isSingle(format: PhotoFormat): boolean {
  return format === 'jpeg' || format === 'raw'
}

function hasPages(format: PhotoFormat): boolean {
  return format === 'gif' || format === 'webp'
}

/**
 * 1 for JPEG and RAW: what else they hold belongs to their picture. Of a JPEG XL that is an animation 2, whatever it has.
 * @param file as it lies on the disk @param header of a GIF or WebP
 */
export function framesOf(format: PhotoFormat, header: Pick<Metadata, 'pages'>, file: Buffer): number {
  switch (format) {
    case 'gif':
    case 'webp':
      return header.pages ?? 1
    case 'tiff':
      return wholePages(file)
    case 'png':
      return animatedFrames(file)
    case 'avif':
    case 'heic':
      return heifPictures(file)
    case 'jxl':
      return isJxlAnimation(file) ? 2 : 1
    case 'jpeg':
    case 'raw':
      return 1
  }
}

/** The chunk stands before the data, or the file is no animation. */
function animatedFrames(file: Buffer): number {
  const head = file.subarray(0, Math.max(0, file.indexOf(IMAGE_DATA, 0, 'latin1')))
  const at = head.indexOf(ANIMATION, 0, 'latin1')
  return at < 0 || at + 8 > head.length ? 1 : Math.max(1, head.readUInt32BE(at + 4))
}

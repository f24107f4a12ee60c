/**
 * @file A picture as libvips can read it: most files are; others are decoded apart, or hold a picture that is one. With it comes what the
 * file says about the picture, wherever its format keeps that.
 */
import { readFile } from 'node:fs/promises'
import type { Metadata } from 'sharp'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import { readHeader, LARGEST_PIXELS } from './decode.ts'
import { decodeForeign } from './foreign/decoders.ts'
import { notSupported, tooLarge } from './foreign/failures.ts'
import { ForeignFormat } from './foreign/protocol.ts'
import { formatOf, type PhotoFormat } from './formats.ts'
import { readHead } from './head.ts'
import { heifAbout } from './heif/about.ts'
import { isFilmAlone } from './heif/pictures.ts'
import { jxlExif } from './jxl/container.ts'
import { isOrientation, type WrittenAbout } from './metadata.ts'
import { CutOff, rawPreview } from './raw/preview.ts'
import { rawTags } from './raw/tags.ts'
import { turnedJpeg } from './raw/turned.ts'

export interface ReadablePicture {
  readonly file: Buffer<ArrayBuffer>
  /** Of this form of the file. */
  readonly format: PhotoFormat
  readonly header: Metadata
  readonly about: WrittenAbout
}

/** Formats that a decoder of their own has to turn into pixels first. */
export function isForeign(format: PhotoFormat): format is ForeignFormat {
  return ForeignFormat.safeParse(format).success
}

/**
 * What libvips is given for the file at this path: the path itself, where it can read that.
 * @throws AppError or Error, in words for `reasonOfDecodeError`, and errors of the file system
 */
export async function readableAt(path: string): Promise<string | Buffer<ArrayBuffer>> {
  const sniffed = formatOf(path, await readHead(path))
  if (sniffed.kind !== 'photo' || !(isForeign(sniffed.format) || sniffed.format === 'raw')) return path
  return (await makeReadable(await readFile(path), sniffed.format)).file
}

/** @throws AppError or Error, in words for `reasonOfDecodeError`. AppError `cancelled` while it waits. */
export async function makeReadable(
  file: Buffer<ArrayBuffer>,
  format: PhotoFormat,
  signal?: AbortSignal,
): Promise<ReadablePicture> {
  if (format === 'heic') return readHeic(file, signal)
  if (format === 'raw') return readRaw(file)
  if (format === 'jxl') return readJxl(file, signal)
  const header = await readHeader(file)
  return { file, format, header, about: aboutOf(header, file) }
}

async function readHeic(file: Buffer<ArrayBuffer>, signal?: AbortSignal): Promise<ReadablePicture> {
  const { exif, icc, orientation, leftToTurn, pixels } = heifAbout(file)
  if (pixels > LARGEST_PIXELS) {
    throw tooLarge(`${Math.round(pixels / 1e6)} million pixels exceed the limit of ${LARGEST_PIXELS / 1e6}`)
  }
  if (isFilmAlone(file)) throw notSupported('frames of a film without a picture of their own')
  const decoded = await decodeForeign(
    { format: 'heic', file, icc: icc && new Uint8Array(icc), orientation: leftToTurn },
    signal,
  )
  const header = await readHeader(decoded)
  return { file: decoded, format: 'tiff', header, about: { orientation, icc, exif } }
}

/** Its decoder gives sRGB, and turns it: what its EXIF says of that is not looked at. */
async function readJxl(file: Buffer<ArrayBuffer>, signal?: AbortSignal): Promise<ReadablePicture> {
  const decoded = await decodeForeign({ format: 'jxl', file }, signal)
  const header = await readHeader(decoded)
  return {
    file: decoded,
    format: 'tiff',
    header,
    about: { orientation: 1, icc: undefined, exif: jxlExif(file) },
  }
}

/** By the camera's own picture in it, turned as the file says. */
async function readRaw(file: Buffer<ArrayBuffer>): Promise<ReadablePicture> {
  const tags = rawTags(file)
  const jpeg = withTurn(previewIn(file), tags?.Orientation)
  const header = await readHeader(jpeg)
  const about = aboutOf(header, jpeg)
  return { file: jpeg, format: 'jpeg', header, about: tags === undefined ? about : { ...about, exif: tags } }
}

function previewIn(file: Buffer): Buffer {
  try {
    const preview = rawPreview(file)
    if (preview === undefined) throw new AppError('bad-input', sentence('raw-without-preview'))
    return preview.jpeg
  } catch (error) {
    if (error instanceof CutOff) throw new AppError('bad-input', sentence('picture-truncated'))
    throw error
  }
}

function withTurn(jpeg: Buffer, orientation: unknown): Buffer<ArrayBuffer> {
  return isOrientation(orientation) ? turnedJpeg(jpeg, orientation) : Buffer.from(jpeg)
}

export function aboutOf({ format, exif, icc, orientation }: Metadata, file: Buffer): WrittenAbout {
  return { orientation, icc, exif: format === 'tiff' ? file : exif }
}

/** @file Reads one file into a photo, or gives the reason why it is not one. Nothing here throws for a bad file. */
import { readFile, stat } from 'node:fs/promises'
import { hashPicture, type Hashes } from './content-hash.ts'
import type { BackboneInput } from './crops.ts'
import { decodePhoto, type DecodedPhoto } from './decode.ts'
import { withRoom } from './decoded-size.ts'
import {
  describeUnknown,
  formatOf,
  isRawName,
  SNIFFED_BYTES,
  unsupportedByName,
  type PhotoFormat,
} from './formats.ts'
import { framesOf } from './frames.ts'
import { readHead } from './head.ts'
import { withJpegEnd } from './jpeg-end.ts'
import { readMetadata, type PhotoMetadata } from './metadata.ts'
import { hasEnd } from './picture-data.ts'
import { codeOf } from '../../shared/errors.ts'
import { isForeign, makeReadable, type ReadablePicture } from './readable.ts'
import { reasonOfDecodeError, reasonOfFileError } from './reasons.ts'
import { type PlainSentence, sentence } from '../../shared/sentences/sentence.ts'

/** A file of a known format, read once, with its identity; not decoded yet. */
export interface OpenedPicture extends Hashes {
  readonly kind: 'picture'
  readonly format: PhotoFormat
  /** As far as it is shown: of a RAW file the picture in it. */
  readonly file: Buffer<ArrayBuffer>
  /** Absent where the file has to be decoded to be read, which waits until its photo is. */
  readonly readable: ReadablePicture | undefined
  /** Whether the end of the file is there, as far as the format tells. */
  readonly hasEnd: boolean | undefined
}

export interface UnreadablePicture {
  readonly kind: 'unreadable'
  readonly reason: PlainSentence
  /** Null where the file could not even be read, or need not be. */
  readonly fileHash: string | null
  /** False when the disk refused or the time ran out, which may pass: the file is worth another try although it has not changed. */
  readonly isFinal: boolean
}

export interface ReadPhoto extends PhotoMetadata, DecodedPhoto {
  readonly kind: 'photo'
  /** Pages or frames in the file, of which the first is shown. */
  readonly frames: number
}

/** @param file absolute path. */
export async function openPicture(file: string): Promise<OpenedPicture | UnreadablePicture> {
  // A RAW file has up to 200 MB, of which a small part is shown: few are held at the same time.
  return isRawName(file) ? withRoom(await sizeOf(file), () => openAt(file)) : openAt(file)
}

/** Bytes; 0 where it cannot be told. */
async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}

async function openAt(file: string): Promise<OpenedPicture | UnreadablePicture> {
  let bytes: Buffer<ArrayBuffer>
  try {
    // RAW files are large, and their first bytes tell all that we want to know.
    const head = unsupportedByName(file) === undefined ? undefined : await readHead(file)
    bytes = head !== undefined && formatOf(file, head).kind !== 'photo' ? head : await readFile(file)
  } catch (error) {
    return {
      kind: 'unreadable',
      reason: reasonOfFileError(error, 'file'),
      fileHash: null,
      isFinal: false,
    }
  }
  return openBytes(file, bytes)
}

/** The same for a file at hand. @param name its ending may tell the format. */
export async function openBytes(
  name: string,
  bytes: Buffer<ArrayBuffer>,
): Promise<OpenedPicture | UnreadablePicture> {
  const head = bytes.subarray(0, SNIFFED_BYTES)
  const sniffed = formatOf(name, head)
  if (sniffed.kind === 'unsupported')
    return unreadable(sentence('format-unsupported', { format: sniffed.name }))
  if (sniffed.kind === 'unknown') return unreadable(describeUnknown(head))
  const { format } = sniffed
  const isWhole = hasEnd(format, bytes)
  try {
    const file = format === 'jpeg' ? withJpegEnd(bytes) : bytes
    const readable = isForeign(format) ? undefined : await makeReadable(file, format)
    const hashes = await hashPicture(format, file)
    return { kind: 'picture', format, file: readable?.file ?? file, readable, hasEnd: isWhole, ...hashes }
  } catch (error) {
    return unreadable(reasonOfDecodeError(error, isWhole))
  }
}

/**
 * @param inputs of the backbones whose pixels are wanted, at least one.
 * @throws AppError `cancelled`, where the signal is raised before a decoder is free
 */
export async function readPhoto(
  picture: OpenedPicture,
  inputs: readonly BackboneInput[],
  signal?: AbortSignal,
): Promise<ReadPhoto | UnreadablePicture> {
  const { fileHash, hasEnd: isWhole } = picture
  try {
    const readable = picture.readable ?? (await makeReadable(picture.file, picture.format, signal))
    const { file, header, format, about } = readable
    const [metadata, decoded] = await Promise.all([
      readMetadata(about),
      decodePhoto(file, header, format, inputs, format === 'jpeg' && isWhole === false),
    ])
    const frames = framesOf(picture.format, header, picture.file)
    return { kind: 'photo', ...metadata, ...decoded, frames }
  } catch (error) {
    if (codeOf(error) === 'cancelled') throw error
    const reason = reasonOfDecodeError(error, isWhole)
    // A machine that was busy or asleep may be quicker next time.
    return { ...unreadable(reason, fileHash), isFinal: reason.key !== 'picture-endless' }
  }
}

function unreadable(reason: PlainSentence, fileHash: string | null = null): UnreadablePicture {
  return { kind: 'unreadable', reason, fileHash, isFinal: true }
}

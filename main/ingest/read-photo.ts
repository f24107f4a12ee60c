/** @file Reads one file into a photo, or gives the reason why it is not one. Nothing here throws for a bad file. */
import { open, readFile } from 'node:fs/promises'
import type { Metadata } from 'sharp'
import { hashPicture, type Hashes } from './content-hash.ts'
import type { BackboneInput } from './crops.ts'
import { decodePhoto, readHeader, type DecodedPhoto } from './decode.ts'
import { describeUnknown, formatOf, SNIFFED_BYTES, unsupportedByName, type PhotoFormat } from './formats.ts'
import { withJpegEnd } from './jpeg-end.ts'
import { readMetadata, type PhotoMetadata } from './metadata.ts'
import { hasEnd } from './picture-data.ts'
import { reasonOfDecodeError, reasonOfFileError } from './reasons.ts'
import { sentence, type Sentence } from '../../shared/sentences/sentence.ts'

/** A file of a known format, read once, with its identity; not decoded yet. */
export interface OpenedPicture extends Hashes {
  readonly kind: 'picture'
  readonly format: PhotoFormat
  readonly file: Buffer<ArrayBuffer>
  readonly header: Metadata
  /** Whether the end of the file is there, as far as the format tells. */
  readonly hasEnd: boolean | undefined
}

export interface UnreadablePicture {
  readonly kind: 'unreadable'
  /** A sentence. */
  readonly reason: Sentence
  /** Null where the file could not even be read, or need not be. */
  readonly fileHash: string | null
  /** False when the disk refused, which may pass: the file is worth another try although it has not changed. */
  readonly isFinal: boolean
}

export interface ReadPhoto extends PhotoMetadata, DecodedPhoto {
  readonly kind: 'photo'
}

/** @param file absolute path. */
export async function openPicture(file: string): Promise<OpenedPicture | UnreadablePicture> {
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
  const head = bytes.subarray(0, SNIFFED_BYTES)
  const sniffed = formatOf(file, head)
  if (sniffed.kind === 'unsupported')
    return unreadable(sentence('format-unsupported', { format: sniffed.name }))
  if (sniffed.kind === 'unknown') return unreadable(describeUnknown(head))
  const { format } = sniffed
  const isWhole = hasEnd(format, bytes)
  try {
    const file = format === 'jpeg' ? withJpegEnd(bytes) : bytes
    const header = await readHeader(file)
    return { kind: 'picture', format, file, header, hasEnd: isWhole, ...(await hashPicture(format, file)) }
  } catch (error) {
    return unreadable(reasonOfDecodeError(error, isWhole))
  }
}

/** @param inputs of the backbones whose pixels are wanted, at least one. */
export async function readPhoto(
  picture: OpenedPicture,
  inputs: readonly BackboneInput[],
): Promise<ReadPhoto | UnreadablePicture> {
  const { file, header, format, fileHash, hasEnd: isWhole } = picture
  try {
    const [metadata, decoded] = await Promise.all([
      readMetadata(header, file),
      decodePhoto(file, header, format, inputs, format === 'jpeg' && isWhole === false),
    ])
    return { kind: 'photo', ...metadata, ...decoded }
  } catch (error) {
    return unreadable(reasonOfDecodeError(error, isWhole), fileHash)
  }
}

function unreadable(reason: Sentence, fileHash: string | null = null): UnreadablePicture {
  return { kind: 'unreadable', reason, fileHash, isFinal: true }
}

async function readHead(file: string): Promise<Buffer<ArrayBuffer>> {
  const handle = await open(file, 'r')
  try {
    const head = Buffer.alloc(SNIFFED_BYTES)
    const { bytesRead } = await handle.read(head, 0, SNIFFED_BYTES, 0)
    return head.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

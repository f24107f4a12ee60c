/** @file XMP in a PNG, which may stand in front of the picture or behind it (as ExifTool writes it, where no decoder looks any more). Reference: PNG 3rd edition. */
import { open, type FileHandle } from 'node:fs/promises'
import { inflateSync } from 'node:zlib'
import { LONGEST_XMP } from './xmp-document.ts'

const SIGNATURE_LENGTH = 8
/** Length, type and, behind the content, a checksum. */
const [HEAD_LENGTH, FRAME_LENGTH] = [8, 12]
const KEYWORD = 'XML:com.adobe.xmp\0'
/** A picture is cut into fewer pieces. */
const MOST_CHUNKS = 1_000_000

/** @param file absolute path. What cannot be followed counts as absent. */
export async function pngXmp(file: string): Promise<Buffer | undefined> {
  const handle = await open(file, 'r')
  try {
    return await findIn(handle)
  } finally {
    await handle.close()
  }
}

/** Of what is no text, only the heads are read. */
async function findIn(handle: FileHandle): Promise<Buffer | undefined> {
  let at = SIGNATURE_LENGTH
  for (let chunk = 0; chunk < MOST_CHUNKS; chunk += 1) {
    const head = await bytesAt(handle, at, HEAD_LENGTH)
    if (head.length < HEAD_LENGTH) return undefined
    const length = head.readUInt32BE(0)
    if (head.toString('latin1', 4) === 'iTXt' && length <= LONGEST_XMP) {
      const xmp = xmpIn(await bytesAt(handle, at + HEAD_LENGTH, length))
      if (xmp !== undefined) return xmp
    }
    at += length + FRAME_LENGTH
  }
  return undefined
}

async function bytesAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await handle.read(bytes, 0, length, at)
  return bytes.subarray(0, bytesRead)
}

/** Behind the keyword stand two bytes (whether it is packed, and how) and two texts (its language, the keyword in that). */
function xmpIn(text: Buffer): Buffer | undefined {
  if (text.toString('latin1', 0, KEYWORD.length) !== KEYWORD) return undefined
  const isPacked = text[KEYWORD.length] === 1
  const language = text.indexOf(0, KEYWORD.length + 2)
  const translated = language < 0 ? -1 : text.indexOf(0, language + 1)
  if (translated < 0) return undefined
  const body = text.subarray(translated + 1)
  if (!isPacked) return body
  try {
    return inflateSync(body, { maxOutputLength: LONGEST_XMP })
  } catch {
    return undefined
  }
}

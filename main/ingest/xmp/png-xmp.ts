/** @file XMP in a PNG, which may stand in front of the picture or behind it (as ExifTool writes it, where no decoder looks any more). Reference: PNG 3rd edition. */
import { open, type FileHandle } from 'node:fs/promises'
import { inflateSync } from 'node:zlib'
import { LONGEST_XMP } from './xmp-document.ts'

const SIGNATURE_LENGTH = 8
/** Length, type and, behind the content, a checksum. */
const [HEAD_LENGTH, FRAME_LENGTH] = [8, 12]
const KEYWORD = 'XML:com.adobe.xmp\0'
/** What XMP says of PNG is the first; libvips packs it into the second. */
const TEXTS = ['iTXt', 'zTXt', 'tEXt'] as const
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
    const kind = TEXTS.find((each) => head.toString('latin1', 4) === each)
    if (kind !== undefined && length <= LONGEST_XMP) {
      const xmp = xmpIn(kind, await bytesAt(handle, at + HEAD_LENGTH, length))
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

function xmpIn(kind: (typeof TEXTS)[number], text: Buffer): Buffer | undefined {
  if (text.toString('latin1', 0, KEYWORD.length) !== KEYWORD) return undefined
  if (kind === 'iTXt') return internationalText(text)
  const body = text.subarray(KEYWORD.length)
  return kind === 'tEXt' ? body : unpacked(body.subarray(1)) // behind how it is packed
}

/** Behind the keyword stand two bytes (whether it is packed, and how) and two texts (its language, the keyword in that). */
function internationalText(text: Buffer): Buffer | undefined {
  const isPacked = text[KEYWORD.length] === 1
  const language = text.indexOf(0, KEYWORD.length + 2)
  const translated = language < 0 ? -1 : text.indexOf(0, language + 1)
  if (translated < 0) return undefined
  const body = text.subarray(translated + 1)
  return isPacked ? unpacked(body) : body
}

function unpacked(body: Buffer): Buffer | undefined {
  try {
    return inflateSync(body, { maxOutputLength: LONGEST_XMP })
  } catch {
    return undefined
  }
}

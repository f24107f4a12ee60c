/** @file XMP and IPTC inside the files of photos, as they are stored there; nothing is decoded. */
import { readFile, stat } from 'node:fs/promises'
import { brotliDecompressSync } from 'node:zlib'
import sharp from 'sharp'
import { boxesOf, followed } from '../boxes.ts'
import { withRoom } from '../decoded-size.ts'
import { formatOf, type PhotoFormat } from '../formats.ts'
import { readHead } from '../head.ts'
import { heifItems } from '../heif/items.ts'
import { isTiffLike } from '../raw/preview.ts'
import { TiffReader } from '../tiff/reader.ts'
import { pngXmp } from './png-xmp.ts'
import { LONGEST_XMP } from './xmp-document.ts'

export interface EmbeddedBlocks {
  readonly xmp: Buffer | undefined
  readonly iptc: Buffer | undefined
}

const NOTHING: EmbeddedBlocks = { xmp: undefined, iptc: undefined }

/**
 * What cannot be followed counts as absent.
 * @param file absolute path
 * @throws errors of the file system; what libvips says of a file that it cannot open
 */
export async function embeddedBlocks(file: string): Promise<EmbeddedBlocks> {
  const sniffed = formatOf(file, await readHead(file))
  return sniffed.kind === 'photo' ? blocksOf(file, sniffed.format) : NOTHING
}

async function blocksOf(file: string, format: PhotoFormat): Promise<EmbeddedBlocks> {
  if (format === 'gif') return NOTHING
  if (format === 'png') return { xmp: await pngXmp(file), iptc: undefined }
  if (format === 'heic' || format === 'avif') return wholly(file, inItems)
  if (format === 'jxl') return wholly(file, inBoxes)
  if (format === 'raw') return wholly(file, inRaw)
  const { xmp, iptc } = await sharp(file, { failOn: 'none', limitInputPixels: false }).metadata()
  return { xmp, iptc }
}

/** What they are looked for in lies anywhere in the file; few of these are held at the same time. */
async function wholly(file: string, find: (bytes: Buffer) => EmbeddedBlocks): Promise<EmbeddedBlocks> {
  const { size } = await stat(file)
  return withRoom(size, async () => {
    const { xmp, iptc } = find(await readFile(file))
    // Copies, or the whole file would stay in memory with them.
    return { xmp: xmp && Buffer.from(xmp), iptc: iptc && Buffer.from(iptc) }
  })
}

function inItems(file: Buffer): EmbeddedBlocks {
  const found = followed(() => {
    const texts = heifItems(file).items.filter(({ type }) => type === 'mime')
    return texts.map((item) => item.bytes()).find(isXmp)
  })
  return { xmp: found, iptc: undefined }
}

function inBoxes(file: Buffer): EmbeddedBlocks {
  const found = followed(() => {
    const boxes = boxesOf(file)
    const plain = boxes.find(({ type }) => type === 'xml ')?.body
    if (plain !== undefined) return plain
    const packed = boxes.find(({ type, body }) => type === 'brob' && body.toString('latin1', 0, 4) === 'xml ')
    return packed && unpacked(packed.body.subarray(4))
  })
  return { xmp: found, iptc: undefined }
}

function unpacked(packed: Buffer): Buffer | undefined {
  try {
    return brotliDecompressSync(packed, { maxOutputLength: LONGEST_XMP })
  } catch {
    return undefined
  }
}

const [XMP_FIELD, IPTC_FIELD] = [700, 33_723]
/** What Canon's CR3 calls the box of its XMP. */
const CANON_XMP = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex')

function inRaw(file: Buffer): EmbeddedBlocks {
  if (file.toString('latin1', 4, 12) === 'ftypcrx ') {
    const box = followed(() =>
      boxesOf(file).find(({ type, body }) => type === 'uuid' && body.subarray(0, 16).equals(CANON_XMP)),
    )
    return { xmp: box?.body.subarray(16), iptc: undefined }
  }
  if (!isTiffLike(file)) return NOTHING
  const fields = followed(() => {
    const reader = new TiffReader(file)
    return reader.page(reader.first).fields
  })
  return { xmp: fields?.get(XMP_FIELD)?.bytes, iptc: fields?.get(IPTC_FIELD)?.bytes }
}

function isXmp(bytes: Buffer): boolean {
  return /<\?xpacket|<x:xmpmeta|<rdf:RDF/.test(bytes.toString('latin1', 0, 512))
}

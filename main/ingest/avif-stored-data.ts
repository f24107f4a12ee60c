/**
 * @file The picture data of an AVIF as they are stored: the coded images and what says how they belong together.
 * References: ISO/IEC 14496-12 (boxes), 23008-12 (items and their properties), AV1 Image File Format.
 */

/** Items that are written about the picture: EXIF, XMP, addresses. */
const METADATA_ITEMS = new Set(['Exif', 'mime', 'uri '])
/** Properties that turn the picture: as a rotation tag of a JPEG they make it no other photo. */
const TURNS = new Set(['irot', 'imir'])
/** "Describes": how metadata name their picture. */
const DESCRIBES = 'cdsc'
const IN_FILE = 0
const IN_META = 1

/** What is wrong with the boxes; never leaves this file. */
class Lost extends Error {}

interface Box {
  readonly type: string
  readonly body: Buffer
}

interface Extents {
  readonly id: number
  readonly method: number
  readonly places: readonly (readonly [start: number, length: number])[]
}

/** @returns undefined where the file cannot be followed, or holds a film: then every byte of it counts. */
export function avifPicture(file: Buffer): Uint8Array[] | undefined {
  try {
    const boxes = boxesOf(file)
    if (boxes.some(({ type }) => type === 'moov')) return undefined
    return itemsOf(file, boxesOf(need(boxes, 'meta').subarray(4)))
  } catch (error) {
    if (error instanceof RangeError || error instanceof Lost) return undefined
    throw error
  }
}

function itemsOf(file: Buffer, meta: readonly Box[]): Uint8Array[] {
  const types = itemTypes(need(meta, 'iinf'))
  const isPicture = (id: number): boolean => !METADATA_ITEMS.has(types.get(id) ?? '')
  const properties = itemProperties(need(meta, 'iprp'))
  const data = meta.find(({ type }) => type === 'idat')?.body ?? Buffer.alloc(0)
  const parts: Uint8Array[] = [need(meta, 'pitm')]
  for (const { id, method, places } of itemPlaces(need(meta, 'iloc')).sort((a, b) => a.id - b.id)) {
    if (!isPicture(id)) continue
    const bytes = Buffer.concat(
      places.map(([start, length]) => slice(method === IN_META ? data : file, start, length)),
    )
    const own = properties.get(id) ?? []
    parts.push(Buffer.from(`item ${id} ${types.get(id) ?? ''} ${bytes.length} ${own.length}\n`), bytes)
    for (const { type, body } of own) parts.push(Buffer.from(`${type} ${body.length}\n`), body)
  }
  const references = meta.find(({ type }) => type === 'iref')?.body
  if (references !== undefined) {
    for (const { type, body } of boxesOf(references.subarray(4))) {
      if (type !== DESCRIBES) parts.push(Buffer.from(`reference ${type} ${body.length}\n`), body)
    }
  }
  return parts
}

function boxesOf(bytes: Buffer): Box[] {
  const boxes: Box[] = []
  for (let at = 0; at + 8 <= bytes.length;) {
    const short = bytes.readUInt32BE(at)
    const header = short === 1 ? 16 : 8
    const size = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? bytes.length - at : short
    if (size < header) throw new Lost()
    boxes.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      body: slice(bytes, at + header, size - header),
    })
    at += size
  }
  return boxes
}

function itemTypes(iinf: Buffer): Map<number, string> {
  const start = iinf.readUInt8(0) === 0 ? 6 : 8
  const types = new Map<number, string>()
  for (const { type, body } of boxesOf(iinf.subarray(start))) {
    const version = body.readUInt8(0)
    if (type !== 'infe' || version < 2) throw new Lost()
    const idBytes = version === 2 ? 2 : 4
    const at = 4 + idBytes + 2
    types.set(body.readUIntBE(4, idBytes), body.toString('latin1', at, at + 4))
  }
  return types
}

/** By item; without those that turn it, and without colour profiles, which are metadata in a JPEG too. */
function itemProperties(iprp: Buffer): Map<number, Box[]> {
  const boxes = boxesOf(iprp)
  const all = boxesOf(need(boxes, 'ipco'))
  const isProfile = ({ type, body }: Box): boolean =>
    type === 'colr' && ['prof', 'rICC'].includes(body.toString('latin1', 0, 4))
  const found = new Map<number, Box[]>()
  for (const { type, body } of boxes) {
    if (type !== 'ipma') continue
    const idBytes = body.readUInt8(0) === 0 ? 2 : 4
    const indexBytes = (body.readUInt8(3) & 1) === 0 ? 1 : 2
    let at = 8
    for (let left = body.readUInt32BE(4); left > 0; left -= 1) {
      const id = body.readUIntBE(at, idBytes)
      const count = body.readUInt8(at + idBytes)
      at += idBytes + 1
      const own: Box[] = []
      for (let i = 0; i < count; i += 1, at += indexBytes) {
        const index = body.readUIntBE(at, indexBytes) & (indexBytes === 1 ? 0x7f : 0x7fff)
        if (index > all.length) throw new Lost()
        if (index > 0 && !TURNS.has(all[index - 1].type) && !isProfile(all[index - 1]))
          own.push(all[index - 1])
      }
      found.set(id, own)
    }
  }
  return found
}

function itemPlaces(iloc: Buffer): Extents[] {
  const version = iloc.readUInt8(0)
  if (version > 2) throw new Lost()
  const [offsetBytes, lengthBytes] = nibbles(iloc.readUInt8(4))
  const [baseBytes, lastNibble] = nibbles(iloc.readUInt8(5))
  const indexBytes = version === 0 ? 0 : lastNibble
  let at = 6
  const read = (bytes: number): number => {
    at += bytes
    if (bytes === 8) return Number(iloc.readBigUInt64BE(at - 8))
    return bytes === 0 ? 0 : iloc.readUIntBE(at - bytes, bytes)
  }
  const idBytes = version < 2 ? 2 : 4
  return Array.from({ length: read(idBytes) }, () => {
    const id = read(idBytes)
    const method = version === 0 ? IN_FILE : read(2) & 15
    const source = read(2)
    if (method > IN_META || source !== 0) throw new Lost() // inside another item, or in another file
    const base = read(baseBytes)
    const places = Array.from({ length: read(2) }, (): [number, number] => {
      read(indexBytes)
      return [base + read(offsetBytes), read(lengthBytes)]
    })
    return { id, method, places }
  })
}

function nibbles(byte: number): [high: number, low: number] {
  return [byte >> 4, byte & 15]
}

function need(boxes: readonly Box[], type: string): Buffer {
  const found = boxes.find((box) => box.type === type)
  if (found === undefined) throw new Lost()
  return found.body
}

function slice(bytes: Buffer, start: number, length: number): Buffer {
  if (start + length > bytes.length) throw new Lost()
  return bytes.subarray(start, start + length)
}

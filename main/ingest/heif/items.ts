/**
 * @file The items of an AVIF or HEIC: coded images, what is written about them, and what they have to do with each other.
 * References: ISO/IEC 14496-12 (boxes), 23008-12 (items and their properties).
 */
import { Lost, boxesOf, need, slice, type Box } from '../boxes.ts'

const IN_FILE = 0
const IN_META = 1

export interface HeifItem {
  readonly id: number
  /** Four characters: hvc1, av01, grid, Exif, mime, ... */
  readonly type: string
  /** Only there for another one. */
  readonly isHidden: boolean
  readonly properties: readonly Box[]
  /** @throws Lost where they do not lie in the file. */
  readonly bytes: () => Buffer
}

export interface HeifItems {
  /** Body of the box that names the picture to show. */
  readonly primary: Buffer
  readonly primaryId: number
  /** By id. */
  readonly items: readonly HeifItem[]
  readonly references: readonly Box[]
}

/** @throws Lost or RangeError where the file cannot be followed, or holds a film. */
export function heifItems(file: Buffer): HeifItems {
  const boxes = boxesOf(file)
  if (boxes.some(({ type }) => type === 'moov')) throw new Lost()
  const meta = boxesOf(need(boxes, 'meta').subarray(4))
  const types = itemTypes(need(meta, 'iinf'))
  const properties = itemProperties(need(meta, 'iprp'))
  const data = meta.find(({ type }) => type === 'idat')?.body ?? Buffer.alloc(0)
  const primary = need(meta, 'pitm')
  const references = meta.find(({ type }) => type === 'iref')?.body
  return {
    primary,
    primaryId: primary.readUIntBE(4, primary.readUInt8(0) === 0 ? 2 : 4),
    items: itemPlaces(need(meta, 'iloc'))
      .sort((a, b) => a.id - b.id)
      .map(({ id, method, places }) => ({
        id,
        type: types.get(id)?.type ?? '',
        isHidden: types.get(id)?.isHidden ?? false,
        properties: properties.get(id) ?? [],
        bytes: () =>
          Buffer.concat(
            places.map(([start, length]) => slice(method === IN_META ? data : file, start, length)),
          ),
      })),
    references: references === undefined ? [] : boxesOf(references.subarray(4)),
  }
}

function itemTypes(iinf: Buffer): Map<number, Pick<HeifItem, 'type' | 'isHidden'>> {
  const start = iinf.readUInt8(0) === 0 ? 6 : 8
  const types = new Map<number, Pick<HeifItem, 'type' | 'isHidden'>>()
  for (const { type, body } of boxesOf(iinf.subarray(start))) {
    const version = body.readUInt8(0)
    if (type !== 'infe' || version < 2) throw new Lost()
    const idBytes = version === 2 ? 2 : 4
    const at = 4 + idBytes + 2
    const coded = body.toString('latin1', at, at + 4)
    types.set(body.readUIntBE(4, idBytes), { type: coded, isHidden: (body.readUInt8(3) & 1) === 1 })
  }
  return types
}

function itemProperties(iprp: Buffer): Map<number, Box[]> {
  const boxes = boxesOf(iprp)
  const all = boxesOf(need(boxes, 'ipco'))
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
        if (index > 0) own.push(all[index - 1])
      }
      found.set(id, own)
    }
  }
  return found
}

interface Extents {
  readonly id: number
  readonly method: number
  readonly places: readonly (readonly [start: number, length: number])[]
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

/**
 * @file The picture data of an AVIF or HEIC as they are stored: the coded images and what says how they belong together.
 * References: ISO/IEC 23008-12 (items and their properties), AV1 Image File Format.
 */
import { followed, type Box } from '../boxes.ts'
import { heifItems } from './items.ts'

/** Items that are written about the picture: EXIF, XMP, addresses. */
const METADATA_ITEMS = new Set(['Exif', 'mime', 'uri '])
/** Properties that turn the picture: as a rotation tag of a JPEG they make it no other photo. */
const TURNS = new Set(['irot', 'imir'])
/** "Describes": how metadata name their picture. */
const DESCRIBES = 'cdsc'

/** @returns undefined where the file cannot be followed, or holds a film: then every byte of it counts. */
export function heifPicture(file: Buffer): Uint8Array[] | undefined {
  return followed(() => {
    const { primary, items, references } = heifItems(file)
    const parts: Uint8Array[] = [primary]
    for (const item of items) {
      if (METADATA_ITEMS.has(item.type)) continue
      const bytes = item.bytes()
      const own = item.properties.filter((property) => !TURNS.has(property.type) && !isProfile(property))
      parts.push(Buffer.from(`item ${item.id} ${item.type} ${bytes.length} ${own.length}\n`), bytes)
      for (const { type, body } of own) parts.push(Buffer.from(`${type} ${body.length}\n`), body)
    }
    for (const { type, body } of references) {
      if (type !== DESCRIBES) parts.push(Buffer.from(`reference ${type} ${body.length}\n`), body)
    }
    return parts
  })
}

/** Colour profiles are metadata in a JPEG too. */
function isProfile({ type, body }: Box): boolean {
  return type === 'colr' && ['prof', 'rICC'].includes(body.toString('latin1', 0, 4))
}

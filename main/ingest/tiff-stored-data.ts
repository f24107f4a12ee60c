/**
 * @file The picture data of a TIFF, of all its pages, as they are stored: what identifies the photo whatever its samples are
 * (16 bits, signed, floating point). References: TIFF 6.0; BigTIFF as libtiff writes it; TIFF Technical Note 1 (trees of pages).
 */

/** Bytes of a value of each field type; the types that are not here belong to no picture. */
const VALUE_BYTES: ReadonlyMap<number, number> = new Map([
  ...[1, 2, 6, 7].map((type): [number, number] => [type, 1]),
  ...[3, 8].map((type): [number, number] => [type, 2]),
  ...[4, 9, 11, 13].map((type): [number, number] => [type, 4]),
  ...[5, 10, 12, 16, 17, 18].map((type): [number, number] => [type, 8]),
])
const SUB_PAGES = 330
const NEW_SUBFILE_TYPE = 254
/** Of NewSubfileType: a smaller copy of another page, which editors add and drop. */
const REDUCED = 1
/** Tags of places in the file, and of the lengths of what lies there: strips, tiles, and a JPEG as version 6.0 had it. */
const DATA_TAGS: readonly (readonly [offsets: number, lengths: number])[] = [
  [273, 279],
  [324, 325],
  [513, 514],
]
/** Tags that say how the data become pixels, from ImageWidth to LercParameters; all others are written about the picture. */
const PICTURE_TAGS = new Set([
  ...[256, 257, 258, 259, 262, 266, 277, 278, 284, 292, 293, 317, 320, 322, 323, 332, 338, 339, 347],
  ...[512, 515, 519, 520, 521, 529, 530, 532, 50674],
])
/** A file with more pages is identified by all its bytes. */
const MOST_PAGES = 100_000

interface Field {
  readonly type: number
  readonly count: number
  readonly bytes: Buffer
}

interface Page {
  readonly fields: ReadonlyMap<number, Field>
  readonly next: number
}

/** @returns undefined where the file cannot be followed: then every byte of it counts. */
export function tiffPicture(file: Buffer): Uint8Array[] | undefined {
  try {
    const reader = new TiffReader(file)
    const pages = reader.pages()
    const whole = pages.filter((page) => (reader.number(page, NEW_SUBFILE_TYPE) & REDUCED) === 0)
    return (whole.length === 0 ? pages : whole).flatMap((page) => reader.pictureOf(page))
  } catch (error) {
    if (error instanceof RangeError) return undefined // a place beyond the end of the file
    throw error
  }
}

class TiffReader {
  readonly #file: Buffer
  readonly #isLittle: boolean
  readonly #isBig: boolean

  constructor(file: Buffer) {
    this.#file = file
    this.#isLittle = file.readUInt8(0) === 0x49
    this.#isBig = this.#unsigned(2, 2) === 43
  }

  /** In the order of the file, pages below a page after it. */
  pages(): Page[] {
    const pages: Page[] = []
    const seen = new Set<number>([0])
    const waiting = [this.#isBig ? this.#unsigned(8, 8) : this.#unsigned(4, 4)]
    for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
      if (seen.has(at)) continue
      seen.add(at)
      if (pages.length === MOST_PAGES) throw new RangeError('Too many pages.')
      const page = this.#page(at)
      pages.push(page)
      waiting.unshift(...this.#numbers(page.fields.get(SUB_PAGES)), page.next)
    }
    if (pages.length === 0) throw new RangeError('No page.')
    return pages
  }

  number(page: Page, tag: number): number {
    return this.#numbers(page.fields.get(tag)).at(0) ?? 0
  }

  /** What the data mean, each part with its length, and the data. */
  pictureOf({ fields }: Page): Uint8Array[] {
    const parts: Uint8Array[] = [Buffer.from(`page ${this.#isLittle ? 'II' : 'MM'}\n`)]
    for (const [tag, { type, count, bytes }] of fields) {
      if (PICTURE_TAGS.has(tag)) parts.push(Buffer.from(`${tag} ${type} ${count}\n`), bytes)
    }
    const data = DATA_TAGS.flatMap(([offsets, lengths]) =>
      this.#data(this.#numbers(fields.get(offsets)), this.#numbers(fields.get(lengths))),
    )
    if (data.length === 0) throw new RangeError('A page without data.')
    for (const part of data) parts.push(Buffer.from(`data ${part.length}\n`), part)
    return parts
  }

  #data(offsets: readonly number[], lengths: readonly number[]): Uint8Array[] {
    if (offsets.length !== lengths.length) throw new RangeError('Strips without lengths.')
    return offsets.map((offset, i) => this.#slice(offset, lengths[i]))
  }

  #page(at: number): Page {
    const [countBytes, entryBytes, placeBytes] = this.#isBig ? [8, 20, 8] : [2, 12, 4]
    const count = this.#unsigned(at, countBytes)
    const fields = new Map<number, Field>()
    for (let i = 0; i < count; i += 1) {
      const entry = at + countBytes + i * entryBytes
      const field = this.#field(entry, placeBytes)
      if (field !== undefined) fields.set(this.#unsigned(entry, 2), field)
    }
    return { fields, next: this.#unsigned(at + countBytes + count * entryBytes, placeBytes) }
  }

  #field(entry: number, placeBytes: number): Field | undefined {
    const type = this.#unsigned(entry + 2, 2)
    const size = VALUE_BYTES.get(type)
    if (size === undefined) return undefined
    const count = this.#unsigned(entry + 4, placeBytes)
    const value = entry + 4 + placeBytes
    const length = size * count
    const start = length <= placeBytes ? value : this.#unsigned(value, placeBytes)
    return { type, count, bytes: this.#slice(start, length) }
  }

  #numbers(field: Field | undefined): number[] {
    if (field === undefined) return []
    const size = VALUE_BYTES.get(field.type) ?? 1
    const length = Math.floor(field.bytes.length / size)
    return Array.from({ length }, (_, i) => this.#unsigned(i * size, size, field.bytes))
  }

  #unsigned(at: number, size: number, from: Buffer = this.#file): number {
    if (size < 8) return this.#isLittle ? from.readUIntLE(at, size) : from.readUIntBE(at, size)
    return Number(this.#isLittle ? from.readBigUInt64LE(at) : from.readBigUInt64BE(at))
  }

  /** @throws RangeError beyond the end of the file. */
  #slice(start: number, length: number): Buffer {
    if (start + length > this.#file.length) throw new RangeError('Beyond the end of the file.')
    return this.#file.subarray(start, start + length)
  }
}

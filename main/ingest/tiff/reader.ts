/**
 * @file The pages of a TIFF with their fields, which is also what most cameras' RAW files are, and what EXIF is. References: TIFF 6.0; BigTIFF as libtiff
 * writes it; TIFF Technical Note 1 (trees of pages).
 */

/** Bytes of a value of each field type; the types that are not here belong to no picture. */
const VALUE_BYTES: ReadonlyMap<number, number> = new Map([
  ...[1, 2, 6, 7].map((type): [number, number] => [type, 1]),
  ...[3, 8].map((type): [number, number] => [type, 2]),
  ...[4, 9, 11, 13].map((type): [number, number] => [type, 4]),
  ...[5, 10, 12, 16, 17, 18].map((type): [number, number] => [type, 8]),
])
const RATIONAL = 5
const SUB_PAGES = 330
/** A file with more pages is not followed. */
const MOST_PAGES = 100_000

export interface TiffField {
  readonly type: number
  readonly count: number
  readonly bytes: Buffer
}

export interface TiffPage {
  readonly fields: ReadonlyMap<number, TiffField>
  readonly next: number
}

export class TiffReader {
  readonly isLittle: boolean
  readonly #file: Buffer
  readonly #isBig: boolean

  /** @throws RangeError, as all of its methods do, where a place lies beyond the end of the file. */
  constructor(file: Buffer) {
    this.#file = file
    this.isLittle = file.readUInt8(0) === 0x49
    this.#isBig = this.#unsigned(2, 2) === 43
  }

  /** Where the first page begins. */
  get first(): number {
    return this.#isBig ? this.#unsigned(8, 8) : this.#unsigned(4, 4)
  }

  /** In the order of the file, pages below a page after it. */
  pages(): TiffPage[] {
    const pages: TiffPage[] = []
    const seen = new Set<number>([0])
    const waiting = [this.first]
    for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
      if (seen.has(at)) continue
      seen.add(at)
      if (pages.length === MOST_PAGES) throw new RangeError('Too many pages.')
      const page = this.page(at)
      pages.push(page)
      waiting.unshift(...this.numbers(page, SUB_PAGES), page.next)
    }
    if (pages.length === 0) throw new RangeError('No page.')
    return pages
  }

  /** The page, or another directory of fields, at this place. */
  page(at: number): TiffPage {
    const [countBytes, entryBytes, placeBytes] = this.#isBig ? [8, 20, 8] : [2, 12, 4]
    const count = this.#unsigned(at, countBytes)
    const fields = new Map<number, TiffField>()
    for (let i = 0; i < count; i += 1) {
      const entry = at + countBytes + i * entryBytes
      const field = this.#field(entry, placeBytes)
      if (field !== undefined) fields.set(this.#unsigned(entry, 2), field)
    }
    return { fields, next: this.#unsigned(at + countBytes + count * entryBytes, placeBytes) }
  }

  /** The first number of a field; 0 where there is none. */
  number(page: TiffPage, tag: number): number {
    return this.numbers(page, tag).at(0) ?? 0
  }

  /** Fractions as what they amount to. */
  numbers({ fields }: TiffPage, tag: number): number[] {
    const field = fields.get(tag)
    if (field === undefined) return []
    const { type, bytes } = field
    const size = VALUE_BYTES.get(type) ?? 1
    const length = Math.floor(bytes.length / size)
    return Array.from({ length }, (_, i) =>
      type === RATIONAL
        ? this.#unsigned(i * size, 4, bytes) / this.#unsigned(i * size + 4, 4, bytes)
        : this.#unsigned(i * size, size, bytes),
    )
  }

  slice(start: number, length: number): Buffer {
    if (start + length > this.#file.length) throw new RangeError('Beyond the end of the file.')
    return this.#file.subarray(start, start + length)
  }

  #field(entry: number, placeBytes: number): TiffField | undefined {
    const type = this.#unsigned(entry + 2, 2)
    const size = VALUE_BYTES.get(type)
    if (size === undefined) return undefined
    const count = this.#unsigned(entry + 4, placeBytes)
    const value = entry + 4 + placeBytes
    const length = size * count
    const start = length <= placeBytes ? value : this.#unsigned(value, placeBytes)
    return { type, count, bytes: this.slice(start, length) }
  }

  #unsigned(at: number, size: number, from: Buffer = this.#file): number {
    if (size < 8) return this.isLittle ? from.readUIntLE(at, size) : from.readUIntBE(at, size)
    return Number(this.isLittle ? from.readBigUInt64LE(at) : from.readBigUInt64BE(at))
  }
}

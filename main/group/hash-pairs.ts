/**
 * @file Pairs of rows whose perceptual hashes differ in few bits. A hundred thousand photos have five thousand million pairs, so the
 * candidates are looked up; a million photos still leave three thousand million, whose bits WebAssembly counts.
 *
 * [Note: bands] A hash has four bands of 16 bits. Two hashes within ten bits of each other differ in at most two bits of the first,
 * the second or the third band, or in at most one of the fourth: else they would differ in 3 + 3 + 3 + 2 (multi-index hashing,
 * Norouzi, Punjani and Fleet 2012, proposition 1). So a row's candidates are those whose band is its own with so many bits
 * flipped: 137 of 65,536 values, or 17. It misses none.
 */
import { readFileSync } from 'node:fs'
import { AppError } from '../../shared/errors.ts'

/** The most bits in which the hashes of near-duplicates differ. */
export const NEAR_BITS = 10

/** @returns false where row i needs no more of the pairs that are visited now */
export type HashVisit = (i: number, j: number, bits: number) => unknown

const BANDS = 4
const BAND_BITS = 16
const BAND_VALUES = 2 ** BAND_BITS
const ROWS_A_STEP = 1_000
const MOST = BigInt(NEAR_BITS)
const FOUND_TOGETHER = 64
const INTEGER = 4
const HASH = 8
/** WebAssembly's memory grows by pages of this many bytes. */
const PAGE = 65_536

/**
 * Calls `visit` for each pair j < i of rows whose hashes differ in at most ten bits; for some more than once.
 * @param hashes [n] null for a row that has none
 * @returns done in steps, between which others may have their turn
 */
export function* hashPairs(hashes: readonly (bigint | null)[], visit: HashVisit): Generator<undefined> {
  const search = new Search(hashes)
  for (let band = 0; band < BANDS; band += 1) {
    search.sortBy(band)
    for (const [done, i] of search.rows.entries()) {
      if (done % ROWS_A_STEP === 0) yield
      for (const found of search.before(i)) {
        const isEnough = !visitAll(i, found, visit)
        if (isEnough) break
      }
    }
  }
}

/** @param found rows, each followed by the bits that differ @returns false where the visitor needs no more */
function visitAll(i: number, found: Int32Array, visit: HashVisit): boolean {
  for (let at = 0; at < found.length; at += 2) if (visit(i, found[at], found[at + 1]) === false) return false
  return true
}

/** See hash-pairs.wat. */
type Find = (
  isNew: number,
  row: number,
  shift: bigint,
  most: bigint,
  room: number,
  ...addresses: number[]
) => number

/** The rows that have a hash, laid out for hash-pairs.wasm. */
class Search {
  /** Ascending. */
  readonly rows: Int32Array
  readonly #find: Find
  readonly #memory: WebAssembly.Memory
  /** [n] the hash of each row. */
  readonly #hashes: BigUint64Array
  /** Addresses in the memory, in bytes. */
  readonly #at: Record<'starts' | 'flips' | 'rows' | 'sorted' | 'hashes' | 'found', number>
  #shift = 0n
  #lastFlip = 0

  constructor(hashes: readonly (bigint | null)[]) {
    this.rows = Int32Array.from([...hashes.keys()].filter((i) => hashes[i] !== null))
    const { memory, find } = new WebAssembly.Instance(compiledModule()).exports
    if (!(memory instanceof WebAssembly.Memory) || typeof find !== 'function')
      throw new AppError('internal', 'hash-pairs.wasm is not what it should be.')
    this.#find = find as Find
    this.#memory = memory
    let end = 0
    const room = (bytes: number): number => {
      const from = end
      end += Math.ceil(bytes / HASH) * HASH
      return from
    }
    this.#at = {
      starts: room((BAND_VALUES + 1) * INTEGER),
      flips: room(FLIPS[FLIPS.length - 1].length * INTEGER),
      rows: room(this.rows.length * INTEGER),
      sorted: room(this.rows.length * HASH),
      hashes: room(hashes.length * HASH),
      found: room(2 * FOUND_TOGETHER * INTEGER),
    }
    memory.grow(Math.ceil(Math.max(0, end - memory.buffer.byteLength) / PAGE))
    this.#hashes = new BigUint64Array(memory.buffer, this.#at.hashes, hashes.length)
    for (const i of this.rows) this.#hashes[i] = hashes[i] ?? 0n
  }

  /** By the value of one of the bands; the rows of one value ascend. */
  sortBy(band: number): void {
    this.#shift = BigInt(BAND_BITS * band)
    const flips = FLIPS[mostFlipped(band)]
    this.#integers(this.#at.flips, flips.length).set(flips)
    this.#lastFlip = this.#at.flips + flips.length * INTEGER
    const starts = this.#integers(this.#at.starts, BAND_VALUES + 1).fill(0)
    const values = new Uint16Array(this.#hashes.buffer, this.#hashes.byteOffset, this.#hashes.length * BANDS)
    const valueOf = (i: number): number => values[i * BANDS + band] // little endian, as WebAssembly is
    for (const i of this.rows) starts[valueOf(i) + 1] += 1
    for (let value = 0; value < BAND_VALUES; value += 1) starts[value + 1] += starts[value]
    const next = starts.slice()
    const rows = this.#integers(this.#at.rows, this.rows.length)
    const sorted = new BigUint64Array(this.#memory.buffer, this.#at.sorted, this.rows.length)
    for (const i of this.rows) {
      const place = next[valueOf(i)]
      next[valueOf(i)] += 1
      rows[place] = i
      sorted[place] = this.#hashes[i]
    }
  }

  /**
   * Rows before this one with a near hash, each followed by the bits that differ, some at a time: a time lapse has thousands, of which
   * one who asks needs few. Written over by the next ones.
   */
  *before(i: number): Generator<Int32Array> {
    const { starts, flips, rows, sorted, hashes, found } = this.#at
    const addresses = [starts, flips, this.#lastFlip, rows, sorted, hashes, found]
    for (let isNew = 1; ; isNew = 0) {
      const count = this.#find(isNew, i, this.#shift, MOST, FOUND_TOGETHER, ...addresses)
      if (count > 0) yield this.#integers(found, 2 * count)
      if (count < FOUND_TOGETHER) return
    }
  }

  #integers(at: number, length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, at, length)
  }
}

/** Bits in which a band may differ: see [Note: bands]. */
function mostFlipped(band: number): number {
  const each = Math.floor(NEAR_BITS / BANDS)
  return band <= NEAR_BITS % BANDS ? each : each - 1
}

const BITS = Array.from({ length: BAND_BITS }, (_, bit) => 1 << bit)
/** By how many bits may be set, none to two: the words of a band with no more, ascending. */
const FLIPS = [
  Int32Array.of(0),
  Int32Array.of(0, ...BITS),
  Int32Array.from(new Set([0, ...BITS.flatMap((one) => BITS.map((other) => one | other))])).sort(),
]

let compiled: WebAssembly.Module | undefined

function compiledModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('./hash-pairs.wasm', import.meta.url)))
  return compiled
}

/**
 * @file Near-duplicates: the same picture in another size, compression, brightness or slight crop. A page shows them
 * side by side, so that the person can judge them together.
 */
import { AppError } from '../../shared/errors.ts'
import { row } from '../math/matrix.ts'
import type { Matrix } from '../math/matrix.ts'

/**
 * Both limits were measured on 126 photos of Caltech-101 and five variants of each, with lite2 features. Re-encoding at
 * quality 40, half the size, 15 % more brightness and a crop by 4 % stay within 10 of the 64 bits in 99 of 100 cases
 * (a crop by 10 % in half of them); of 7,875 pairs of different photos none came below 15.
 */
const MOST_BITS = 10
/**
 * These variants keep a cosine of 0.66 or more in 99 of 100 cases; 99.8 % of the pairs of different photos stay below
 * 0.8.
 */
const LEAST_COSINE = 0.6

/**
 * Groups of near-duplicates: perceptual hashes that differ in at most 10 bits *and* features with a cosine of at least
 * 0.6, joined transitively. The hash alone would join flat pictures of different things, the cosine alone look-alikes.
 * @param hashes [n] 64-bit perceptual hashes; null for a photo that has none and so no duplicates.
 * @param x [n, d] preprocessed features, rows L2-normalised or zero.
 * @returns [n] the lowest row of each row's group; a photo without duplicates names itself.
 */
export function duplicateGroups(hashes: readonly (bigint | null)[], x: Matrix): Int32Array {
  if (hashes.length !== x.rows) {
    throw new AppError('internal', `${hashes.length} hashes do not go with ${x.rows} rows.`)
  }
  const groups = Int32Array.from(hashes, (_, i) => i)
  const rows = Int32Array.from(groups.filter((i) => hashes[i] !== null))
  const low = Int32Array.from(hashes, (hash) => Number(BigInt.asIntN(32, hash ?? 0n)))
  const high = Int32Array.from(hashes, (hash) => Number(BigInt.asIntN(32, (hash ?? 0n) >> 32n)))
  for (const words of [low, high]) {
    for (const shift of [0, BAND_BITS]) {
      forEachCandidate(rows, bandOf(words, shift), (i, j) => {
        if (bitCount(low[i] ^ low[j]) + bitCount(high[i] ^ high[j]) > MOST_BITS) return
        if (rootOf(groups, i) !== rootOf(groups, j) && cosine(x, i, j) >= LEAST_COSINE) join(groups, i, j)
      })
    }
  }
  return groups.map((_, i) => rootOf(groups, i))
}

/**
 * The rows in the given order, except that near-duplicates follow the first of their group.
 * @param groups as `duplicateGroups` returns them, for all rows.
 */
export function besideDuplicates(rows: readonly number[], groups: Int32Array): number[] {
  const members = new Map<number, number[]>() // in order of their first member
  for (const index of rows) {
    const group = members.get(groups[index])
    if (group === undefined) members.set(groups[index], [index])
    else group.push(index)
  }
  return [...members.values()].flat()
}

/**
 * [Note: bands] Of two hashes within ten bits of each other, at least one of the four bands of 16 bits differs in at most two
 * (multi-index hashing, Norouzi, Punjani and Fleet 2012). So a row's candidates are those whose band is its own with up to two
 * bits flipped: 137 of 65,536 values. It misses none.
 */
const BAND_BITS = 16
const BAND_VALUES = 2 ** BAND_BITS
const MOST_FLIPPED = 2

function bandOf(words: Int32Array, shift: number): Uint16Array {
  return Uint16Array.from(words, (word) => (word >>> shift) & (BAND_VALUES - 1))
}

/** Calls `visit` for each pair j < i of rows whose bands are close: see [Note: bands]. */
function forEachCandidate(rows: Int32Array, band: Uint16Array, visit: (i: number, j: number) => void): void {
  // The rows sorted by the value of their band; those with `value` start at starts[value], ascending.
  const starts = new Int32Array(BAND_VALUES + 1)
  for (const i of rows) starts[band[i] + 1] += 1
  for (let value = 0; value < BAND_VALUES; value += 1) starts[value + 1] += starts[value]
  const next = starts.slice()
  const members = new Int32Array(rows.length)
  for (const i of rows) {
    members[next[band[i]]] = i
    next[band[i]] += 1
  }
  for (const i of rows) {
    for (const flips of FLIPS) {
      const value = band[i] ^ flips
      for (let at = starts[value]; at < starts[value + 1] && members[at] < i; at += 1) visit(i, members[at])
    }
  }
}

/** The words of a band with at most two bits set. */
const FLIPS = Int32Array.from(
  Array.from({ length: BAND_VALUES }, (_, word) => word).filter((word) => bitCount(word) <= MOST_FLIPPED),
)

/** Set bits of a 32-bit word (Warren, Hacker's Delight, figure 5-2). */
function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  bits = (bits + (bits >>> 4)) & 0x0f0f0f0f
  return Math.imul(bits, 0x01010101) >>> 24
}

function cosine(x: Matrix, i: number, j: number): number {
  const a = row(x, i)
  const b = row(x, j)
  let total = 0
  for (let k = 0; k < a.length; k += 1) total += a[k] * b[k]
  return total
}

/** The root of a row's group, with path halving; roots are the lowest rows of their groups. */
function rootOf(groups: Int32Array, index: number): number {
  let at = index
  while (groups[at] !== at) {
    groups[at] = groups[groups[at]]
    at = groups[at]
  }
  return at
}

function join(groups: Int32Array, i: number, j: number): void {
  const [a, b] = [rootOf(groups, i), rootOf(groups, j)]
  groups[Math.max(a, b)] = Math.min(a, b)
}

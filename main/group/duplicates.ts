/**
 * @file Near-duplicates: the same picture in another size, compression, brightness or slight crop. They belong beside
 * each other on a page, so that one look answers for all of them.
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
/** Those variants keep a cosine of 0.66 or more in 99 of 100 cases; 99.8 % of the different pairs stay below 0.8. */
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
  const low = Int32Array.from(hashes, (hash) => Number(BigInt.asIntN(32, hash ?? 0n)))
  const high = Int32Array.from(hashes, (hash) => Number(BigInt.asIntN(32, (hash ?? 0n) >> 32n)))
  for (const bucket of candidateBuckets(hashes)) {
    for (let a = 0; a < bucket.length; a += 1) {
      for (let b = a + 1; b < bucket.length; b += 1) {
        const [i, j] = [bucket[a], bucket[b]]
        if (bitCount(low[i] ^ low[j]) + bitCount(high[i] ^ high[j]) > MOST_BITS) continue
        if (rootOf(groups, i) !== rootOf(groups, j) && cosine(x, i, j) >= LEAST_COSINE) join(groups, i, j)
      }
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
 * Rows that may be near: with one band of bits more than the bits that may differ, two near hashes agree in at least
 * one whole band. Spares nine tenths of the pairs of a large library and misses none.
 */
function* candidateBuckets(hashes: readonly (bigint | null)[]): Generator<number[]> {
  const bands = MOST_BITS + 1
  for (let band = 0; band < bands; band += 1) {
    const from = Math.floor((64 * band) / bands)
    const mask = (1n << BigInt(Math.floor((64 * (band + 1)) / bands) - from)) - 1n
    const buckets = new Map<bigint, number[]>()
    hashes.forEach((hash, i) => {
      if (hash === null) return
      const key = (hash >> BigInt(from)) & mask
      const bucket = buckets.get(key)
      if (bucket === undefined) buckets.set(key, [i])
      else bucket.push(i)
    })
    yield* buckets.values()
  }
}

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

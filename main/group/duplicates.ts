/**
 * @file Near-duplicates: the same picture in another size, compression, brightness or slight crop; and stacks, which are
 * near-duplicates so close that a person answers for all of them by one look at one of them. A page shows near-duplicates side
 * by side, and a stack as one tile.
 */
import { AppError } from '../../shared/errors.ts'
import { row, type Matrix } from '../math/matrix.ts'
import { dot } from '../math/vectors.ts'
import { hashPairs, type HashVisit } from './hash-pairs.ts'

/** Two photos are linked where their perceptual hashes differ in so few bits, and their features have such a cosine. */
interface Limits {
  readonly mostBits: number
  readonly leastCosine: number
}

/**
 * With hashes that differ in at most NEAR_BITS. Measured on 126 photos of Caltech-101 and five variants of each, with lite2
 * features. Re-encoding at quality 40, half the size, 15 % more brightness and a crop by 4 % stay within 10 of the 64 bits in 99 of 100 cases (a crop by 10 % in half of
 * them), with a cosine of 0.66 or more; of 7,875 pairs of different photos none came below 15 bits, and 99.8 % stay below a
 * cosine of 0.8.
 */
export const DUPLICATES: Pick<Limits, 'leastCosine'> = { leastCosine: 0.6 }
/** Of the photos in such stacks 99.5 % are of one class with the rest of their stack: the table is in docs/adr/0029-stacks.md. */
const STACKS: Limits = { mostBits: 4, leastCosine: 0.7 }

/** For each row the lowest row of its group; a photo by itself names itself. */
export interface NearCopies {
  readonly duplicates: Int32Array
  /** Each lies within one group of near-duplicates. */
  readonly stacks: Int32Array
}

/**
 * Groups of photos that are linked, directly or through others. The hash alone would link flat pictures of different things,
 * the cosine alone look-alikes.
 * @param hashes [n] 64-bit perceptual hashes; null for a photo that has none and so no duplicates.
 * @param x [n, d] preprocessed features, rows L2-normalised or zero.
 */
export function nearCopies(hashes: readonly (bigint | null)[], x: Matrix): NearCopies {
  if (hashes.length !== x.rows) {
    throw new AppError('internal', `${hashes.length} hashes do not go with ${x.rows} rows.`)
  }
  const duplicates = Int32Array.from(hashes, (_, i) => i)
  const stacks = duplicates.slice()
  const visit: HashVisit = (i, j, bits) => {
    const [mayJoin, mayStack] = [
      !isJoined(duplicates, i, j),
      bits <= STACKS.mostBits && !isJoined(stacks, i, j),
    ]
    if (!mayJoin && !mayStack) return
    const alike = dot(row(x, i), row(x, j))
    if (mayJoin && alike >= DUPLICATES.leastCosine) join(duplicates, i, j)
    if (mayStack && alike >= STACKS.leastCosine) join(stacks, i, j)
  }
  Array.from(hashPairs(hashes, visit)) // in one turn
  const groupsOf = (parents: Int32Array): Int32Array => parents.map((_, i) => rootOf(parents, i))
  return { duplicates: groupsOf(duplicates), stacks: groupsOf(stacks) }
}

/**
 * The rows in the given order, except that near-duplicates follow the first of their group.
 * @param groups of all rows: `duplicates` or `stacks` of `nearCopies`.
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

/** The root of a row's group, with path halving; roots are the lowest rows of their groups. */
function rootOf(groups: Int32Array, index: number): number {
  let at = index
  while (groups[at] !== at) {
    groups[at] = groups[groups[at]]
    at = groups[at]
  }
  return at
}

function isJoined(groups: Int32Array, i: number, j: number): boolean {
  return rootOf(groups, i) === rootOf(groups, j)
}

function join(groups: Int32Array, i: number, j: number): void {
  const [a, b] = [rootOf(groups, i), rootOf(groups, j)]
  groups[Math.max(a, b)] = Math.min(a, b)
}

/** @file The rows of a space that are nearest to one of them, or to several together, all or only some kinds of rows. */
import { gatherRows, matrix, row } from '../../math/matrix.ts'
import { hammingNearest } from '../../math/binary-codes.ts'
import { nearestRows } from '../../math/products/products.ts'
import { centresOf } from '../../group/centres.ts'
import { sameClass } from '../../learn/training/pair-classifier.ts'
import type { Space } from './active-space.ts'

export interface Near {
  /** Row of the space. */
  readonly index: number
  /** Cosine, or the probability of being of one class where the head has learned to tell. */
  readonly similarity: number
}

interface Wanted {
  readonly count: number
  /** For each row whether it may be chosen; undefined: all may. */
  readonly wanted?: readonly boolean[] | undefined
  readonly signal: AbortSignal
}

/** The codes choose so many times as many rows as are asked for, and at least so many, before the cosines do. */
const WIDER = 10
const LEAST_CANDIDATES = 200
/** Up to so many wanted rows are compared by themselves; more of them are soon found among the nearest of all. */
const FEW = 2_000

/** What the rows are near to: a unit vector, and the codes of the row that it is, if it is one. */
interface Query {
  readonly own: Float32Array
  readonly position?: number
}

/**
 * The nearest rows, nearest first, the row itself among them where it is wanted; fewer than `count` only where there are no more.
 * With codes and without `wanted` only the rows that the codes choose are compared.
 * @throws AppError `cancelled`
 */
export async function nearestInSpace(space: Space, position: number, wanted: Wanted): Promise<Near[]> {
  return nearestTo(space, { own: row(space.matrix, position), position }, wanted)
}

/**
 * The rows nearest to several together, by their normalised mean (Rocchio's query without what is not relevant), these rows among them.
 * @throws AppError `cancelled`
 */
export async function nearestToSeveral(
  space: Space,
  positions: readonly number[],
  wanted: Wanted,
): Promise<Near[]> {
  const rows = gatherRows(space.matrix, positions)
  const mean = centresOf(rows, new Int32Array(rows.rows), gatherRows(rows, [0]))
  return nearestTo(space, { own: row(mean, 0) }, wanted)
}

/** The rows nearest to a unit vector that is none of them. @throws AppError `cancelled` */
export function nearestToVector(space: Space, own: Float32Array, wanted: Wanted): Promise<Near[]> {
  return nearestTo(space, { own }, wanted)
}

async function nearestTo(space: Space, query: Query, { count, wanted, signal }: Wanted): Promise<Near[]> {
  if (wanted === undefined)
    return nearest(space, query, count, candidatesByCodes(space, query, count), signal)
  const rows = space.ids.flatMap((_, index) => (wanted[index] ? [index] : []))
  if (rows.length <= FEW || space.pairs !== null) return nearest(space, query, count, rows, signal)
  for (let most = FEW; ; most *= 4) {
    const found = await nearest(space, query, most, undefined, signal)
    const kept = found.filter(({ index }) => wanted[index]).slice(0, count)
    if (kept.length === count || most >= space.ids.length) return kept
  }
}

function candidatesByCodes(
  { codes }: Space,
  { position }: Query,
  count: number,
): ArrayLike<number> | undefined {
  if (codes === undefined || position === undefined) return undefined
  return hammingNearest(codes, position, Math.max(LEAST_CANDIDATES, WIDER * count))
}

/** @param candidates rows to choose from; undefined: all. */
async function nearest(
  space: Space,
  { own }: Query,
  count: number,
  candidates: ArrayLike<number> | undefined,
  signal: AbortSignal,
): Promise<Near[]> {
  if (candidates?.length === 0) return []
  const { matrix: x, pairs, trusted } = space
  if (pairs !== null) {
    const rows = candidates === undefined ? [...space.ids.keys()] : Array.from(candidates)
    return rows
      .map((index) => ({ index, similarity: sameClass(own, row(x, index), pairs) }))
      .sort((a, b) => b.similarity - a.similarity || a.index - b.index)
      .slice(0, count)
  }
  const among = candidates === undefined ? x : gatherRows(x, candidates)
  const found = await nearestRows(matrix(1, x.columns, own.slice()), among, count, { signal, trusted })
  return [...found.indices].map((index, rank) => ({
    index: candidates === undefined ? index : candidates[index],
    similarity: found.similarities[rank],
  }))
}

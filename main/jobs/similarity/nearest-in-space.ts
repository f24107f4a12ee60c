/** @file The rows of a space that are nearest to one of them, all or only some kinds of rows. */
import { gatherRows, matrix, row } from '../../math/matrix.ts'
import { hammingNearest } from '../../math/binary-codes.ts'
import { nearestRows } from '../../math/products/products.ts'
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

/**
 * The nearest rows, nearest first, the row itself among them where it is wanted; fewer than `count` only where there are no more.
 * With codes and without `wanted` only the rows that the codes choose are compared.
 * @throws AppError `cancelled`
 */
export async function nearestInSpace(
  space: Space,
  position: number,
  { count, wanted, signal }: Wanted,
): Promise<Near[]> {
  if (wanted === undefined)
    return nearest(space, position, count, candidatesByCodes(space, position, count), signal)
  const rows = space.ids.flatMap((_, index) => (wanted[index] ? [index] : []))
  if (rows.length <= FEW || space.pairs !== null) return nearest(space, position, count, rows, signal)
  for (let most = FEW; ; most *= 4) {
    const found = await nearest(space, position, most, undefined, signal)
    const kept = found.filter(({ index }) => wanted[index]).slice(0, count)
    if (kept.length === count || most >= space.ids.length) return kept
  }
}

function candidatesByCodes({ codes }: Space, position: number, count: number): ArrayLike<number> | undefined {
  if (codes === undefined) return undefined
  return hammingNearest(codes, position, Math.max(LEAST_CANDIDATES, WIDER * count))
}

/** @param candidates rows to choose from; undefined: all. */
async function nearest(
  space: Space,
  position: number,
  count: number,
  candidates: ArrayLike<number> | undefined,
  signal: AbortSignal,
): Promise<Near[]> {
  if (candidates?.length === 0) return []
  const { matrix: x, pairs, trusted } = space
  const own = row(x, position)
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

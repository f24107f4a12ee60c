/**
 * @file Pairs of photos that are nearly alike, with how much: what a person draws the line among, for near copies of which one is
 * enough. duplicates.ts draws it itself.
 */
import { AppError, throwIfCancelled } from '../../shared/errors.ts'
import { row, type Matrix } from '../math/matrix.ts'
import { nextTurn } from '../math/next-turn.ts'
import type { LongWork } from '../math/products/products.ts'
import { dot } from '../math/vectors.ts'
import { DUPLICATES } from './duplicates.ts'
import { hashPairs } from './hash-pairs.ts'

/** Less alike than this no two photos count as near copies, wherever the line is drawn. */
export const LEAST_LIKENESS = 0.8
/** Bits of a perceptual hash. */
const HASH_BITS = 64
/** A group up to this size is compared photo by photo; of a larger one, each photo with its neighbours. */
const LARGEST_COMPARED = 60
const ROWS_A_TURN = 1_000
/**
 * Of the rows before it, so many at most are paired with a row by their hashes, and so many are tried: a time lapse is thousands of
 * equal hashes, and so millions of pairs. All of them go with the first ones, and with their own neighbours.
 */
const MOST_BY_HASH = 30
const MOST_TRIED = 300

export interface NearPairs {
  /** Rows; first < second, and no pair twice. */
  readonly first: Int32Array
  readonly second: Int32Array
  /** LEAST_LIKENESS to 1. */
  readonly likeness: Float32Array
}

/** Who is a neighbour of whom: those of row i are columns[offsets[i]] .. columns[offsets[i + 1] - 1]. */
interface Graph {
  readonly offsets: Int32Array
  readonly columns: Int32Array
}

/**
 * Two photos are as much alike as their features (cosine), or as their perceptual hashes (share of equal bits) where these say
 * that it is one picture, re-encoded: features of a crop or a small copy differ more than a person sees.
 * @param hashes [n] null for a photo that has none
 * @param x [n, d] preprocessed features, rows L2-normalised
 * @throws AppError `internal` for lists of different lengths, `cancelled`
 */
export async function nearPairs(
  hashes: readonly (bigint | null)[],
  x: Matrix,
  graph: Graph,
  { signal, report }: LongWork = {},
): Promise<NearPairs> {
  if (hashes.length !== x.rows || graph.offsets.length !== x.rows + 1) {
    throw new AppError('internal', `${hashes.length} hashes do not go with ${x.rows} rows.`)
  }
  const found = new Pairs(x.rows)
  await pairByHash(found, hashes, x, signal)
  for (let i = 0; i < x.rows; i += 1) {
    if (i % ROWS_A_TURN === 0) {
      report?.(i, x.rows)
      await nextTurn()
      throwIfCancelled(signal)
    }
    for (let at = graph.offsets[i]; at < graph.offsets[i + 1]; at += 1)
      compare(found, x, i, graph.columns[at])
  }
  for (const members of found.components()) {
    if (members.length > LARGEST_COMPARED) continue
    for (const [place, i] of members.entries())
      for (const j of members.slice(0, place)) compare(found, x, i, j)
  }
  report?.(x.rows, x.rows)
  return found.columns()
}

async function pairByHash(
  found: Pairs,
  hashes: readonly (bigint | null)[],
  x: Matrix,
  signal: AbortSignal | undefined,
): Promise<void> {
  const paired = new Uint8Array(x.rows)
  const tried = new Uint16Array(x.rows)
  const steps = hashPairs(hashes, (i, j, bits) => {
    if (paired[i] === MOST_BY_HASH || tried[i] === MOST_TRIED) return false
    if (found.has(i, j)) return true
    tried[i] += 1
    const alike = dot(row(x, i), row(x, j))
    if (alike < DUPLICATES.leastCosine) return true
    paired[i] += 1
    found.add(i, j, Math.max(alike, 1 - bits / HASH_BITS))
    return true
  })
  while (steps.next().done !== true) {
    await nextTurn()
    throwIfCancelled(signal)
  }
}

function compare(found: Pairs, x: Matrix, i: number, j: number): void {
  if (i === j || found.has(i, j)) return
  const alike = dot(row(x, i), row(x, j))
  if (alike >= LEAST_LIKENESS) found.add(i, j, Math.min(1, alike))
}

class Pairs {
  readonly #rows: number
  /** By first * rows + second. */
  readonly #likeness = new Map<number, number>()

  constructor(rows: number) {
    this.#rows = rows
  }

  has(i: number, j: number): boolean {
    return this.#likeness.has(this.#key(i, j))
  }
  add(i: number, j: number, likeness: number): void {
    this.#likeness.set(this.#key(i, j), likeness)
  }
  /** Rows that hang together by pairs. */
  components(): number[][] {
    const parents = new Map<number, number>()
    const rootOf = (row: number): number => {
      let at = row
      for (let up = parents.get(at); up !== undefined && up !== at; up = parents.get(at)) at = up
      parents.set(row, at)
      return at
    }
    for (const key of this.#likeness.keys()) {
      const [a, b] = this.#rowsOf(key).map(rootOf)
      parents.set(Math.max(a, b), Math.min(a, b))
    }
    return [...Map.groupBy(parents.keys(), rootOf).values()]
  }
  columns(): NearPairs {
    const keys = [...this.#likeness.keys()].sort((a, b) => a - b)
    return {
      first: Int32Array.from(keys, (key) => this.#rowsOf(key)[0]),
      second: Int32Array.from(keys, (key) => this.#rowsOf(key)[1]),
      likeness: Float32Array.from(keys, (key) => this.#likeness.get(key) ?? 0),
    }
  }
  #key(i: number, j: number): number {
    return Math.min(i, j) * this.#rows + Math.max(i, j)
  }
  #rowsOf(key: number): [number, number] {
    return [Math.floor(key / this.#rows), key % this.#rows]
  }
}

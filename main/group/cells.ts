/**
 * @file Cuts many rows into cells of alike ones, so that a search for the nearest rows looks into a few cells only: an inverted
 * file (Jégou, Douze, Schmid 2011, section III). How many cells are looked into is read from the rows themselves.
 */
import { throwIfCancelled } from '../../shared/errors.ts'
import { gatherRows, matrix, type Matrix } from '../math/matrix.ts'
import { multiplyTransposed, nearestRows } from '../math/products/products.ts'
import type { Random } from '../math/random.ts'
import { centresOf } from './centres.ts'

export interface Cells {
  /** [cells] the rows of each, ascending. A cell may be empty. */
  readonly members: readonly Int32Array[]
  /** [cells] for each cell all cells, the most alike first: itself, then the others. */
  readonly order: readonly Int32Array[]
  /** [rows] the cell of each row. */
  readonly cellOf: Int32Array
}

/** Cells for each root of the number of rows: with 2, of 1, 2 and 4 the one with the fewest products at 100,000 rows. */
const CELLS_PER_ROOT = 2
/** Rows of a cell that its centre is learned from; more give no better cells. */
const SAMPLE_PER_CELL = 40
/** Of k-means. Where the cells end need not be exact. */
const ROUNDS = 5

/** @param x [n, d], rows L2-normalised or zero. @throws AppError `cancelled` */
export async function cellsOf(x: Matrix, random: Random, signal: AbortSignal | undefined): Promise<Cells> {
  const count = Math.min(x.rows, Math.ceil(CELLS_PER_ROOT * Math.sqrt(x.rows)))
  const sample = gatherRows(x, drawRows(x.rows, SAMPLE_PER_CELL * count, random))
  let centres = matrix(count, x.columns, sample.data.slice(0, count * x.columns))
  const nearest = { signal, trusted: true }
  for (let round = 0; round < ROUNDS; round += 1) {
    throwIfCancelled(signal)
    centres = centresOf(sample, (await nearestRows(sample, centres, 1, nearest)).indices, centres)
  }
  const cellOf = (await nearestRows(x, centres, 1, nearest)).indices
  return { members: membersOf(cellOf, count), order: await byLikeness(centres, signal), cellOf }
}

/** At most `count` different ones of `rows` rows, in the order in which they were drawn. */
export function drawRows(rows: number, count: number, random: Random): number[] {
  return random.shuffle(Array.from({ length: rows }, (_, i) => i)).slice(0, count)
}

function membersOf(cellOf: Int32Array, count: number): Int32Array[] {
  const sizes = new Int32Array(count)
  for (const cell of cellOf) sizes[cell] += 1
  const members = Array.from(sizes, (size) => new Int32Array(size))
  sizes.fill(0)
  for (const [i, cell] of cellOf.entries()) {
    members[cell][sizes[cell]] = i
    sizes[cell] += 1
  }
  return members
}

async function byLikeness(centres: Matrix, signal: AbortSignal | undefined): Promise<Int32Array[]> {
  const { data } = await multiplyTransposed(centres, centres, { signal, trusted: true })
  const count = centres.rows
  return Array.from({ length: count }, (_, cell) => {
    const likeness = data.subarray(cell * count, (cell + 1) * count)
    likeness[cell] = Infinity // also where two centres are the same
    return Int32Array.from({ length: count }, (__, other) => other).sort(
      (a, b) => likeness[b] - likeness[a] || a - b,
    )
  })
}

/** @file The exact nearest-neighbour graph: for each photo the photos most like it. */
import type { Matrix } from '../math/matrix.ts'
import { nearestRows } from '../math/products/products.ts'
import type { LongWork } from '../math/products/products.ts'
import type { NeighbourLists } from '../math/sparse.ts'

/**
 * The `neighbours` nearest other rows of every row, by cosine, descending, ties by index; fewer where there are not
 * so many others. A row is left out of its own list by its index, so an exact duplicate of it stays in.
 * All n² similarities are computed: 1,500 rows take about a tenth of a second, 100,000 rows of 128 about a minute.
 * @param x [n, d], rows L2-normalised (or zero).
 * @throws AppError `internal` for values that are not finite, `cancelled`.
 */
export async function nearestNeighbours(
  x: Matrix,
  neighbours: number,
  work: LongWork = {},
): Promise<NeighbourLists> {
  const kept = Math.max(0, Math.min(neighbours, x.rows - 1))
  const indices = new Int32Array(x.rows * kept)
  const similarities = new Float32Array(x.rows * kept)
  const nearest = await nearestRows(x, x, kept === 0 ? 0 : kept + 1, work)
  for (let i = 0; i < x.rows; i += 1) {
    let to = i * kept
    const end = to + kept
    // With more exact duplicates than places, or a zero row, the row itself is not in the list: then the last entry
    // is dropped.
    for (let from = i * (kept + 1); to < end; from += 1) {
      if (nearest.indices[from] === i) continue
      indices[to] = nearest.indices[from]
      similarities[to] = nearest.similarities[from]
      to += 1
    }
  }
  return { count: x.rows, neighbours: kept, indices, similarities }
}

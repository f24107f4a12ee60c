/** @file Places rows on a layout that is there already: each in the middle of its nearest neighbours, which stay where they are. */
import { gatherRows, type Matrix } from '../../math/matrix.ts'
import { nearestRows, type LongWork } from '../../math/products/products.ts'

/** More would draw a photo towards the middle of the whole map. */
const NEIGHBOURS = 5

/**
 * @param x [n, d] all rows; their dot products are likenesses
 * @param positions [n, 2] of all rows; those of `rows` are not read
 * @param rows to be placed, ascending; not all
 * @returns [rows.length, 2]
 * @throws AppError `cancelled`
 */
export async function placeBeside(
  x: Matrix,
  positions: Float32Array,
  rows: Int32Array,
  work: LongWork = {},
): Promise<Float32Array> {
  const isNew = new Set(rows)
  const known = Int32Array.from({ length: x.rows }, (_, row) => row).filter((row) => !isNew.has(row))
  const nearest = await nearestRows(gatherRows(x, rows), gatherRows(x, known), NEIGHBOURS, work)
  const placed = new Float32Array(2 * rows.length)
  for (let i = 0; i < rows.length; i += 1) {
    for (let k = 0; k < nearest.count; k += 1) {
      const neighbour = known[nearest.indices[i * nearest.count + k]]
      placed[2 * i] += positions[2 * neighbour] / nearest.count
      placed[2 * i + 1] += positions[2 * neighbour + 1] / nearest.count
    }
  }
  return placed
}

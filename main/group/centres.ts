/**
 * @file The centres of spherical k-means: normalised sums, and what happens to a cluster that lost all its members.
 */
import { matrix, row } from '../math/matrix.ts'
import type { Matrix } from '../math/matrix.ts'
import { COINCIDENT } from './seeding.ts'

/**
 * The L2-normalised sum of each cluster's rows: the unit vector with the largest total cosine. Where the sum is zero
 * (no members, or they cancel out) every direction is equally good, and the previous one stays.
 * @param assignments [n] clusters; rows with a negative one are left out.
 * @param previous [clusters, d]
 */
export function centresOf(x: Matrix, assignments: Int32Array, previous: Matrix): Matrix {
  const { columns } = x
  const sums = new Float64Array(previous.rows * columns)
  for (let i = 0; i < x.rows; i += 1) {
    if (assignments[i] < 0) continue
    const to = assignments[i] * columns
    const from = i * columns
    for (let k = 0; k < columns; k += 1) sums[to + k] += x.data[from + k]
  }
  const centres = matrix(previous.rows, columns)
  for (let cluster = 0; cluster < centres.rows; cluster += 1) {
    const sum = sums.subarray(cluster * columns, (cluster + 1) * columns)
    const length = lengthOf(sum)
    row(centres, cluster).set(
      length > COINCIDENT ? sum.map((value) => value / length) : row(previous, cluster),
    )
  }
  return centres
}

/**
 * Gives every empty cluster the free row that is farthest from its own centre, so that no cluster is wasted and the
 * inertia falls. Rows that coincide with their centre, and the last of a cluster, stay where they are.
 * @param current its assignments and similarities are changed in place.
 * @param isFree [n] 1 for the rows that may move.
 */
export function fillEmptyClusters(
  current: { assignments: Int32Array; similarities: Float32Array },
  clusters: number,
  isFree: Uint8Array,
): void {
  const { assignments, similarities } = current
  const sizes = new Int32Array(clusters)
  for (const cluster of assignments) sizes[cluster] += 1
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    if (sizes[cluster] > 0) continue
    let farthest = -1
    for (let i = 0; i < assignments.length; i += 1) {
      const mayMove = isFree[i] === 1 && sizes[assignments[i]] > 1 && similarities[i] < 1 - COINCIDENT
      if (mayMove && (farthest < 0 || similarities[i] < similarities[farthest])) farthest = i
    }
    if (farthest < 0) return
    sizes[assignments[farthest]] -= 1
    sizes[cluster] = 1
    assignments[farthest] = cluster
    similarities[farthest] = 1
  }
}

/** [n] Euclidean length of each row. */
export function rowLengths(x: Matrix): Float64Array {
  return Float64Array.from({ length: x.rows }, (_, i) => lengthOf(row(x, i)))
}

function lengthOf(values: Float32Array | Float64Array): number {
  let squares = 0
  for (let k = 0; k < values.length; k += 1) squares += values[k] * values[k]
  return Math.sqrt(squares)
}

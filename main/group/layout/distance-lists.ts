/** @file Neighbours with their distances, 1 - cosine, as a layout takes them: out of lists of likenesses, or of a graph. */
import { row, type Matrix } from '../../math/matrix.ts'
import type { NeighbourLists } from '../../math/sparse.ts'
import { dot } from '../../math/vectors.ts'
import type { DistanceLists } from './fuzzy-graph.ts'

/** Cosine similarities as distances, 1 - cosine. */
export function distanceLists({ count, neighbours, indices, similarities }: NeighbourLists): DistanceLists {
  return {
    offsets: Int32Array.from({ length: count + 1 }, (_, row) => row * neighbours),
    indices,
    distances: similarities.map((similarity) => Math.max(0, 1 - similarity)),
  }
}

/**
 * The nearest neighbours of each row among those that a symmetric graph joins it with.
 * @param most of each row
 */
export function nearestInGraph(
  { offsets, columns: others }: { offsets: Int32Array; columns: Int32Array },
  x: Matrix,
  most: number,
): DistanceLists {
  const rows = offsets.length - 1
  const starts = new Int32Array(rows + 1)
  const indices = new Int32Array(rows * most)
  const distances = new Float32Array(rows * most)
  let count = 0
  const lengths = Float64Array.from({ length: rows }, (_, i) => Math.hypot(...row(x, i)))
  for (let i = 0; i < rows; i += 1) {
    const near = Array.from(others.subarray(offsets[i], offsets[i + 1]), (other) => {
      const both = lengths[i] * lengths[other]
      return { other, distance: both > 0 ? Math.max(0, 1 - dot(row(x, i), row(x, other)) / both) : 1 }
    })
    near.sort((a, b) => a.distance - b.distance || a.other - b.other)
    for (const { other, distance } of near.slice(0, most)) {
      indices[count] = other
      distances[count] = distance
      count += 1
    }
    starts[i + 1] = count
  }
  return { offsets: starts, indices: indices.subarray(0, count), distances: distances.subarray(0, count) }
}

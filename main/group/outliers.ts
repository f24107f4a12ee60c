/**
 * @file Photos that are unlike all others: by the distance to their neighbours, and by how sparse their neighbourhood
 * is.
 */
import type { NeighbourLists } from '../math/sparse.ts'

export interface Outlyingness {
  /** [n] mean Euclidean distance to the k nearest neighbours; 0 without neighbours (Ramaswamy et al. 2000, averaged). */
  readonly knnDistance: Float64Array
  /**
   * [n] local outlier factor (Breunig et al. 2000, definition 7): how much sparser the neighbourhood of a photo is
   * than those of its neighbours. About 1 inside a group, larger outside.
   */
  readonly localOutlierFactor: Float64Array
}

/**
 * Smaller distances are rounding errors: without this bound, photos with as many exact copies as neighbours would be
 * infinitely dense.
 */
const LEAST_DISTANCE = 1e-6

/** @param graph k nearest neighbours of unit vectors by cosine, nearest first */
export function outlyingness(graph: NeighbourLists): Outlyingness {
  const { count, neighbours: k, indices } = graph
  const distances = Float64Array.from(graph.similarities, (cosine) => Math.sqrt(Math.max(0, 2 - 2 * cosine)))
  const knnDistance = new Float64Array(count)
  const density = new Float64Array(count)
  const localOutlierFactor = new Float64Array(count).fill(1)
  if (k === 0) return { knnDistance, localOutlierFactor }
  for (let i = 0; i < count; i += 1) {
    let [total, reachable] = [0, 0]
    for (let e = i * k; e < (i + 1) * k; e += 1) {
      total += distances[e]
      // Reachability distance: at least the neighbour's own distance to its k-th neighbour.
      reachable += Math.max(distances[e], distances[indices[e] * k + k - 1], LEAST_DISTANCE)
    }
    knnDistance[i] = total / k
    density[i] = k / reachable
  }
  for (let i = 0; i < count; i += 1) {
    let around = 0
    for (let e = i * k; e < (i + 1) * k; e += 1) around += density[indices[e]]
    localOutlierFactor[i] = around / k / density[i]
  }
  return { knnDistance, localOutlierFactor }
}

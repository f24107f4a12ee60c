/**
 * @file How strongly neighbours belong together: the fuzzy simplicial set of UMAP (McInnes, Healy, Melville 2018, section 3.1 and
 * algorithms 2 and 3). Each row has its own measure of distance, so that sparse regions hang together as dense ones do.
 */

/** Neighbours of row r are `indices[e]` at `distances[e]` for e in `offsets[r] .. offsets[r + 1] - 1`, nearest first. */
export interface DistanceLists {
  readonly offsets: Int32Array
  readonly indices: Int32Array
  /** At least 0. */
  readonly distances: Float32Array
}

/** Undirected, each pair once. */
export interface WeightedEdges {
  readonly from: Int32Array
  readonly to: Int32Array
  /** Above 0, at most 1. */
  readonly weights: Float32Array
}

const HALVINGS = 64
const TOLERANCE = 1e-5
/** The scale of a row is at least this share of its mean distance: algorithm 3 as umap-learn has it. */
const LEAST_SCALE = 1e-3

/**
 * Weights of the directed lists: 1 for the nearest neighbour, and so that they add up to log2 of the number of neighbours.
 * @returns [offsets.at(-1)]
 */
export function membershipStrengths({ offsets, distances }: DistanceLists): Float32Array {
  const strengths = new Float32Array(distances.length)
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, distances.length)
  for (let row = 0; row + 1 < offsets.length; row += 1) {
    const own = distances.subarray(offsets[row], offsets[row + 1])
    const nearest = own.find((distance) => distance > 0) ?? 0
    const scale = scaleOf(own, nearest, mean)
    for (let i = 0; i < own.length; i += 1) {
      const beyond = own[i] - nearest
      strengths[offsets[row] + i] = beyond <= 0 || scale === 0 ? 1 : Math.exp(-beyond / scale)
    }
  }
  return strengths
}

/** By halving; see `membershipStrengths`. */
function scaleOf(own: Float32Array, nearest: number, meanOfAll: number): number {
  const target = Math.log2(own.length)
  let [low, high, scale] = [0, Infinity, 1]
  for (let i = 0; i < HALVINGS; i += 1) {
    let sum = 0
    for (const distance of own) sum += distance <= nearest ? 1 : Math.exp(-(distance - nearest) / scale)
    if (Math.abs(sum - target) < TOLERANCE) break
    if (sum > target) {
      high = scale
      scale = (low + high) / 2
    } else {
      low = scale
      scale = high === Infinity ? scale * 2 : (low + high) / 2
    }
  }
  const mean = nearest > 0 ? own.reduce((sum, distance) => sum + distance, 0) / own.length : meanOfAll
  return Math.max(scale, LEAST_SCALE * mean)
}

/** Both directions as one: the probability that at least one of the two edges is there, w + w' - w w'. */
export function joinedDirections(lists: DistanceLists, strengths: Float32Array): WeightedEdges {
  const { offsets, indices } = lists
  const rows = offsets.length - 1
  const incoming = edgesByTarget(lists)
  const from = new Int32Array(indices.length)
  const to = new Int32Array(indices.length)
  const weights = new Float32Array(indices.length)
  let count = 0
  const add = (row: number, other: number, weight: number): void => {
    from[count] = row
    to[count] = other
    weights[count] = weight
    count += 1
  }
  /** Strength of the edge from the row at hand to each other one; 0 for none. */
  const outgoing = new Float32Array(rows)
  for (let row = 0; row < rows; row += 1) {
    for (let e = offsets[row]; e < offsets[row + 1]; e += 1) outgoing[indices[e]] = strengths[e]
    for (let e = incoming.offsets[row]; e < incoming.offsets[row + 1]; e += 1) {
      const { [e]: other } = incoming.sources
      const [there, back] = [outgoing[other], strengths[incoming.edges[e]]]
      outgoing[other] = 0 // what is left goes one way only
      // A pair with both directions is met from both ends.
      if (there > 0 && row < other) add(row, other, there + back - there * back)
    }
    for (let e = offsets[row]; e < offsets[row + 1]; e += 1) {
      if (outgoing[indices[e]] > 0) add(row, indices[e], strengths[e])
      outgoing[indices[e]] = 0
    }
  }
  return {
    from: from.subarray(0, count),
    to: to.subarray(0, count),
    weights: weights.subarray(0, count),
  }
}

/** The same edges by the row that they lead to: which row each comes from, and where it stands in the lists. */
function edgesByTarget({ offsets, indices }: DistanceLists): {
  offsets: Int32Array
  sources: Int32Array
  edges: Int32Array
} {
  const rows = offsets.length - 1
  const starts = new Int32Array(rows + 1)
  for (const target of indices) starts[target + 1] += 1
  for (let row = 0; row < rows; row += 1) starts[row + 1] += starts[row]
  const next = starts.slice()
  const sources = new Int32Array(indices.length)
  const edges = new Int32Array(indices.length)
  for (let row = 0; row < rows; row += 1) {
    for (let e = offsets[row]; e < offsets[row + 1]; e += 1) {
      const at = next[indices[e]]
      next[indices[e]] += 1
      sources[at] = row
      edges[at] = e
    }
  }
  return { offsets: starts, sources, edges }
}

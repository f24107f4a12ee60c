/** @file Symmetric sparse matrices in compressed rows, and the normalised adjacency of a nearest-neighbour graph. */
import { matrix, type Matrix } from './matrix.ts'

/** Row r holds `values[e]` at column `columns[e]` for e in `offsets[r] .. offsets[r + 1] - 1`; columns ascend. */
export interface SparseMatrix {
  readonly rows: number
  readonly offsets: Int32Array
  readonly columns: Int32Array
  readonly values: Float64Array
}

/** Directed k-nearest-neighbour lists: row i's neighbours are `indices[i * k .. i * k + k - 1]`, -1 for none. */
export interface NeighbourLists {
  readonly count: number
  readonly neighbours: number
  readonly indices: Int32Array
  readonly similarities: Float32Array
}

/** Similarities below it count as it, so that a photo unlike all others still hangs on to the graph. */
const LEAST_SIMILARITY = 1e-3

/**
 * D^-1/2 W D^-1/2 with w_ij = max(s_ij, 0)^power, made symmetric by taking the larger of both directions
 * (Iscen et al. 2019, section 3.2, eq. 4-5; they add both directions, which weighs mutual neighbours double).
 * Eigenvalues lie in [-1, 1].
 */
export function normalisedAdjacency(graph: NeighbourLists, power = 3): SparseMatrix {
  const rows = collectEdges(graph, power)
  const offsets = new Int32Array(graph.count + 1)
  for (let i = 0; i < graph.count; i += 1) offsets[i + 1] = offsets[i] + rows[i].size
  const columns = new Int32Array(offsets[graph.count])
  const values = new Float64Array(offsets[graph.count])
  const scale = new Float64Array(graph.count)
  for (let i = 0; i < graph.count; i += 1) {
    let degree = 0
    let edge = offsets[i]
    for (const j of [...rows[i].keys()].sort((a, b) => a - b)) {
      const weight = rows[i].get(j) ?? 0
      columns[edge] = j
      values[edge] = weight
      degree += weight
      edge += 1
    }
    scale[i] = degree > 0 ? 1 / Math.sqrt(degree) : 0
  }
  for (let i = 0; i < graph.count; i += 1) {
    for (let e = offsets[i]; e < offsets[i + 1]; e += 1) values[e] *= scale[i] * scale[columns[e]]
  }
  return { rows: graph.count, offsets, columns, values }
}

function collectEdges(graph: NeighbourLists, power: number): Map<number, number>[] {
  const rows = Array.from({ length: graph.count }, () => new Map<number, number>())
  for (let i = 0; i < graph.count; i += 1) {
    for (let e = i * graph.neighbours; e < (i + 1) * graph.neighbours; e += 1) {
      const j = graph.indices[e]
      if (j < 0 || j === i) continue
      const weight = Math.max(graph.similarities[e], LEAST_SIMILARITY) ** power
      rows[i].set(j, Math.max(weight, rows[i].get(j) ?? 0))
      rows[j].set(i, Math.max(weight, rows[j].get(i) ?? 0))
    }
  }
  return rows
}

/** s · x: shape [s.rows, x.columns]. `out` may be given to spare the allocation; it must not be `x`. */
export function multiplySparse(s: SparseMatrix, x: Matrix, out = matrix(s.rows, x.columns)): Matrix {
  const { columns: width, data } = x
  const sums = new Float64Array(width)
  for (let i = 0; i < s.rows; i += 1) {
    sums.fill(0)
    for (let e = s.offsets[i]; e < s.offsets[i + 1]; e += 1) {
      const weight = s.values[e]
      const from = s.columns[e] * width
      for (let c = 0; c < width; c += 1) sums[c] += weight * data[from + c]
    }
    out.data.set(sums, i * width)
  }
  return out
}

/** @file Symmetric sparse matrices in compressed rows, and the normalised adjacency of a nearest-neighbour graph. */
import type { Matrix } from './matrix.ts'

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
  return normalised(withoutRepeats(transposed(bothDirections(graph, power))))
}

/** The edges of a symmetric matrix without entries on the diagonal, each once, by ascending first end. */
export interface Edges {
  /** [m] both ends, from < to */
  readonly from: Int32Array
  readonly to: Int32Array
  /** [m] where in `values` the weight from the one to the other stands, and where the one back */
  readonly there: Int32Array
  readonly back: Int32Array
}

/** @param s symmetric, without entries on the diagonal */
export function edgesOf(s: SparseMatrix): Edges {
  const count = s.columns.length / 2
  const edges = {
    from: new Int32Array(count),
    to: new Int32Array(count),
    there: new Int32Array(count),
    back: new Int32Array(count),
  }
  const next = s.offsets.slice() // columns ascend, so a row's edges to lower rows are met in the order of its entries
  let edge = 0
  for (let i = 0; i < s.rows; i += 1) {
    for (let e = next[i]; e < s.offsets[i + 1]; e += 1) {
      const j = s.columns[e]
      edges.from[edge] = i
      edges.to[edge] = j
      edges.there[edge] = e
      edges.back[edge] = next[j]
      next[j] += 1
      edge += 1
    }
  }
  return edges
}

/**
 * Dot products of the rows at both ends of each edge; of L2-normalised rows, their cosines.
 * @returns [m]
 */
export function edgeProducts({ from, to }: Edges, { columns, data }: Matrix): Float64Array {
  const products = new Float64Array(from.length)
  for (let edge = 0; edge < from.length; edge += 1) {
    const [a, b] = [from[edge] * columns, to[edge] * columns]
    let sum = 0
    for (let k = 0; k < columns; k += 1) sum += data[a + k] * data[b + k]
    products[edge] = sum
  }
  return products
}

/**
 * The same edges with other weights, max(similarity, .001)^6, normalised in the same way.
 * @param similarities [m] of each of the edges
 */
export function reweighed(s: SparseMatrix, { there, back }: Edges, similarities: Float64Array): SparseMatrix {
  const values = new Float64Array(s.values.length)
  for (let edge = 0; edge < similarities.length; edge += 1) {
    const square = Math.max(similarities[edge], LEAST_SIMILARITY) ** 2
    const weight = square * square * square
    values[there[edge]] = weight
    values[back[edge]] = weight
  }
  return normalised({ ...s, values })
}

/** In place. */
function normalised(s: SparseMatrix): SparseMatrix {
  const { rows, offsets, columns, values } = s
  const scale = new Float64Array(rows)
  for (let i = 0; i < rows; i += 1) {
    let degree = 0
    for (let e = offsets[i]; e < offsets[i + 1]; e += 1) degree += values[e]
    scale[i] = degree > 0 ? 1 / Math.sqrt(degree) : 0
  }
  for (let i = 0; i < rows; i += 1) {
    for (let e = offsets[i]; e < offsets[i + 1]; e += 1) values[e] *= scale[i] * scale[columns[e]]
  }
  return s
}

/** Every edge as i -> j and as j -> i, so mutual neighbours twice each way; columns in any order. */
function bothDirections(graph: NeighbourLists, power: number): SparseMatrix {
  const { count, neighbours, indices, similarities } = graph
  const sizes = new Int32Array(count)
  const isEdge = (i: number, j: number): boolean => j >= 0 && j !== i
  for (let e = 0; e < indices.length; e += 1) {
    const i = Math.floor(e / neighbours)
    if (!isEdge(i, indices[e])) continue
    sizes[i] += 1
    sizes[indices[e]] += 1
  }
  const out = emptyRows(sizes)
  const next = out.offsets.slice()
  for (let e = 0; e < indices.length; e += 1) {
    const i = Math.floor(e / neighbours)
    const j = indices[e]
    if (!isEdge(i, j)) continue
    const weight = Math.max(similarities[e], LEAST_SIMILARITY) ** power
    append(out, next, i, j, weight)
    append(out, next, j, i, weight)
  }
  return out
}

/** Puts an entry where the next one of its row belongs. */
function append(to: SparseMatrix, next: Int32Array, row: number, column: number, value: number): void {
  to.columns[next[row]] = column
  to.values[next[row]] = value
  next[row] += 1
}

/** With ascending columns, since rows are gone through in their order. */
function transposed({ rows, offsets, columns, values }: SparseMatrix): SparseMatrix {
  const sizes = new Int32Array(rows)
  for (const column of columns) sizes[column] += 1
  const out = emptyRows(sizes)
  const next = out.offsets.slice()
  for (let i = 0; i < rows; i += 1) {
    for (let e = offsets[i]; e < offsets[i + 1]; e += 1) {
      append(out, next, columns[e], i, values[e])
    }
  }
  return out
}

/** Of several entries at one place the largest stays. Columns must ascend; the arrays are used up. */
function withoutRepeats({ rows, offsets, columns, values }: SparseMatrix): SparseMatrix {
  const kept = new Int32Array(rows + 1)
  let to = 0
  for (let i = 0; i < rows; i += 1) {
    for (let e = offsets[i]; e < offsets[i + 1]; e += 1) {
      if (to > kept[i] && columns[to - 1] === columns[e]) {
        values[to - 1] = Math.max(values[to - 1], values[e])
        continue
      }
      columns[to] = columns[e]
      values[to] = values[e]
      to += 1
    }
    kept[i + 1] = to
  }
  return { rows, offsets: kept, columns: columns.slice(0, to), values: values.slice(0, to) }
}

/** @param sizes [rows] entries of each row */
function emptyRows(sizes: Int32Array): SparseMatrix {
  const offsets = new Int32Array(sizes.length + 1)
  for (let i = 0; i < sizes.length; i += 1) offsets[i + 1] = offsets[i] + sizes[i]
  const entries = offsets[sizes.length]
  return { rows: sizes.length, offsets, columns: new Int32Array(entries), values: new Float64Array(entries) }
}

/** Columns that walk along the edges together: their numbers of one row fill a line of the processor's cache. */
export const COLUMNS_TOGETHER = 8

/**
 * s · x for a block of eight columns.
 * @param x [s.rows, 8], row-major
 * @param out [s.rows, 8], overwritten; not `x`
 */
export function multiplySparse(s: SparseMatrix, x: Float32Array, out: Float32Array): void {
  const { offsets, columns, values } = s
  for (let i = 0; i < s.rows; i += 1) {
    // Eight names and not a loop: the sums stay in registers, which makes it three times as fast.
    let [a, b, c, d] = [0, 0, 0, 0]
    let [e, f, g, h] = [0, 0, 0, 0]
    for (let edge = offsets[i], end = offsets[i + 1]; edge < end; edge += 1) {
      const weight = values[edge]
      const from = columns[edge] * COLUMNS_TOGETHER
      a += weight * x[from]
      b += weight * x[from + 1]
      c += weight * x[from + 2]
      d += weight * x[from + 3]
      e += weight * x[from + 4]
      f += weight * x[from + 5]
      g += weight * x[from + 6]
      h += weight * x[from + 7]
    }
    const to = i * COLUMNS_TOGETHER
    out[to] = a
    out[to + 1] = b
    out[to + 2] = c
    out[to + 3] = d
    out[to + 4] = e
    out[to + 5] = f
    out[to + 6] = g
    out[to + 7] = h
  }
}

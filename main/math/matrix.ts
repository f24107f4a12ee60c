/** @file The one shape of numbers that the stages pass to each other: a dense row-major float32 matrix. */

/** Row-major: element (row, column) is `data[row * columns + column]`. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly data: Float32Array
}

/** Where the numbers of a large matrix lie: so many of them. */
export type Allocate = (length: number) => Float32Array

/** In memory of this thread alone. */
export const ownNumbers: Allocate = (length) => new Float32Array(length)

/** In memory that is sent to another thread without being copied, and that both go on reading. */
export const sharedNumbers: Allocate = (length) =>
  new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT))

export function matrix(
  rows: number,
  columns: number,
  data: Float32Array = new Float32Array(rows * columns),
): Matrix {
  if (data.length !== rows * columns) {
    throw new RangeError(`A ${rows} x ${columns} matrix needs ${rows * columns} numbers, not ${data.length}.`)
  }
  return { rows, columns, data }
}

/** Row `index` as a view on the matrix's own memory: shape [columns]. */
export function row(m: Matrix, index: number): Float32Array {
  return m.data.subarray(index * m.columns, (index + 1) * m.columns)
}

/** The rows `from` up to `to` as a view on the matrix's own memory: shape [to - from, columns]. */
export function rowsBetween(m: Matrix, from: number, to: number): Matrix {
  return matrix(to - from, m.columns, m.data.subarray(from * m.columns, to * m.columns))
}

/** The rows with the given indices, copied in that order: shape [indices.length, columns]. */
export function gatherRows(m: Matrix, indices: ArrayLike<number>, allocate = ownNumbers): Matrix {
  const out = matrix(indices.length, m.columns, allocate(indices.length * m.columns))
  for (let i = 0; i < indices.length; i += 1) out.data.set(row(m, indices[i]), i * m.columns)
  return out
}

/** One below the other, copied: shape [rows of both, columns]. */
export function stacked(above: Matrix, below: Matrix): Matrix {
  const out = matrix(above.rows + below.rows, above.columns)
  out.data.set(above.data)
  out.data.set(below.data, above.data.length)
  return out
}

/**
 * The rows of all as one, copied: shape [rows, columns of all].
 * @param parts of the same number of rows
 * @param allocate gives that many numbers; all of them are written over
 */
export function sideBySide(parts: readonly Matrix[], allocate: Allocate = ownNumbers): Matrix {
  const length = parts.at(0)?.rows ?? 0
  return gatherSideBySide(
    parts,
    Int32Array.from({ length }, (_, i) => i),
    allocate,
  )
}

/** The rows with the given indices of all parts as one, copied: shape [indices.length, columns of all]. */
export function gatherSideBySide(
  parts: readonly Matrix[],
  indices: ArrayLike<number>,
  allocate: Allocate = ownNumbers,
): Matrix {
  const columns = parts.reduce((sum, part) => sum + part.columns, 0)
  const out = matrix(indices.length, columns, allocate(indices.length * columns))
  let to = 0
  for (let i = 0; i < indices.length; i += 1) {
    for (const part of parts) {
      out.data.set(row(part, indices[i]), to)
      to += part.columns
    }
  }
  return out
}

/** The first `count` columns: shape [rows, count]. The matrix itself where it has no more, else copied. */
export function leadingColumns(m: Matrix, count: number, allocate = ownNumbers): Matrix {
  if (count === m.columns) return m
  const out = matrix(m.rows, count, allocate(m.rows * count))
  for (let i = 0; i < m.rows; i += 1) out.data.set(row(m, i).subarray(0, count), i * count)
  return out
}

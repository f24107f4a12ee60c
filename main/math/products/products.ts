/**
 * @file Matrix products on every core, by ONNX Runtime on the CPU.
 * Measured on two shared cores: 1500 x 1500 x 1280 in 60-130 ms, where plain JavaScript takes seconds.
 *
 * [Note: blocks] ONNX Runtime holds the thread that calls it until it is done. Products are therefore cut into
 * blocks of at most `BLOCK_OPERATIONS`, between which the process answers messages and a cancel is noticed;
 * scores that are only passed through (`nearestRows`) also never exceed `TILE_SCORES` at a time.
 * Blocks are of equal size up to one row: a single left-over row would be summed by another kernel, in another
 * order, and exact duplicates would get different scores.
 */
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { requireFinite, requireSameColumns } from '../checks.ts'
import { evenParts } from '../even-parts.ts'
import { matrix } from '../matrix.ts'
import type { Matrix } from '../matrix.ts'
import { rowsOperand, type Operand } from './operand.ts'
import { runProductGraph } from './product-graphs.ts'

export interface LongWork {
  signal?: AbortSignal | undefined
  /** Called between blocks; `done` and `total` count rows of the first matrix. */
  report?: ((done: number, total: number) => void) | undefined
}

export interface ProductOptions extends LongWork {
  /** The caller has made sure, once, that all values are finite: spares loops the check at every step. */
  trusted?: boolean
}

export interface NearestRows {
  /** [queries.rows, count]: rows of the base, most similar first, equal ones by index. */
  indices: Int32Array
  /** [queries.rows, count]: their dot products with the query. */
  similarities: Float32Array
  /** Neighbours of each query: what was asked for, or all rows of the base where it has fewer. */
  count: number
}

/** About 40-80 ms on two cores. */
const BLOCK_OPERATIONS = 4e9
/** 16 MB of float32: the fastest of the sizes tried (4 to 64 MB), since it stays near the caches. */
const TILE_SCORES = 2 ** 22
const TILE_BASE_ROWS = 8192

/** a [n, k] times the transpose of b [m, k] -> [n, m]: all dot products of their rows. */
export async function multiplyTransposed(a: Matrix, b: Matrix, work: ProductOptions = {}): Promise<Matrix> {
  requireSameColumns(a, b)
  return product('timesTransposed', a, b, b.rows, work)
}

/** a [n, k] times b [k, m] -> [n, m]. */
export async function multiply(a: Matrix, b: Matrix, work: ProductOptions = {}): Promise<Matrix> {
  if (a.columns !== b.rows) {
    throw new AppError('internal', `Rows of ${a.columns} numbers cannot be multiplied with ${b.rows} rows.`)
  }
  return product('times', a, b, b.columns, work)
}

/** The same into `out`, in one go. Finite as the caller has made sure. */
export async function multiplyInto(a: Matrix, b: Matrix, out: Matrix): Promise<void> {
  await runProductGraph('times', { a: whole(a), b: whole(b) }, { c: whole(out) })
}

/** a [n, k] times b [k, m] -> [n, m], of few rows whose values the caller has made sure are finite: by one thread. */
export async function multiplyFew(a: Matrix, b: Matrix): Promise<Matrix> {
  const out = matrix(a.rows, b.columns)
  await runProductGraph('timesFew', { a: whole(a), b: whole(b) }, { c: whole(out) })
  return out
}

/** The same of the transpose of a [n, p] and b [n, q], written into `out` [p, q]. */
export async function multiplyFewTransposed(a: Matrix, b: Matrix, out: Matrix): Promise<void> {
  await runProductGraph('transposedTimesFew', { a: whole(a), b: whole(b) }, { c: whole(out) })
}

function whole(m: Matrix): Operand {
  return rowsOperand(m, 0, m.rows)
}

/**
 * The transpose of a [n, p] times b [n, q] -> [p, q], row-major. The blocks are added up in float64, as Gram
 * matrices that are to be factorised need.
 */
export async function crossProduct(a: Matrix, b: Matrix, work: ProductOptions = {}): Promise<Float64Array> {
  if (a.rows !== b.rows) {
    throw new AppError('internal', `${a.rows} rows and ${b.rows} rows have no cross product.`)
  }
  if (work.trusted !== true) requireBothFinite(a, b)
  const out = new Float64Array(a.columns * b.columns)
  if (out.length === 0) return out
  for (const [from, to] of evenParts(a.rows, BLOCK_OPERATIONS / (2 * out.length))) {
    throwIfCancelled(work.signal)
    const results = await runProductGraph('transposedTimes', {
      a: rowsOperand(a, from, to),
      b: rowsOperand(b, from, to),
    })
    const part = floats(results.c)
    for (let i = 0; i < out.length; i += 1) out[i] += part[i]
    work.report?.(to, a.rows)
  }
  return out
}

/**
 * The rows of the base with the largest dot products, exactly (no approximate index).
 * @throws AppError `internal` for rows of different length or values that are not finite.
 */
export async function nearestRows(
  queries: Matrix,
  base: Matrix,
  count: number,
  work: ProductOptions = {},
): Promise<NearestRows> {
  requireSameColumns(queries, base)
  if (work.trusted !== true) requireBothFinite(queries, base)
  const kept = Math.max(0, Math.min(count, base.rows))
  const best: NearestRows = {
    indices: new Int32Array(queries.rows * kept),
    similarities: new Float32Array(queries.rows * kept).fill(-Infinity),
    count: kept,
  }
  if (best.indices.length === 0) return best
  const baseBlocks = evenParts(base.rows, TILE_BASE_ROWS)
  const tileColumns = Math.ceil(base.rows / baseBlocks.length)
  const operations = Math.max(1, 2 * tileColumns * base.columns)
  for (const [from, to] of evenParts(
    queries.rows,
    Math.min(TILE_SCORES / tileColumns, BLOCK_OPERATIONS / operations),
  )) {
    for (const [baseFrom, baseTo] of baseBlocks) {
      throwIfCancelled(work.signal)
      const tileCount = Math.min(kept, baseTo - baseFrom)
      const results = await runProductGraph('nearest', {
        a: rowsOperand(queries, from, to),
        b: rowsOperand(base, baseFrom, baseTo),
        count: { type: 'int64', data: BigInt64Array.of(BigInt(tileCount)), dims: [1] },
      })
      mergeTile(best, from, baseFrom, {
        indices: wholeNumbers(results.indices),
        similarities: floats(results.similarities),
        count: tileCount,
      })
    }
    work.report?.(to, queries.rows)
  }
  return best
}

/** Merges a tile's lists, whose rows all come after those seen before, into the best so far. */
function mergeTile(best: NearestRows, firstQuery: number, firstRow: number, tile: NearestRows): void {
  const { count } = best
  const indices = new Int32Array(count)
  const similarities = new Float32Array(count)
  for (let query = 0; query < tile.indices.length / tile.count; query += 1) {
    const start = (firstQuery + query) * count
    let old = start
    let fresh = query * tile.count
    const freshEnd = fresh + tile.count
    for (let i = 0; i < count; i += 1) {
      // On equality the older list wins: its rows have lower indices. Slots not filled yet hold -Infinity.
      if (fresh < freshEnd && tile.similarities[fresh] > best.similarities[old]) {
        indices[i] = tile.indices[fresh] + firstRow
        similarities[i] = tile.similarities[fresh]
        fresh += 1
      } else {
        indices[i] = best.indices[old]
        similarities[i] = best.similarities[old]
        old += 1
      }
    }
    best.indices.set(indices, start)
    best.similarities.set(similarities, start)
  }
}

async function product(
  graph: 'times' | 'timesTransposed',
  a: Matrix,
  b: Matrix,
  columns: number,
  work: ProductOptions,
): Promise<Matrix> {
  if (work.trusted !== true) requireBothFinite(a, b)
  const out = matrix(a.rows, columns)
  if (out.data.length === 0 || a.columns === 0) return out
  const second = rowsOperand(b, 0, b.rows)
  for (const [from, to] of evenParts(a.rows, BLOCK_OPERATIONS / (2 * a.columns * columns))) {
    throwIfCancelled(work.signal)
    await runProductGraph(
      graph,
      { a: rowsOperand(a, from, to), b: second },
      { c: rowsOperand(out, from, to) },
    )
    work.report?.(to, a.rows)
  }
  return out
}

function requireBothFinite(a: Matrix, b: Matrix): void {
  requireFinite(a.data, 'numbers of the first matrix')
  if (b !== a) requireFinite(b.data, 'numbers of the second matrix')
}

interface Output {
  readonly type: string
  readonly data: unknown
}

function floats(tensor: Output): Float32Array {
  if (tensor.data instanceof Float32Array) return tensor.data
  throw new AppError('internal', `A graph returned ${tensor.type} where float32 was meant.`)
}

function wholeNumbers(tensor: Output): Int32Array {
  if (tensor.data instanceof Int32Array) return tensor.data
  throw new AppError('internal', `A graph returned ${tensor.type} where int32 was meant.`)
}

/**
 * @file Dense symmetric systems in float64: factorise, solve, eigen-decompose. Square matrices are plain row-major
 * `Float64Array`s of n * n numbers; several right-hand sides stand side by side as a row-major [n, m].
 */
import { EigenvalueDecomposition, Matrix as DenseMatrix } from 'ml-matrix'
import { AppError } from '../../shared/errors.ts'
import { requireFinite } from './checks.ts'
import { gatherRows } from './matrix.ts'
import type { Matrix } from './matrix.ts'
import { crossProduct, type LongWork } from './products/products.ts'
import { multiplyTransposed64 } from './products/products64.ts'

/** Columns factorised together by plain loops, n² of them per column; the rest, n³ / 3, is left to ONNX Runtime. */
const PANEL = 64
/** Rows of the rest updated by one product: blocks on the diagonal waste half of their work. */
const UPDATE_ROWS = 256

/**
 * Cholesky factorisation in place: A = L Lᵀ, right-looking by panels. Reads and overwrites the lower triangle; what
 * stands above the diagonal is neither read nor changed. n = 1500 takes about a third of a second on two cores.
 * @param a symmetric positive definite [n, n].
 * @throws AppError `internal` when it is not positive definite (or holds NaN); `a` is then spoilt.
 */
export async function cholesky(a: Float64Array, n: number): Promise<void> {
  requireLength(a, n * n)
  for (let start = 0; start < n; start += PANEL) {
    const end = Math.min(start + PANEL, n)
    factorisePanel(a, n, start, end)
    await updateRest(a, n, start, end)
  }
}

/** Columns start .. end - 1 of L, for all rows from `start` on; what lies left of them is subtracted already. */
function factorisePanel(a: Float64Array, n: number, start: number, end: number): void {
  for (let i = start; i < n; i += 1) {
    for (let j = start; j < end && j <= i; j += 1) {
      let rest = a[i * n + j]
      for (let k = start; k < j; k += 1) rest -= a[i * n + k] * a[j * n + k]
      if (j < i) a[i * n + j] = rest / a[j * n + j]
      else if (rest > 0) a[i * n + i] = Math.sqrt(rest)
      else throw new AppError('internal', `The ${n} x ${n} matrix is not positive definite (row ${i}).`)
    }
  }
}

/** Subtracts the panel's products from everything below and right of it. */
async function updateRest(a: Float64Array, n: number, start: number, end: number): Promise<void> {
  const width = end - start
  const panel = new Float64Array((n - end) * width)
  for (let i = end; i < n; i += 1) panel.set(a.subarray(i * n + start, i * n + end), (i - end) * width)
  for (let from = 0; from < n - end; from += UPDATE_ROWS) {
    const to = Math.min(from + UPDATE_ROWS, n - end)
    const products = await multiplyTransposed64(
      panel.subarray(from * width, to * width),
      panel.subarray(0, to * width),
      width,
    )
    for (let i = from; i < to; i += 1) {
      const target = (end + i) * n + end
      const source = (i - from) * to
      for (let j = 0; j <= i; j += 1) a[target + j] -= products[source + j]
    }
  }
}

/**
 * Solves L Lᵀ X = B in place of B.
 * @param l the lower triangle that `cholesky` left, [n, n].
 * @param b [n, m]: m right-hand sides.
 */
export function solveCholesky(l: Float64Array, n: number, b: Float64Array, m: number): void {
  solveLower(l, n, b, m)
  solveUpper(l, n, b, m)
}

/** Solves Lᵀ X = B in place of B: the second half of `solveCholesky`. */
export function solveUpper(l: Float64Array, n: number, b: Float64Array, m: number): void {
  requireLength(l, n * n)
  requireLength(b, n * m)
  for (let end = n; end > 0; end -= Math.min(4, end)) {
    const start = Math.max(0, end - 4)
    for (let i = end - 1; i >= start; i -= 1) {
      scaleRow(b, m, i, 1 / l[i * n + i])
      for (let k = start; k < i; k += 1) subtractRow(b, m, k, i, l[i * n + k])
    }
    if (end - start === 4)
      for (let k = 0; k < start; k += 1) subtractFour(b, m, k, start, l, start * n + k, n)
  }
}

/** Solves L X = B in place of B: the first half of `solveCholesky`. */
export function solveLower(l: Float64Array, n: number, b: Float64Array, m: number): void {
  requireLength(l, n * n)
  requireLength(b, n * m)
  for (let i = 0; i < n; i += 1) {
    const whole = i - (i % 4)
    for (let k = 0; k < whole; k += 4) subtractFour(b, m, i, k, l, i * n + k, 1)
    for (let k = whole; k < i; k += 1) subtractRow(b, m, i, k, l[i * n + k])
    scaleRow(b, m, i, 1 / l[i * n + i])
  }
}

function subtractRow(b: Float64Array, m: number, target: number, source: number, factor: number): void {
  const to = target * m
  const from = source * m
  for (let c = 0; c < m; c += 1) b[to + c] -= factor * b[from + c]
}

/** Four rows from `source` on at once, a third of the memory traffic; their factors are `l[at + 0 .. 3 * step]`. */
function subtractFour(
  b: Float64Array,
  m: number,
  target: number,
  source: number,
  l: Float64Array,
  at: number,
  step: number,
): void {
  const to = target * m
  const from = source * m
  const f0 = l[at]
  const f1 = l[at + step]
  const f2 = l[at + 2 * step]
  const f3 = l[at + 3 * step]
  for (let c = 0; c < m; c += 1) {
    const s = from + c
    b[to + c] -= f0 * b[s] + f1 * b[s + m] + f2 * b[s + 2 * m] + f3 * b[s + 3 * m]
  }
}

function scaleRow(b: Float64Array, m: number, index: number, factor: number): void {
  for (let c = index * m; c < (index + 1) * m; c += 1) b[c] *= factor
}

export interface Eigen {
  /** Descending, [n]. */
  values: Float64Array
  /** [n, n], row-major: row i is the unit eigenvector of values[i]. */
  vectors: Float64Array
}

/** All eigenvalues and vectors of a symmetric [n, n]; by ml-matrix (tridiagonal QL), so for n up to some hundreds. */
export function symmetricEigen(a: Float64Array, n: number): Eigen {
  requireLength(a, n * n)
  requireFinite(a, 'numbers of a symmetric matrix')
  if (n === 0) return { values: new Float64Array(0), vectors: new Float64Array(0) }
  const decomposed = new EigenvalueDecomposition(DenseMatrix.from1DArray(n, n, a), { assumeSymmetric: true })
  const { realEigenvalues, eigenvectorMatrix } = decomposed
  const order = realEigenvalues.map((_, i) => i).sort((i, j) => realEigenvalues[j] - realEigenvalues[i])
  const vectors = new Float64Array(n * n)
  for (const [to, from] of order.entries()) {
    for (let k = 0; k < n; k += 1) vectors[to * n + k] = eigenvectorMatrix.get(k, from)
  }
  return { values: Float64Array.from(order, (i) => realEigenvalues[i]), vectors }
}

/**
 * XᵀX of each group's rows, so that a fold's matrix is the total less the fold's own.
 * @param groups the group 0 .. count - 1 of each row, [x.rows]; rows of a negative group are left out.
 * @returns `count` matrices [d, d]; zeros for a group without rows.
 */
export async function gramByGroup(
  x: Matrix,
  groups: Int32Array,
  count: number,
  work: LongWork = {},
): Promise<Float64Array[]> {
  requireLength(groups, x.rows)
  const members = Array.from({ length: count }, (): number[] => [])
  for (let i = 0; i < groups.length; i += 1) members.at(groups[i] < 0 ? count : groups[i])?.push(i)
  const grams: Float64Array[] = []
  for (const rows of members) {
    const part = gatherRows(x, rows)
    grams.push(await crossProduct(part, part, { signal: work.signal }))
    work.report?.(grams.length, count)
  }
  return grams
}

function requireLength(values: ArrayLike<number>, length: number): void {
  if (values.length !== length) {
    throw new AppError('internal', `${length} numbers are needed, not ${values.length}.`)
  }
}

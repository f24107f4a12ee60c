/** @file Principal components: of many rows by randomised subspace iteration, of few exactly. */
import { AppError } from '../../shared/errors.ts'
import { requireFinite } from './checks.ts'
import { cholesky, solveLower, symmetricEigen } from './linear-algebra.ts'
import { evenParts } from './even-parts.ts'
import { matrix, row, rowsBetween } from './matrix.ts'
import type { Matrix } from './matrix.ts'
import { crossProduct, multiply, multiplyTransposed, type LongWork } from './products/products.ts'
import { multiplyTransposed64 } from './products/products64.ts'
import type { Random } from './random.ts'

export interface PrincipalComponents {
  /** [d] */
  mean: Float32Array
  /** [dimensions, d]: orthonormal rows, by falling variance; the largest entry of each is positive. */
  components: Matrix
  /** [dimensions]: of the sample (n - 1 in the denominator), 0 beyond the rank. */
  variances: Float32Array
}

/** Extra directions and passes beyond the least: Halko, Martinsson and Tropp (2011), sections 4.2 and 4.5. */
const OVERSAMPLING = 16
const PASSES = 4

/**
 * The directions in which the rows of x [n, d] vary most: of few rows, n <= dimensions + 16, exactly; of more, by Halko, Martinsson
 * and Tropp, "Finding structure with randomness" (SIAM Review 2011), algorithm 4.4 on the centred rows. Then an exact rotation inside
 * the subspace. float32 loses variances below about 1e-6 of the largest. Cost: 2 * (4 + 1) products of n * d * (dimensions + 16).
 * @throws AppError `internal` when dimensions > d, x has no rows, or a value is not finite.
 */
export async function principalComponents(
  x: Matrix,
  dimensions: number,
  random: Random,
  work: LongWork = {},
): Promise<PrincipalComponents> {
  if (x.rows === 0 || dimensions > x.columns) {
    throw new AppError('internal', `${x.rows} rows of ${x.columns} numbers have no ${dimensions} components.`)
  }
  const mean = columnMeans(x)
  const width = Math.min(x.columns, dimensions + OVERSAMPLING)
  const basis =
    x.rows > width
      ? await leadingSpace(x, mean, width, random, work)
      : await spaceOfRows(x, mean, Math.max(dimensions, x.rows), random)
  const components = matrix(dimensions, x.columns, basis.data.slice(0, dimensions * x.columns))
  const variances = new Float32Array(dimensions)
  // Of few rows, only the first directions of the basis hold anything.
  const held = Math.min(x.rows, width)
  const found = Math.min(dimensions, held)
  const space = matrix(held, x.columns, basis.data.subarray(0, held * x.columns))
  const { values, vectors } = symmetricEigen(await gramOfScores(x, mean, space, work.signal), held)
  const rotation = matrix(found, held, Float32Array.from(vectors.subarray(0, found * held)))
  components.data.set((await multiply(rotation, space)).data)
  for (let i = 0; i < dimensions; i += 1) makeLargestPositive(row(components, i))
  work.report?.(PASSES + 1, PASSES + 1)
  const degrees = Math.max(1, x.rows - 1)
  for (let i = 0; i < found; i += 1) variances[i] = Math.max(0, values[i]) / degrees
  return { mean, components, variances }
}

/** [width, d]: an orthonormal basis of about the space in which the rows vary most. */
async function leadingSpace(
  x: Matrix,
  mean: Float32Array,
  width: number,
  random: Random,
  { signal, report }: LongWork,
): Promise<Matrix> {
  let basis = await orthonormalRows(new Float64Array(width * x.columns), x.columns, random)
  for (let pass = 0; pass < PASSES; pass += 1) {
    basis = await orthonormalRows(await scatterTimes(x, mean, basis, signal), x.columns, random)
    report?.(pass + 1, PASSES + 1)
  }
  return basis
}

/** [width, d]: orthonormal rows, of which the first n span the centred rows of x; the others are random. */
async function spaceOfRows(x: Matrix, mean: Float32Array, width: number, random: Random): Promise<Matrix> {
  requireFinite(x.data, 'numbers to find components of')
  const rows = Float64Array.from({ length: width * x.columns }, (_, i) =>
    i < x.data.length ? x.data[i] - mean[i % x.columns] : 0,
  )
  const scale = largestOf(rows)
  for (let i = x.data.length; i < rows.length; i += 1) rows[i] = (scale > 0 ? scale : 1) * random.normal()
  return orthonormalRows(rows, x.columns, random)
}

/** [d]; zeros for no rows. */
export function columnMeans(x: Matrix): Float32Array {
  const sums = new Float64Array(x.columns)
  for (let i = 0; i < x.rows; i += 1) {
    for (let k = 0; k < x.columns; k += 1) sums[k] += x.data[i * x.columns + k]
  }
  return Float32Array.from(sums, (total) => total / Math.max(1, x.rows))
}

/** Rows whose scores are in memory at once. */
const ROWS_AT_ONCE = 16_384

/**
 * Some rows of x after the other, and their scores (x - mean) basisᵀ [some, width]: without a centred copy of x, whose
 * mean's own scores are subtracted instead, and without all scores together, 580 MB for 128 components of a million rows.
 */
async function* scoredRows(
  x: Matrix,
  mean: Float32Array,
  basis: Matrix,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ rows: Matrix; scores: Matrix }> {
  const { data: offsets } = await multiplyTransposed(matrix(1, x.columns, mean), basis)
  for (const [from, to] of evenParts(x.rows, ROWS_AT_ONCE)) {
    const rows = rowsBetween(x, from, to)
    const scores = await multiplyTransposed(rows, basis, { signal })
    for (let i = 0; i < scores.rows; i += 1) {
      for (let j = 0; j < scores.columns; j += 1) scores.data[i * scores.columns + j] -= offsets[j]
    }
    yield { rows, scores }
  }
}

/** scoresᵀ scores [width, width], row-major. */
async function gramOfScores(
  x: Matrix,
  mean: Float32Array,
  basis: Matrix,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const gram = new Float64Array(basis.rows * basis.rows)
  for await (const { scores } of scoredRows(x, mean, basis, signal)) {
    addTo(gram, await crossProduct(scores, scores, { signal }))
  }
  return gram
}

/** scoresᵀ (x - mean) [width, d], row-major. */
async function scatterTimes(
  x: Matrix,
  mean: Float32Array,
  basis: Matrix,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const scatter = new Float64Array(basis.rows * x.columns)
  const sums = new Float64Array(basis.rows) // nil but for rounding, which must not grow
  for await (const { rows, scores } of scoredRows(x, mean, basis, signal)) {
    addTo(scatter, await crossProduct(scores, rows, { signal }))
    addTo(
      sums,
      columnMeans(scores).map((value) => value * scores.rows),
    )
  }
  for (let j = 0; j < basis.rows; j += 1) {
    for (let k = 0; k < x.columns; k += 1) scatter[j * x.columns + k] -= sums[j] * mean[k]
  }
  return scatter
}

function addTo(total: Float64Array, part: ArrayLike<number>): void {
  for (let i = 0; i < total.length; i += 1) total[i] += part[i]
}

/** Share of chance mixed into a basis: about the rounding of the float32 products that it comes from. */
const NOISE = 1e-6

/**
 * An orthonormal basis of what the rows span, by Cholesky factors of their Gram matrix, twice (CholeskyQR2, Yamamoto et
 * al. 2015). A little noise makes dependent rows independent, so that they turn into random further directions.
 * @param rows [width, columns], changed in place.
 */
async function orthonormalRows(rows: Float64Array, columns: number, random: Random): Promise<Matrix> {
  const width = rows.length / columns
  const largest = largestOf(rows)
  const noise = largest > 0 ? NOISE : 1
  const scale = largest > 0 ? 1 / largest : 1
  for (let i = 0; i < rows.length; i += 1) rows[i] = rows[i] * scale + noise * random.normal()
  for (let pass = 0; pass < 2; pass += 1) {
    const gram = await multiplyTransposed64(rows, rows, columns)
    await cholesky(gram, width)
    solveLower(gram, width, rows, columns)
  }
  return matrix(width, columns, Float32Array.from(rows))
}

function largestOf(values: Float64Array): number {
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value))
  return largest
}

/** A component and its opposite are as good: the one whose largest entry is positive is taken. */
function makeLargestPositive(component: Float32Array): void {
  let largest = 0
  for (const value of component) if (Math.abs(value) > Math.abs(largest)) largest = value
  if (largest < 0) for (let k = 0; k < component.length; k += 1) component[k] *= -1
}

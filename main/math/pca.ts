/** @file Principal components of many rows, by randomised subspace iteration. */
import { AppError } from '../../shared/errors.ts'
import { cholesky, solveLower, symmetricEigen } from './linear-algebra.ts'
import { matrix, row } from './matrix.ts'
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
 * The directions in which the rows of x [n, d] vary most: Halko, Martinsson and Tropp, "Finding structure with
 * randomness" (SIAM Review 2011), algorithm 4.4 on the centred rows, then an exact rotation inside the subspace.
 * Exact where dimensions + 16 reaches n or d, as far as float32 goes: variances below about 1e-6 of the largest are lost. Cost: 2 * (4 + 1) products of n * d * (dimensions + 16).
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
  let basis = await orthonormalRows(new Float64Array(width * x.columns), x.columns, random)
  for (let pass = 0; pass < PASSES; pass += 1) {
    const scores = await centredScores(x, mean, basis, work.signal)
    basis = await orthonormalRows(await scatterTimes(x, mean, scores, work.signal), x.columns, random)
    work.report?.(pass + 1, PASSES + 1)
  }
  const scores = await centredScores(x, mean, basis, work.signal)
  const { values, vectors } = symmetricEigen(await crossProduct(scores, scores), width)
  const rotation = matrix(dimensions, width, Float32Array.from(vectors.subarray(0, dimensions * width)))
  const components = await multiply(rotation, basis)
  for (let i = 0; i < dimensions; i += 1) makeLargestPositive(row(components, i))
  work.report?.(PASSES + 1, PASSES + 1)
  const degrees = Math.max(1, x.rows - 1)
  const variances = Float32Array.from(values.subarray(0, dimensions), (value) => Math.max(0, value) / degrees)
  return { mean, components, variances }
}

/** [d]; zeros for no rows. */
export function columnMeans(x: Matrix): Float32Array {
  const sums = new Float64Array(x.columns)
  for (let i = 0; i < x.rows; i += 1) {
    for (let k = 0; k < x.columns; k += 1) sums[k] += x.data[i * x.columns + k]
  }
  return Float32Array.from(sums, (total) => total / Math.max(1, x.rows))
}

/** (x - mean) basisᵀ [n, width] without a centred copy of x: the mean's own scores are subtracted instead. */
async function centredScores(
  x: Matrix,
  mean: Float32Array,
  basis: Matrix,
  signal: AbortSignal | undefined,
): Promise<Matrix> {
  const scores = await multiplyTransposed(x, basis, { signal })
  const offsets = await multiplyTransposed(matrix(1, x.columns, mean), basis)
  for (let i = 0; i < scores.rows; i += 1) {
    for (let j = 0; j < scores.columns; j += 1) scores.data[i * scores.columns + j] -= offsets.data[j]
  }
  return scores
}

/** scoresᵀ (x - mean) [width, d], row-major. */
async function scatterTimes(
  x: Matrix,
  mean: Float32Array,
  scores: Matrix,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const scatter = await crossProduct(scores, x, { signal })
  const sums = columnMeans(scores).map((value) => value * x.rows) // nil but for rounding, which must not grow
  for (let j = 0; j < scores.columns; j += 1) {
    for (let k = 0; k < x.columns; k += 1) scatter[j * x.columns + k] -= sums[j] * mean[k]
  }
  return scatter
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
  let largest = 0
  for (const value of rows) largest = Math.max(largest, Math.abs(value))
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

/** A component and its opposite are as good: the one whose largest entry is positive is taken. */
function makeLargestPositive(component: Float32Array): void {
  let largest = 0
  for (const value of component) if (Math.abs(value) > Math.abs(largest)) largest = value
  if (largest < 0) for (let k = 0; k < component.length; k += 1) component[k] *= -1
}

/**
 * @file The graph of look-alikes, weighed anew by what the labels say: edges along directions in which the person's classes differ
 * count for more, edges along what varies inside a class for less (after Iscen et al. 2019, who build the graph on learned
 * embeddings; here the embedding is Fisher's, in closed form). docs/adr on page choice says what it brings.
 */
import { cholesky, solveLower, solveUpper } from '../math/linear-algebra.ts'
import { gatherRows, matrix, row, type Matrix } from '../math/matrix.ts'
import { crossProduct, multiply } from '../math/products.ts'
import { reweighed, type SparseMatrix } from '../math/sparse.ts'

/** Labelled rows, each once, with their classes 0 .. classCount - 1. */
export interface Labelled {
  readonly rows: Int32Array
  readonly classes: Int32Array
  readonly classCount: number
}

/** How much of the scatter within classes is taken to be the same in all directions: labels are fewer than directions. */
const SHRINKAGE = 0.3
/** Both similarities count the same; 0.3 to 0.8 make no difference. */
const LEARNED_SHARE = 0.5
/** Similarities to this power are the weights: higher than for the plain graph, whose cosines spread wider. */
const POWER = 6
/** What is left of a class mean that the ones before it already span. */
const LEAST_LENGTH = 1e-6

/**
 * The edges of `affinity` with weights ((cos in the principal components + cos in Fisher's coordinates) / 2)^6, normalised as
 * `normalisedAdjacency` does.
 * @param components [n, d] principal components, rows L2-normalised
 */
export async function learnedGraph(
  affinity: SparseMatrix,
  components: Matrix,
  labelled: Labelled,
): Promise<SparseMatrix> {
  const learned = await fisherCoordinates(components, labelled)
  const similarityOf = (i: number, j: number): number => {
    const plain = dot(row(components, i), row(components, j))
    return (1 - LEARNED_SHARE) * plain + LEARNED_SHARE * dot(row(learned, i), row(learned, j))
  }
  return reweighed(affinity, similarityOf, POWER)
}

/**
 * Linear discriminant coordinates (Fisher 1936; Rao 1948): the scatter within classes is made white, and of what is left the
 * span of the class means is kept. Any basis of the span gives the same cosines, so no eigenvectors are needed.
 * @param x [n, d]
 * @returns [n, at most classes - 1], centred, rows L2-normalised
 */
export async function fisherCoordinates(x: Matrix, labelled: Labelled): Promise<Matrix> {
  const means = meansOf(x, labelled)
  const factor = await withinFactor(x, labelled, means)
  const white = whitenedMeans(factor, means, x.columns)
  const basis = orthonormal(white)
  const projection = transposed(basis, x.columns)
  solveUpper(factor, x.columns, projection, basis.length)
  return centred(await multiply(x, matrix(x.columns, basis.length, Float32Array.from(projection))))
}

/** The mean of each class that has labels. */
function meansOf(x: Matrix, { rows, classes, classCount }: Labelled): (Float64Array | undefined)[] {
  const sums = Array.from({ length: classCount }, () => ({ sum: new Float64Array(x.columns), count: 0 }))
  rows.forEach((index, l) => {
    const own = sums[classes[l]]
    own.count += 1
    row(x, index).forEach((value, k) => (own.sum[k] += value))
  })
  return sums.map(({ sum, count }) => (count === 0 ? undefined : sum.map((value) => value / count)))
}

/** L of the shrunk scatter within classes, (1 - s) W + s tr(W) / d I = L Lᵀ, in the lower triangle of [d, d]. */
async function withinFactor(
  x: Matrix,
  { rows, classes }: Labelled,
  means: readonly (Float64Array | undefined)[],
): Promise<Float64Array> {
  const d = x.columns
  const residuals = gatherRows(x, rows)
  classes.forEach((label, l) => {
    const mean = means[label]
    if (mean !== undefined) row(residuals, l).forEach((value, k, own) => (own[k] = value - mean[k]))
  })
  const scatter = await crossProduct(residuals, residuals)
  let trace = 0
  for (let k = 0; k < d; k += 1) trace += scatter[k * d + k]
  // Where no class has two different photos nothing is known of the scatter: then all directions are the same.
  const even = trace > 0 ? (SHRINKAGE * trace) / d : 1
  for (let entry = 0; entry < scatter.length; entry += 1) scatter[entry] *= 1 - SHRINKAGE
  for (let k = 0; k < d; k += 1) scatter[k * d + k] += even
  await cholesky(scatter, d)
  return scatter
}

/** L^-1 of each mean, less the mean of them all. */
function whitenedMeans(
  factor: Float64Array,
  means: readonly (Float64Array | undefined)[],
  d: number,
): Float64Array[] {
  const white = means.flatMap((mean) => {
    if (mean === undefined) return []
    const solved = mean.slice()
    solveLower(factor, d, solved, 1)
    return [solved]
  })
  const centre = new Float64Array(d)
  for (const mean of white) mean.forEach((value, k) => (centre[k] += value / white.length))
  return white.map((mean) => mean.map((value, k) => value - centre[k]))
}

/** Gram-Schmidt, twice over for the sake of rounding. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = []
  for (const vector of vectors) {
    const rest = vector.slice()
    for (let pass = 0; pass < 2; pass += 1) {
      for (const unit of basis) {
        const share = dot(unit, rest)
        unit.forEach((value, k) => (rest[k] -= share * value))
      }
    }
    const [before, length] = [Math.sqrt(dot(vector, vector)), Math.sqrt(dot(rest, rest))]
    if (length > LEAST_LENGTH * before) basis.push(rest.map((value) => value / length))
  }
  return basis
}

/** [d, m] of m vectors. */
function transposed(vectors: readonly Float64Array[], d: number): Float64Array {
  const out = new Float64Array(d * vectors.length)
  vectors.forEach((vector, column) => {
    vector.forEach((value, k) => (out[k * vectors.length + column] = value))
  })
  return out
}

/** In place: less the mean of all rows, each row L2-normalised; a row that equals the mean is zero. */
function centred(m: Matrix): Matrix {
  const mean = new Float64Array(m.columns)
  for (let i = 0; i < m.rows; i += 1) row(m, i).forEach((value, k) => (mean[k] += value / m.rows))
  for (let i = 0; i < m.rows; i += 1) {
    const values = row(m, i)
    for (let k = 0; k < values.length; k += 1) values[k] -= mean[k]
    const length = Math.sqrt(dot(values, values))
    for (let k = 0; k < values.length; k += 1) values[k] = length > 0 ? values[k] / length : 0
  }
  return m
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let k = 0; k < a.length; k += 1) sum += a[k] * b[k]
  return sum
}

/**
 * @file Low-rank collaborative filtering of the photo x label matrix, the article's first method. A photo without a label
 * has an empty row there, so the matrix is completed together with the features, as one of low rank (Goldberg, Zhu, Recht,
 * Xu and Nowak 2010, section 2, "MC-1" with squared losses): [features | labels] = U [V | W], by alternating least squares.
 */
import { cholesky, solveCholesky } from '../../../math/linear-algebra.ts'
import { gatherRows, leadingColumns, matrix, row, type Matrix } from '../../../math/matrix.ts'
import { crossProduct, multiply, multiplyTransposed } from '../../../math/products/products.ts'
import { inverseFrequencyWeights } from '../../fast-path/ridge.ts'

export interface KnownLabels {
  /** [l] rows that have a label, each once; at least one */
  readonly rows: Int32Array
  /** [l] their classes, 0 .. classCount - 1 */
  readonly classes: Int32Array
  readonly classCount: number
}

/** Latent factors of a photo; more than the columns of the representation are useless. */
const RANK = 96
const ROUNDS = 3
/** Weight of a known label beside all features of its photo. */
const LABEL_WEIGHT = 0.5
const LAMBDA = 0.05

/**
 * @param representation [n, d], rows of length about 1; its columns in the order of their importance
 * @returns [n, classCount] completed labels: about 1 - 1 / classCount where the class is right, -1 / classCount
 *   elsewhere
 */
export async function collaborativeFiltering(representation: Matrix, known: KnownLabels): Promise<Matrix> {
  const rank = Math.min(RANK, representation.columns)
  const targets = targetsOf(known)
  let photos = leadingColumns(representation, rank) // a photo's first factors: its most important coordinates
  let labels = await labelFactors(photos, known, targets)
  for (let round = 0; round < ROUNDS; round += 1) {
    const features = await leastSquares(photos, representation, LAMBDA)
    photos = await photoFactors(representation, features, labels, known, targets)
    labels = await labelFactors(photos, known, targets)
  }
  return multiply(photos, labels)
}

/** [l, classCount] one-hot less 1 / classCount. */
function targetsOf({ classes, classCount }: KnownLabels): Matrix {
  const targets = matrix(classes.length, classCount)
  targets.data.fill(-1 / classCount)
  classes.forEach((label, l) => (targets.data[l * classCount + label] += 1))
  return targets
}

/** W [rank, classCount]: predicts the known labels from the photos' factors, all classes with the same weight. */
function labelFactors(photos: Matrix, known: KnownLabels, targets: Matrix): Promise<Matrix> {
  const weights = inverseFrequencyWeights(known.classes, known.classCount)
  return leastSquares(gatherRows(photos, known.rows), targets, LAMBDA, weights)
}

/** (AᵀDA + lambda I)^-1 AᵀDB for A [n, r] and B [n, m]; D holds the weights of the rows, 1 by default. */
async function leastSquares(a: Matrix, b: Matrix, lambda: number, weights?: Float64Array): Promise<Matrix> {
  const weighted = matrix(a.rows, a.columns, a.data.slice())
  weights?.forEach((weight, i) => {
    row(weighted, i).forEach((value, k, values) => (values[k] = value * weight))
  })
  const system = await crossProduct(weighted, a)
  for (let k = 0; k < a.columns; k += 1) system[k * a.columns + k] += lambda
  const right = await crossProduct(weighted, b)
  await cholesky(system, a.columns)
  solveCholesky(system, a.columns, right, b.columns)
  return matrix(a.columns, b.columns, Float32Array.from(right))
}

/**
 * U [n, rank]: (VVᵀ + lambda I)^-1 V x for a photo without a label; for one with a label, LABEL_WEIGHT (WWᵀ, W y) is
 * added to both sums.
 */
async function photoFactors(
  representation: Matrix,
  features: Matrix,
  labels: Matrix,
  known: KnownLabels,
  targets: Matrix,
): Promise<Matrix> {
  const rank = features.rows
  const ofFeatures = await gram(features, LAMBDA)
  const ofBoth = await gram(features, LAMBDA)
  const ofLabels = await gram(labels, 0)
  ofLabels.forEach((value, index) => (ofBoth[index] += LABEL_WEIGHT * value))
  const projected = await multiplyTransposed(representation, features) // [n, rank]
  const photos = await solved(ofFeatures, projected, rank)
  const rightSides = gatherRows(projected, known.rows)
  const fromLabels = await multiplyTransposed(targets, labels)
  fromLabels.data.forEach((value, index) => (rightSides.data[index] += LABEL_WEIGHT * value))
  const labelled = await solved(ofBoth, rightSides, rank)
  known.rows.forEach((index, l) => {
    row(photos, index).set(row(labelled, l))
  })
  return photos
}

/** M Mᵀ + lambda I, [r, r] of M [r, m]. */
async function gram(m: Matrix, lambda: number): Promise<Float64Array> {
  const product = Float64Array.from((await multiplyTransposed(m, m)).data)
  for (let k = 0; k < m.rows; k += 1) product[k * m.rows + k] += lambda
  return product
}

/** Each row b of the right-hand sides becomes system^-1 b. */
async function solved(system: Float64Array, right: Matrix, size: number): Promise<Matrix> {
  const inverse = new Float64Array(size * size)
  for (let k = 0; k < size; k += 1) inverse[k * size + k] = 1
  await cholesky(system, size)
  solveCholesky(system, size, inverse, size)
  return multiply(right, matrix(size, size, Float32Array.from(inverse)))
}

/**
 * @file Ridge regression on class targets in the primal form: its cost grows with the width of the representation and
 * not with the number of labels, so it can be fitted after every page however many labels there are.
 */
import { cholesky, solveCholesky } from '../../math/linear-algebra.ts'
import { gatherSideBySide, matrix, type Matrix } from '../../math/matrix.ts'
import { crossProduct, multiply } from '../../math/products/products.ts'
import { inverseFrequencyWeights } from './ridge.ts'

/** Rows whose class is only guessed: what remains of a guess after the person said "not this class". */
export interface SoftRows {
  /** [s] rows without a label. */
  readonly rows: Int32Array
  /** [s, classCount] rows sum to 1. */
  readonly probabilities: Matrix
}

/**
 * Scores x_i · B with B = (XᵀWX + lambda I)^-1 XᵀWT, where T is the one-hot class (or the soft one) less 1 / C and W
 * weighs every class the same (Hoerl and Kennard 1970, with weights); soft rows weigh 1, as a label does on average.
 * Above 0 speaks for the class; a row's scores sum to about 0.
 * @param representation [n, d], rows of length about 1.
 * @param rows [l] the labelled rows, each once; at least one.
 * @param classes [l] their classes, 0 .. classCount - 1.
 * @returns scores [n, classCount].
 */
export async function weightedRidge(
  representation: Matrix,
  rows: Int32Array,
  classes: Int32Array,
  classCount: number,
  lambda: number,
  soft?: SoftRows,
): Promise<Matrix> {
  return multiply(
    representation,
    await ridgeCoefficients([representation], rows, classes, classCount, lambda, soft),
  )
}

/** B of `weightedRidge`, [d, classCount]. @param representation its columns, in parts that lie side by side */
export async function ridgeCoefficients(
  representation: readonly Matrix[],
  rows: Int32Array,
  classes: Int32Array,
  classCount: number,
  lambda: number,
  soft?: SoftRows,
): Promise<Matrix> {
  const known = [...rows, ...(soft?.rows ?? [])]
  const used = gatherSideBySide(representation, known)
  const d = used.columns
  const targets = targetsOf(classes, classCount, soft)
  const weights = inverseFrequencyWeights(classes, classCount)
  const weighted = matrix(used.rows, d)
  for (let l = 0; l < used.rows; l += 1) {
    const weight = l < rows.length ? weights[l] : 1
    for (let k = l * d; k < (l + 1) * d; k += 1) weighted.data[k] = used.data[k] * weight
  }
  const system = await crossProduct(weighted, used)
  for (let k = 0; k < d; k += 1) system[k * d + k] += lambda
  const coefficients = await crossProduct(weighted, targets)
  await cholesky(system, d)
  solveCholesky(system, d, coefficients, classCount)
  return matrix(d, classCount, Float32Array.from(coefficients))
}

/** [l + s, classCount]: the labelled rows' one-hot classes, then the soft rows' probabilities, all less 1 / C. */
function targetsOf(classes: Int32Array, classCount: number, soft: SoftRows | undefined): Matrix {
  const targets = matrix(classes.length + (soft?.rows.length ?? 0), classCount)
  classes.forEach((index, l) => (targets.data[l * classCount + index] = 1))
  if (soft !== undefined) targets.data.set(soft.probabilities.data, classes.length * classCount)
  for (let entry = 0; entry < targets.data.length; entry += 1) targets.data[entry] -= 1 / classCount
  return targets
}

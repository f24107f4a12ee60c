/**
 * @file Ridge regression on class targets in the primal form: its cost grows with the width of the representation and
 * not with the number of labels, so it can be fitted after every page however many labels there are.
 */
import { cholesky, solveCholesky } from '../math/linear-algebra.ts'
import { gatherRows, type Matrix } from '../math/matrix.ts'
import { matrix } from '../math/matrix.ts'
import { crossProduct, multiply } from '../math/products.ts'
import { inverseFrequencyWeights } from './ridge.ts'

/**
 * Scores x_i · B with B = (XᵀWX + lambda I)^-1 XᵀWT, where T is the one-hot class less 1 / C and W weighs every class
 * the same (Hoerl and Kennard 1970, with weights). Above 0 speaks for the class; a row's scores sum to about 0.
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
): Promise<Matrix> {
  const d = representation.columns
  const labelled = gatherRows(representation, rows)
  const weights = inverseFrequencyWeights(classes, classCount)
  const targets = matrix(rows.length, classCount)
  const weighted = matrix(rows.length, d)
  for (let l = 0; l < rows.length; l += 1) {
    for (let c = 0; c < classCount; c += 1) targets.data[l * classCount + c] = -1 / classCount
    targets.data[l * classCount + classes[l]] += 1
    for (let k = 0; k < d; k += 1) weighted.data[l * d + k] = labelled.data[l * d + k] * weights[l]
  }
  const system = await crossProduct(weighted, labelled)
  for (let k = 0; k < d; k += 1) system[k * d + k] += lambda
  const coefficients = await crossProduct(weighted, targets)
  await cholesky(system, d)
  solveCholesky(system, d, coefficients, classCount)
  return multiply(representation, matrix(d, classCount, Float32Array.from(coefficients)))
}

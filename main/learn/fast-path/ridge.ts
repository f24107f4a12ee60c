/**
 * @file Kernel ridge regression on class targets, used as a classifier: closed-form, so that it can be fitted after every page.
 * Source: Saunders, Gammerman, Vovk, "Ridge Regression Learning Algorithm in Dual Variables" (ICML 1998); with weights w on the
 * squared errors the dual solution is alpha = (K + lambda W^-1)^-1 Y.
 */
import { cholesky, solveCholesky } from '../../math/linear-algebra.ts'
import { matrix } from '../../math/matrix.ts'
import type { Matrix } from '../../math/matrix.ts'
import { multiply } from '../../math/products/products.ts'

export interface RidgeProblem {
  /** [n, n] inner products of all photos' features, symmetric. */
  readonly kernel: Matrix
  /** [l] the labelled rows, each once. */
  readonly rows: Int32Array
  /** [l] their classes, 0 .. classCount - 1. */
  readonly classes: Int32Array
  readonly classCount: number
  /** Above 0; it shrinks the scores towards 0. */
  readonly lambda: number
  /** [l] above 0, the weight of each label; by default `inverseFrequencyWeights`. */
  readonly weights?: Float64Array
}

/** Limits the copy of the labelled columns: 8 MB at 1,000 labels. */
const BLOCK_ROWS = 2_048

/**
 * Scores of all photos: K[:, rows] (K[rows, rows] + lambda W^-1)^-1 Y, with Y = +1 at a label's class and -1 elsewhere.
 * @returns [n, classCount]; the largest score of a row names its class. All zeros without labels.
 */
export async function kernelRidge(problem: RidgeProblem): Promise<Matrix> {
  const { kernel, rows, classes, classCount, lambda } = problem
  const count = rows.length
  if (count === 0) return matrix(kernel.rows, classCount)
  const weights = problem.weights ?? inverseFrequencyWeights(classes, classCount)
  const system = new Float64Array(count * count)
  const targets = new Float64Array(count * classCount).fill(-1)
  for (let i = 0; i < count; i += 1) {
    const start = rows[i] * kernel.columns
    for (let j = 0; j < count; j += 1) system[i * count + j] = kernel.data[start + rows[j]]
    system[i * count + i] += lambda / weights[i]
    targets[i * classCount + classes[i]] = 1
  }
  await cholesky(system, count)
  solveCholesky(system, count, targets, classCount)
  return weighKernel(kernel, rows, targets, classCount)
}

/**
 * Weights with which every class has the same total, however many labels it has; their mean is 1.
 * @returns [l] the weight of each label.
 */
export function inverseFrequencyWeights(classes: Int32Array, classCount: number): Float64Array {
  const counts = new Float64Array(classCount)
  for (const label of classes) counts[label] += 1
  const present = counts.reduce((sum, size) => sum + (size > 0 ? 1 : 0), 0)
  return Float64Array.from(classes, (label) => classes.length / (present * counts[label]))
}

/** K[:, rows] alpha, with alpha [l, width] in float64: shape [n, width]. */
async function weighKernel(
  kernel: Matrix,
  rows: Int32Array,
  alpha: Float64Array,
  width: number,
): Promise<Matrix> {
  const out = matrix(kernel.rows, width)
  const weights = matrix(rows.length, width, Float32Array.from(alpha))
  for (let from = 0; from < kernel.rows; from += BLOCK_ROWS) {
    const block = matrix(Math.min(BLOCK_ROWS, kernel.rows - from), rows.length)
    for (let i = 0; i < block.rows; i += 1) {
      const start = (from + i) * kernel.columns
      for (let l = 0; l < rows.length; l += 1) block.data[i * rows.length + l] = kernel.data[start + rows[l]]
    }
    out.data.set((await multiply(block, weights)).data, from * width)
  }
  return out
}

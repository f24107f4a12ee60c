/**
 * @file Label propagation on a nearest-neighbour graph: what is known about a few photos spreads to their look-alikes.
 * Source: Iscen, Tolias, Avrithis, Chum, "Label Propagation for Deep Semi-supervised Learning" (CVPR 2019), after Zhou et al.,
 * "Learning with Local and Global Consistency" (NIPS 2003). It pays while labels are few.
 */
import { matrix } from '../math/matrix.ts'
import type { Matrix } from '../math/matrix.ts'
import { multiplySparse } from '../math/sparse.ts'
import type { SparseMatrix } from '../math/sparse.ts'

export interface PropagationOptions {
  /** Share that a photo takes from its neighbours, in [0, 1); the rest holds it to its own label. */
  readonly alpha: number
  readonly iterations: number
  /** [l] how much each label puts in; 1 by default. */
  readonly weights?: Float64Array
}

/** How labels spread in the product. Chosen on caltech24 by simulated sessions, as the rest of class-scores.ts. */
export const PROPAGATION = { alpha: 0.9, iterations: 20 }

/** Mass below this is rounding: no label has reached the photo. */
const LEAST_MASS = 1e-12

/**
 * F <- alpha S F + (1 - alpha) Y, from F = Y, where Y_ic = 1 (or its weight) for a photo i labelled c; then each row is
 * normalised to sum 1.
 * It approaches (1 - alpha) (I - alpha S)^-1 Y. A row that no label reaches is uniform: nothing is known about it.
 * @param affinity S = D^-1/2 W D^-1/2 of the graph with w = cos^3, as `normalisedAdjacency` makes it.
 * @param labelledRows [l] rows of S that have a label.
 * @param classes [l] their classes, 0 .. classCount - 1.
 * @returns probabilities [n, classCount].
 */
export function propagate(
  affinity: SparseMatrix,
  labelledRows: Int32Array,
  classes: Int32Array,
  classCount: number,
  options: PropagationOptions,
): Matrix {
  let current = matrix(affinity.rows, classCount)
  let next = matrix(affinity.rows, classCount)
  const weightOf = (l: number): number => options.weights?.[l] ?? 1
  labelledRows.forEach((row, l) => (current.data[row * classCount + classes[l]] = weightOf(l)))
  for (let iteration = 0; iteration < options.iterations; iteration += 1) {
    multiplySparse(affinity, current, next)
    const { data } = next
    for (let i = 0; i < data.length; i += 1) data[i] *= options.alpha
    labelledRows.forEach(
      (row, l) => (data[row * classCount + classes[l]] += (1 - options.alpha) * weightOf(l)),
    )
    ;[current, next] = [next, current]
  }
  normaliseRows(current)
  return current
}

function normaliseRows(mass: Matrix): void {
  const { rows, columns, data } = mass
  for (let start = 0; start < rows * columns; start += columns) {
    let total = 0
    for (let c = start; c < start + columns; c += 1) total += data[c]
    for (let c = start; c < start + columns; c += 1) {
      data[c] = total > LEAST_MASS ? data[c] / total : 1 / columns
    }
  }
}

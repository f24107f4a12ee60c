/**
 * @file Label propagation on a nearest-neighbour graph: what is known about a few photos spreads to their look-alikes.
 * Source: Iscen, Tolias, Avrithis, Chum, "Label Propagation for Deep Semi-supervised Learning" (CVPR 2019), after Zhou et al.,
 * "Learning with Local and Global Consistency" (NIPS 2003). It pays while labels are few.
 */
import { matrix } from '../math/matrix.ts'
import type { Matrix } from '../math/matrix.ts'
import type { SparseMatrix } from '../math/sparse.ts'
import { indicesWhere } from './indices.ts'

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
  const out = matrix(affinity.rows, classCount)
  for (let index = 0; index < classCount; index += 1) {
    const members = indicesWhere(classes, (label) => label === index)
    const rows = members.map((l) => labelledRows[l])
    const weightOf = (position: number): number => options.weights?.[members[position]] ?? 1
    setColumn(out, index, spreadClass(affinity, rows, weightOf, options), 1)
  }
  normaliseRows(out)
  return out
}

/**
 * The same for a graph that labels come to one after the other: the classes spread independently of each other, and all
 * labels of a class weigh the same, so only classes whose labels changed are spread again.
 */
export class Spreading {
  readonly #affinity: SparseMatrix
  /** For each class its labelled rows and [n] the mass that they spread, each label putting in 1. */
  #known: { rows: Int32Array; mass: Float64Array }[] = []

  /** @param affinity as for `propagate` */
  constructor(affinity: SparseMatrix) {
    this.#affinity = affinity
  }

  /**
   * @param weightOf [classCount] how much each label of a class puts in
   * @returns probabilities [n, classCount], what `propagate` gives up to rounding
   */
  spread(
    labelledRows: Int32Array,
    classes: Int32Array,
    weightOf: Float64Array,
    options: Pick<PropagationOptions, 'alpha' | 'iterations'>,
  ): Matrix {
    const members = Array.from(weightOf, (_, index) => {
      return indicesWhere(classes, (label) => label === index).map((l) => labelledRows[l])
    })
    this.#known = members.map((rows, index) => {
      const known = this.#known.at(index)
      if (known !== undefined && same(known.rows, rows)) return known
      return { rows, mass: spreadClass(this.#affinity, rows, () => 1, options) }
    })
    const out = matrix(this.#affinity.rows, weightOf.length)
    this.#known.forEach(({ mass }, index) => {
      setColumn(out, index, mass, weightOf[index])
    })
    normaliseRows(out)
    return out
  }
}

function same(known: Int32Array, rows: Int32Array): boolean {
  return known.length === rows.length && known.every((row, index) => row === rows[index])
}

function setColumn(m: Matrix, column: number, values: Float64Array, weight: number): void {
  for (let i = 0; i < m.rows; i += 1) m.data[i * m.columns + column] = weight * values[i]
}

/**
 * One column of F, [n]: classes spread independently of each other.
 * @param rows of the class's labels
 * @param weightOf what the label at a position of `rows` puts in
 */
function spreadClass(
  { rows: count, offsets, columns, values }: SparseMatrix,
  rows: Int32Array,
  weightOf: (position: number) => number,
  { alpha, iterations }: Pick<PropagationOptions, 'alpha' | 'iterations'>,
): Float64Array {
  let current = new Float64Array(count)
  let next = new Float64Array(count)
  rows.forEach((row, position) => (current[row] = weightOf(position)))
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    for (let i = 0; i < count; i += 1) {
      let sum = 0
      for (let e = offsets[i]; e < offsets[i + 1]; e += 1) sum += values[e] * current[columns[e]]
      next[i] = alpha * sum
    }
    rows.forEach((row, position) => (next[row] += (1 - alpha) * weightOf(position)))
    ;[current, next] = [next, current]
  }
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

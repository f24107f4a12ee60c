/**
 * @file Label propagation on a nearest-neighbour graph: what is known about a few photos spreads to their look-alikes.
 * Source: Iscen, Tolias, Avrithis, Chum, "Label Propagation for Deep Semi-supervised Learning" (CVPR 2019), after Zhou et al.,
 * "Learning with Local and Global Consistency" (NIPS 2003). It pays while labels are few.
 */
import { matrix } from '../math/matrix.ts'
import type { Matrix } from '../math/matrix.ts'
import type { SparseMatrix } from '../math/sparse.ts'
import { indicesWhere } from './indices.ts'
import { spreadMass, type Source, type SpreadOptions } from './spread-mass.ts'

export interface PropagationOptions extends SpreadOptions {
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
  const sources = Array.from({ length: classCount }, (_, index): Source => {
    const members = indicesWhere(classes, (label) => label === index)
    return {
      rows: members.map((l) => labelledRows[l]),
      weights: Float64Array.from(members, (l) => options.weights?.[l] ?? 1),
    }
  })
  return shares(spreadMass(affinity, sources, options), new Float64Array(classCount).fill(1), affinity.rows)
}

/**
 * The same for a graph that labels come to one after the other: the classes spread independently of each other, and all
 * labels of a class weigh the same, so only classes whose labels changed are spread again.
 */
export class Spreading {
  readonly #affinity: SparseMatrix
  /** For each class its labelled rows and [n] the mass that they spread, each label putting in 1. */
  #known: { rows: Int32Array; mass: Float32Array }[] = []

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
    options: SpreadOptions,
  ): Matrix {
    const masses = this.#masses(labelledRows, classes, weightOf.length, options)
    return shares(masses, weightOf, this.#affinity.rows)
  }

  /**
   * How much of all labels together reaches each photo, each label putting in 1.
   * @returns [n] masses, at least 0
   */
  reach(
    labelledRows: Int32Array,
    classes: Int32Array,
    classCount: number,
    options: SpreadOptions,
  ): Float64Array {
    const total = new Float64Array(this.#affinity.rows)
    for (const mass of this.#masses(labelledRows, classes, classCount, options)) {
      for (let i = 0; i < total.length; i += 1) total[i] += mass[i]
    }
    return total
  }

  /** For each class [n] the mass that its labels spread, each putting in 1. */
  #masses(
    labelledRows: Int32Array,
    classes: Int32Array,
    classCount: number,
    options: SpreadOptions,
  ): Float32Array[] {
    const members = Array.from({ length: classCount }, (_, index) => {
      return indicesWhere(classes, (label) => label === index).map((l) => labelledRows[l])
    })
    const isKnown = members.map((rows, index) => same(this.#known.at(index)?.rows, rows))
    const changed = members.filter((_, index) => !isKnown[index])
    const sources = changed.map((rows) => ({ rows, weights: new Float64Array(rows.length).fill(1) }))
    const fresh = spreadMass(this.#affinity, sources, options).map((mass, index) => ({
      rows: changed[index],
      mass,
    }))
    this.#known = members.map((_, index) => (isKnown[index] ? this.#known[index] : fresh.splice(0, 1)[0]))
    return this.#known.map(({ mass }) => mass)
  }
}

function same(known: Int32Array | undefined, rows: Int32Array): boolean {
  return known?.length === rows.length && known.every((row, index) => row === rows[index])
}

/** [rows, classes] the weighted masses, each row normalised to sum 1; a row that nothing has reached is uniform. */
function shares(masses: readonly Float32Array[], weightOf: Float64Array, rows: number): Matrix {
  const out = matrix(rows, masses.length)
  const { columns, data } = out
  for (let i = 0; i < rows; i += 1) {
    const start = i * columns
    let total = 0
    for (let c = 0; c < columns; c += 1) {
      const value = weightOf[c] * masses[c][i]
      data[start + c] = value
      total += value
    }
    const scale = total > LEAST_MASS ? 1 / total : 0
    for (let c = start; c < start + columns; c += 1) data[c] = scale === 0 ? 1 / columns : data[c] * scale
  }
  return out
}

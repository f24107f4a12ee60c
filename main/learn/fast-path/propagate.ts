/**
 * @file Label propagation on a nearest-neighbour graph: the labels of a few photos spread to their look-alikes.
 * Source: Iscen, Tolias, Avrithis, Chum, "Label Propagation for Deep Semi-supervised Learning" (CVPR 2019), after
 * Zhou et al., "Learning with Local and Global Consistency" (NIPS 2003). It helps while labels are few.
 */
import { matrix } from '../../math/matrix.ts'
import type { Matrix } from '../../math/matrix.ts'
import type { SparseMatrix } from '../../math/sparse.ts'
import { indicesWhere } from './indices.ts'
import { LEAST_MASS } from './pool-experts.ts'
import { MassSpreader, type Source, type SpreadOptions } from './spread-mass.ts'

/** Labelled rows, each once, with their classes 0 .. classCount - 1. */
export interface Labelled {
  readonly rows: Int32Array
  readonly classes: Int32Array
  readonly classCount: number
}

export interface PropagationOptions extends SpreadOptions {
  /** [l] the weight of each label; 1 by default. */
  readonly weights?: Float64Array
}

/** How labels spread in the product. Chosen on caltech24 by simulated sessions, like the rest of class-scores.ts. */
export const PROPAGATION = { alpha: 0.9, iterations: 20 }

/**
 * F <- alpha S F + (1 - alpha) Y, from F = Y, where Y_ic = 1 (or its weight) for a photo i labelled c; then each row
 * is normalised to sum 1.
 * It approaches (1 - alpha) (I - alpha S)^-1 Y. A row that no label reaches is uniform.
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
  return propagateBy(new MassSpreader(affinity), { rows: labelledRows, classes, classCount }, options)
}

/**
 * The same as `propagate`, on a graph that is already laid out in memory.
 * @returns probabilities [n, classCount].
 */
export function propagateBy(
  spreader: MassSpreader,
  { rows: labelledRows, classes, classCount }: Labelled,
  options: PropagationOptions,
): Matrix {
  const sources = Array.from({ length: classCount }, (_, index): Source => {
    const members = indicesWhere(classes, (label) => label === index)
    return {
      rows: members.map((l) => labelledRows[l]),
      weights: Float64Array.from(members, (l) => options.weights?.[l] ?? 1),
    }
  })
  const mass = matrix(spreader.rows, classCount)
  spreader.spread(sources, options).forEach((spread, column) => {
    setColumn(mass, column, spread)
  })
  return shares(mass)
}

/**
 * The same for labels that arrive one after the other. Classes spread independently of each other, and all labels of
 * a class have the same weight, so only classes whose labels changed are spread again.
 */
export class Spreading {
  readonly #affinity: SparseMatrix
  #spreader: MassSpreader | undefined
  /** For each class its labelled rows. */
  #known: readonly Int32Array[] = []
  /** [n, known classes] the mass that their labels have spread. */
  #mass: Matrix

  /** @param affinity as for `propagate` */
  constructor(affinity: SparseMatrix) {
    this.#affinity = affinity
    this.#mass = matrix(affinity.rows, 0)
  }

  /**
   * @param options the same at every call
   * @returns [n, classCount] the mass that the labels of each class spread, each label with weight 1; the same memory
   *   at every call
   */
  mass(labelledRows: Int32Array, classes: Int32Array, classCount: number, options: SpreadOptions): Matrix {
    const members = membersOf(labelledRows, classes, classCount)
    const from = members.map((rows) => this.#known.findIndex((known) => same(known, rows)))
    const isInPlace = from.every((column, index) => column < 0 || column === index)
    if (classCount !== this.#mass.columns || !isInPlace) this.#mass = rearranged(this.#mass, from)
    const changed = [...from.keys()].filter((index) => from[index] < 0)
    const sources = changed.map((index) => ({
      rows: members[index],
      weights: new Float64Array(members[index].length).fill(1),
    }))
    if (sources.length > 0) this.#spreader ??= new MassSpreader(this.#affinity)
    this.#spreader?.spread(sources, options).forEach((spread, index) => {
      setColumn(this.#mass, changed[index], spread)
    })
    this.#known = members
    return this.#mass
  }

  /**
   * The mass that reaches each photo from all labels together, each label with weight 1.
   * @returns [n] masses, at least 0
   */
  reach(
    labelledRows: Int32Array,
    classes: Int32Array,
    classCount: number,
    options: SpreadOptions,
  ): Float64Array {
    const { rows, columns, data } = this.mass(labelledRows, classes, classCount, options)
    const total = new Float64Array(rows)
    for (let i = 0; i < rows; i += 1) {
      const end = (i + 1) * columns
      let sum = 0
      for (let entry = i * columns; entry < end; entry += 1) sum += data[entry]
      total[i] = sum
    }
    return total
  }
}

/** For each class its labelled rows. */
function membersOf(labelledRows: Int32Array, classes: Int32Array, classCount: number): Int32Array[] {
  const members = Array.from({ length: classCount }, (): number[] => [])
  classes.forEach((label, l) => members[label].push(labelledRows[l]))
  return members.map((rows) => Int32Array.from(rows))
}

function same(known: Int32Array, rows: Int32Array): boolean {
  return known.length === rows.length && known.every((row, index) => row === rows[index])
}

/** The columns in another order: column c was column `from[c]`, or is zero where that is negative. */
function rearranged(m: Matrix, from: readonly number[]): Matrix {
  const out = matrix(m.rows, from.length)
  const moved = [...from.entries()].filter(([, column]) => column >= 0)
  for (let i = 0; i < m.rows; i += 1) {
    for (const [to, column] of moved) out.data[i * out.columns + to] = m.data[i * m.columns + column]
  }
  return out
}

function setColumn(m: Matrix, column: number, values: Float32Array): void {
  for (let i = 0; i < m.rows; i += 1) m.data[i * m.columns + column] = values[i]
}

/** Each row normalised to sum 1; a row that no label has reached is uniform. */
function shares(mass: Matrix): Matrix {
  const { rows, columns, data } = mass
  const out = matrix(rows, columns)
  for (let i = 0; i < rows; i += 1) {
    const start = i * columns
    let total = 0
    for (let c = start; c < start + columns; c += 1) total += data[c]
    const scale = total > LEAST_MASS ? 1 / total : 0
    for (let c = start; c < start + columns; c += 1) out.data[c] = scale === 0 ? 1 / columns : data[c] * scale
  }
  return out
}

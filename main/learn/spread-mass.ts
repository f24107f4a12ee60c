/**
 * @file The iteration of label propagation, class by class: F <- alpha S F + (1 - alpha) Y from F = Y. Classes spread independently
 * of each other, so they may be done one at a time, or several together for each walk along the graph's edges.
 */
import type { SparseMatrix } from '../math/sparse.ts'

/** The labels of one class. */
export interface Source {
  /** [l] rows of S, each once */
  readonly rows: Int32Array
  /** [l] what each puts in */
  readonly weights: Float64Array
}

export interface SpreadOptions {
  /** Share that a photo takes from its neighbours, in [0, 1); the rest holds it to its own label. */
  readonly alpha: number
  readonly iterations: number
}

/** Classes that walk along the edges together: their numbers of one photo fill half a line of the processor's cache. */
const TOGETHER = 8
/** With fewer, a walk for each is quicker. */
const FEWEST_TOGETHER = 4

/** @returns for each source [n] the mass that it spreads */
export function spreadMass(
  affinity: SparseMatrix,
  sources: readonly Source[],
  options: SpreadOptions,
): Float32Array[] {
  const out: Float32Array[] = []
  while (out.length < sources.length) {
    const next = sources.slice(out.length, out.length + TOGETHER)
    if (next.length >= FEWEST_TOGETHER) out.push(...spreadTogether(affinity, next, options))
    else out.push(...next.map((source) => spreadOne(affinity, source, options)))
  }
  return out
}

function spreadOne(
  { rows: count, offsets, columns, values }: SparseMatrix,
  source: Source,
  { alpha, iterations }: SpreadOptions,
): Float32Array {
  let current = new Float32Array(count)
  let next = new Float32Array(count)
  add(current, source, 1, 0, 1)
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    for (let i = 0; i < count; i += 1) {
      let sum = 0
      const end = offsets[i + 1]
      for (let e = offsets[i]; e < end; e += 1) sum += values[e] * current[columns[e]]
      next[i] = alpha * sum
    }
    add(next, source, 1, 0, 1 - alpha)
    ;[current, next] = [next, current]
  }
  return current
}

function spreadTogether(
  { rows: count, offsets, columns, values }: SparseMatrix,
  sources: readonly Source[],
  { alpha, iterations }: SpreadOptions,
): Float32Array[] {
  let current = new Float32Array(count * TOGETHER)
  let next = new Float32Array(count * TOGETHER)
  const addAll = (to: Float32Array, share: number): void => {
    sources.forEach((source, column) => {
      add(to, source, TOGETHER, column, share)
    })
  }
  addAll(current, 1)
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    for (let i = 0; i < count; i += 1) {
      // Eight names and not a loop: the sums stay in registers, which makes it three times as fast.
      let a = 0
      let b = 0
      let c = 0
      let d = 0
      let e = 0
      let f = 0
      let g = 0
      let h = 0
      const end = offsets[i + 1]
      for (let edge = offsets[i]; edge < end; edge += 1) {
        const weight = values[edge]
        const from = columns[edge] * TOGETHER
        a += weight * current[from]
        b += weight * current[from + 1]
        c += weight * current[from + 2]
        d += weight * current[from + 3]
        e += weight * current[from + 4]
        f += weight * current[from + 5]
        g += weight * current[from + 6]
        h += weight * current[from + 7]
      }
      const to = i * TOGETHER
      next[to] = alpha * a
      next[to + 1] = alpha * b
      next[to + 2] = alpha * c
      next[to + 3] = alpha * d
      next[to + 4] = alpha * e
      next[to + 5] = alpha * f
      next[to + 6] = alpha * g
      next[to + 7] = alpha * h
    }
    addAll(next, 1 - alpha)
    ;[current, next] = [next, current]
  }
  return sources.map((_, column) =>
    Float32Array.from({ length: count }, (__, i) => current[i * TOGETHER + column]),
  )
}

/** Adds share · Y to a column of a matrix of `width` columns. */
function add(
  to: Float32Array,
  { rows, weights }: Source,
  width: number,
  column: number,
  share: number,
): void {
  for (let l = 0; l < rows.length; l += 1) to[rows[l] * width + column] += share * weights[l]
}

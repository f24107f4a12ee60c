/** @file Vectors that the numeric tests draw for themselves. */
import { matrix, row } from '../../../main/math/matrix.ts'
import type { Matrix } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'

/** Each row to length 1, in place; zero rows stay. */
export function normaliseRows(m: Matrix): Matrix {
  for (let i = 0; i < m.rows; i += 1) {
    const values = row(m, i)
    const length = Math.hypot(...values)
    if (length > 0) for (let k = 0; k < values.length; k += 1) values[k] /= length
  }
  return m
}

/** Unit vectors without any structure, uniform on the sphere. */
export function randomUnitRows(rows: number, columns: number, seed: number): Matrix {
  const random = new Random(seed)
  const data = Float32Array.from({ length: rows * columns }, () => random.normal())
  return normaliseRows(matrix(rows, columns, data))
}

/** `groups` bunches of unit vectors around random directions; row i belongs to bunch i % groups. */
export function bunches(groups: number, each: number, columns: number, spread: number, seed: number): Matrix {
  const random = new Random(seed)
  const middles = randomUnitRows(groups, columns, seed + 1)
  const out = matrix(groups * each, columns)
  for (let i = 0; i < out.rows; i += 1) {
    const middle = row(middles, i % groups)
    row(out, i).set(middle.map((value) => value + (spread * random.normal()) / Math.sqrt(columns)))
  }
  return normaliseRows(out)
}

/** Dot product in float64. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0
  for (let k = 0; k < a.length; k += 1) total += a[k] * b[k]
  return total
}

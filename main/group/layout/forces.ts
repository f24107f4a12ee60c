/**
 * @file How strongly two rows pull or push each other, by the square of their distance. Powers would take most of the time of a
 * layout, so both are looked up: the upper half of a float32 stands for 128 steps within each power of two, and 0.4 % more or less
 * is nothing beside the chance in each step.
 */
import type { Curve } from './curve.ts'

/** Keeps a push between rows in nearly the same place finite: as in umap-learn. */
const SOFTENING = 1e-3
const ENTRIES = 1 << 15 // the sign is never set

export interface Forces {
  /** What the difference between two rows is multiplied with, by `indexOf` the square of their distance. */
  readonly pulls: Float32Array
  readonly pushes: Float32Array
}

const float = new Float32Array(1)
const bits = new Int32Array(float.buffer)

/** @param square not negative */
export function indexOf(square: number): number {
  float[0] = square
  return bits[0] >>> 16
}

/** The gradients of the cross entropy (McInnes, Healy, Melville 2018, section 4.2), negative where rows come together. */
export function forcesOf({ a, b }: Curve): Forces {
  const pulls = new Float32Array(ENTRIES)
  const pushes = new Float32Array(ENTRIES)
  for (let index = 1; index < ENTRIES; index += 1) {
    bits[0] = (index << 16) | 0x8000 // the middle of the step
    const [square] = float
    if (!Number.isFinite(square)) break
    const power = square ** b
    pulls[index] = (-2 * a * b * (power / square)) / (a * power + 1)
    pushes[index] = (2 * b) / ((SOFTENING + square) * (a * power + 1))
  }
  return { pulls, pushes }
}

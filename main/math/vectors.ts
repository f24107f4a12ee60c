/** @file Sums over one or two vectors of float32, in float64. */

/** Of vectors of the same length. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k += 1) sum += a[k] * b[k]
  return sum
}

/** Euclidean. */
export function lengthOf(vector: Float32Array): number {
  return Math.sqrt(dot(vector, vector))
}

/**
 * @file The curve by which a layout holds neighbours together: 1 / (1 + a d^2b), as close as it gets to a similarity that is 1 up to
 * `minDistance` and falls off exponentially from there (McInnes, Healy, Melville 2018, UMAP, section 4.2 and definition 11).
 */

export interface Curve {
  readonly a: number
  readonly b: number
}

/** As in umap-learn's `find_ab_params`: so many distances from 0 to three spreads, by least squares. */
const POINTS = 300
const SPREADS = 3
const STEPS = 200

/** By Levenberg and Marquardt's method, from a = b = 1. @param minDistance at least 0, less than 3 */
export function fitCurve(minDistance: number, spread = 1): Curve {
  const distances = Array.from({ length: POINTS }, (_, i) => (i * SPREADS * spread) / (POINTS - 1))
  const wanted = distances.map((d) => (d < minDistance ? 1 : Math.exp(-(d - minDistance) / spread)))
  let curve: Curve = { a: 1, b: 1 }
  let error = squaredError(curve, distances, wanted)
  let damping = 1e-3
  for (let step = 0; step < STEPS; step += 1) {
    const next = improved(curve, distances, wanted, damping)
    const nextError = squaredError(next, distances, wanted)
    if (nextError < error) {
      curve = next
      error = nextError
      damping /= 10
    } else damping *= 10
  }
  return curve
}

function valueAt({ a, b }: Curve, distance: number): number {
  return 1 / (1 + a * distance ** (2 * b))
}

function squaredError(curve: Curve, distances: readonly number[], wanted: readonly number[]): number {
  return distances.reduce((sum, d, i) => sum + (valueAt(curve, d) - wanted[i]) ** 2, 0)
}

function improved(
  curve: Curve,
  distances: readonly number[],
  wanted: readonly number[],
  damping: number,
): Curve {
  let [aa, ab, bb, ra, rb] = [0, 0, 0, 0, 0]
  distances.forEach((d, i) => {
    if (d === 0) return // the curve is 1 there, whatever a and b
    const value = valueAt(curve, d)
    const power = d ** (2 * curve.b)
    const byA = -value * value * power
    const byB = byA * curve.a * 2 * Math.log(d)
    const rest = wanted[i] - value
    aa += byA * byA
    ab += byA * byB
    bb += byB * byB
    ra += byA * rest
    rb += byB * rest
  })
  const [da, db] = [aa * (1 + damping), bb * (1 + damping)]
  const determinant = da * db - ab * ab
  if (determinant === 0) return curve
  const a = curve.a + (db * ra - ab * rb) / determinant
  const b = curve.b + (da * rb - ab * ra) / determinant
  return { a: Math.max(1e-6, a), b: Math.max(1e-6, b) }
}

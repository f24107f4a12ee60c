/** @file How the time of something grows with its size, from measurements at several sizes. */

export interface Measured {
  readonly size: number
  /** Of the same unit at all sizes, above 0. */
  readonly time: number
}

/**
 * The exponent b of time = a x size^b: the slope of the least-squares line through the logarithms. 1 where twice the size takes
 * twice the time; null for fewer than two sizes.
 */
export function growthExponent(measured: readonly Measured[]): number | null {
  if (measured.length < 2) return null
  const points = measured.map(({ size, time }) => ({ x: Math.log(size), y: Math.log(time) }))
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length
  const middle = { x: mean(({ x }) => x), y: mean(({ y }) => y) }
  const together = mean(({ x, y }) => (x - middle.x) * (y - middle.y))
  return together / mean(({ x }) => (x - middle.x) ** 2)
}

/**
 * What does not grow, and what each one adds: the straight line through the smallest and the largest size. Null for fewer than two
 * sizes.
 */
export function fixedAndEach(measured: readonly Measured[]): { fixed: number; each: number } | null {
  if (measured.length < 2) return null
  const bySize = measured.toSorted((a, b) => a.size - b.size)
  const [first, last] = [bySize[0], bySize[bySize.length - 1]]
  const each = (last.time - first.time) / (last.size - first.size)
  return { fixed: first.time - each * first.size, each }
}

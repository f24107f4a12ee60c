/** @file Axes of charts: how far they go, where their ticks are, and the room that the ticks' words need. Pure. */

export type AxisFormat = 'number' | 'percent'

/** CSS pixels of one character of a tick at 12 px, on the average of digits and the wider percent sign, rounded up. */
const CHARACTER_WIDTH = 8.2
const GAP = 8
const LEAST_MARGIN = 36
/** A loss below it counts as 0: its ticks would be rows of zeros. */
const LEAST_HEIGHT = 0.001

/**
 * From where to where an axis of values goes: numbers from 0, shares as close as they lie, but never outside 0 to 1.
 * A flat line has some room above and below.
 */
export function valueDomain(values: readonly number[], format: AxisFormat): [number, number] {
  if (values.length === 0) return [0, 1]
  if (format === 'number') return [0, Math.max(...values, LEAST_HEIGHT)]
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = high - low < 0.02 ? 0.01 : 0
  return within(low - room, high + room)
}

/** Rounded to whole ticks a share may leave what shares can be: it is held there. */
export function within(low: number, high: number): [number, number] {
  return [Math.max(0, low), Math.min(1, high)]
}

/** Pixels left of a vertical axis, so that its longest tick is not cut. */
export function marginFor(ticks: readonly string[]): number {
  const longest = Math.max(0, ...ticks.map((tick) => tick.length))
  return Math.max(LEAST_MARGIN, Math.ceil(longest * CHARACTER_WIDTH) + GAP + 2)
}

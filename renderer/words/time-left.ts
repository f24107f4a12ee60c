/** @file Durations in words, as coarse as one may trust them. */

export interface Duration {
  unit: 'moment' | 'seconds' | 'minutes' | 'hours'
  count: number
}

/** Fewer seconds are over before one has read how many. */
const LEAST = 3

type Unit = Exclude<Duration['unit'], 'moment'>

/** Seconds become steps of five, minutes whole ones, hours halves: an estimate that jumps by every second says less. */
const ROUNDED: Readonly<Record<Unit, (seconds: number) => number>> = {
  seconds: (seconds) => Math.max(5, Math.round(seconds / 5) * 5),
  minutes: (seconds) => Math.max(1, Math.round(seconds / 60)),
  hours: (seconds) => Math.max(0.5, Math.round(seconds / 1800) / 2),
}

/** The unit is a key of the words under `time`. */
export function roundDuration(seconds: number): Duration {
  if (seconds < LEAST) return { unit: 'moment', count: 0 }
  const unit = unitOf(seconds)
  return { unit, count: ROUNDED[unit](seconds) }
}

/** From the shorter to the longer one, in the unit of the longer. */
export function roundRange(low: number, high: number): { unit: Duration['unit']; from: number; to: number } {
  if (high < LEAST) return { unit: 'moment', from: 0, to: 0 }
  const unit = unitOf(high)
  return { unit, from: ROUNDED[unit](low), to: ROUNDED[unit](high) }
}

function unitOf(seconds: number): Unit {
  if (seconds < 55) return 'seconds'
  return seconds < 90 * 60 ? 'minutes' : 'hours'
}

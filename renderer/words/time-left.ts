/** @file Durations in words, as coarse as one may trust them. */

export interface Duration {
  unit: 'moment' | 'seconds' | 'minutes' | 'hours'
  count: number
}

/**
 * Seconds become steps of five, minutes whole ones, hours halves: an estimate that jumps by every second says less.
 * The unit is a key of the words under `time`.
 */
export function roundDuration(seconds: number): Duration {
  if (seconds < 3) return { unit: 'moment', count: 0 }
  if (seconds < 55) return { unit: 'seconds', count: Math.max(5, Math.round(seconds / 5) * 5) }
  if (seconds < 90 * 60) return { unit: 'minutes', count: Math.max(1, Math.round(seconds / 60)) }
  return { unit: 'hours', count: Math.round(seconds / 1800) / 2 }
}

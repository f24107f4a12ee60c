/** @file When a photo was taken, by the clock of the camera: that is the day that the person remembers, wherever they are now. */
import type { Photo } from '../../store/store.ts'

const MINUTE = 60_000

/** In milliseconds, as if that clock showed UTC; null where the time is not known. Of a camera without a time zone it is all that is known. */
export function clockTime({ takenAt, clockOffset }: Pick<Photo, 'takenAt' | 'clockOffset'>): number | null {
  return takenAt === null ? null : takenAt + (clockOffset ?? 0) * MINUTE
}

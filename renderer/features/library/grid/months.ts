/** @file The months in which the photos of the grid were taken, for the line of time beside it. Pure. */

export interface Month {
  /** Its first moment, in milliseconds, by the camera's own clock as if it showed UTC. */
  readonly month: number
  /** Of its first photo. */
  readonly place: number
}

/** @param rows sorted by time. Photos without a time are in no month. */
export function monthsOf(rows: Int32Array, takenAt: Float64Array): Month[] {
  const months: Month[] = []
  let [start, end] = [Number.NaN, Number.NaN]
  for (let place = 0; place < rows.length; place += 1) {
    const time = takenAt[rows[place]]
    if (Number.isNaN(time) || (time >= start && time < end)) continue
    const date = new Date(time)
    start = Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
    end = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
    months.push({ month: start, place })
  }
  return months
}

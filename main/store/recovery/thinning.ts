/** @file Which backups are kept as they grow old: the newest of each day for a week, of each week for a month, of each month for a year. */
const DAY = 86_400_000

/** The newest backups, of any age, that are always kept. */
const NEWEST = 5

/** For each length of period in milliseconds: in how many periods the newest backup is kept. */
const PERIODS = [
  { length: DAY, kept: 7 },
  { length: 7 * DAY, kept: 5 },
  { length: 30 * DAY, kept: 12 },
] as const

interface Dated {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly reason: string
}

/**
 * @param backups newest first. Those that the person asked for are never in the result.
 * @param now milliseconds since the epoch.
 * @returns the backups to remove.
 */
export function thinnedOut<B extends Dated>(backups: readonly B[], now: number): B[] {
  const own = backups.filter(({ reason }) => reason !== 'asked')
  const kept = new Set<B>(own.slice(0, NEWEST))
  for (const { length, kept: count } of PERIODS) {
    const periods = new Set<number>()
    const oldest = Math.floor(now / length) - count
    for (const backup of own) {
      const period = Math.floor(backup.at / length)
      if (period <= oldest || periods.has(period)) continue
      periods.add(period)
      kept.add(backup)
    }
  }
  return own.filter((backup) => !kept.has(backup))
}

/**
 * @file What the engine is busy with, as the system around the window is told: how far it is, that the computer must not fall asleep,
 * that long work has ended. Pure: which system it is, is said by who uses it.
 */
import type { JobRecord } from '../../../../shared/domain.ts'

/** Milliseconds. Work that is over sooner is not worth the system's attention. */
const BRIEF_MS = 2_000
/** Milliseconds. Who waits longer than this does something else meanwhile. */
const LONG_MS = 60_000

export interface SystemSigns {
  /** From 0 to 1; null where nobody knows how far it is, undefined where nothing is under way. */
  showProgress: (share: number | null | undefined) => void
  keepAwake: (isWanted: boolean) => void
  /** Long work was done, or failed. */
  tell: (job: JobRecord) => void
}

export class WorkSigns {
  readonly #signs: SystemSigns
  readonly #now: () => number
  readonly #jobs = new Map<number, JobRecord>()
  /** In percent, as it was shown last; the system need not hear ten times a second that nothing changed. */
  #shown: number | null | undefined
  #isAwake = false

  constructor(signs: SystemSigns, now: () => number = Date.now) {
    this.#signs = signs
    this.#now = now
  }

  /** Jobs that have been under way for a moment, the oldest first. */
  get underWay(): JobRecord[] {
    const since = this.#now() - BRIEF_MS
    return [...this.#jobs.values()]
      .filter(({ startedAt }) => startedAt <= since)
      .sort((a, b) => a.startedAt - b.startedAt)
  }

  take(job: JobRecord): void {
    const wasUnderWay = this.#jobs.has(job.id)
    if (job.state === 'queued' || job.state === 'running') this.#jobs.set(job.id, job)
    else {
      this.#jobs.delete(job.id)
      const took = (job.finishedAt ?? job.startedAt) - job.startedAt
      // What the person stopped is no news.
      if (wasUnderWay && took >= LONG_MS && job.state !== 'cancelled') this.#signs.tell(job)
    }
    this.#show()
  }

  /** The engine is gone, or another library is open. */
  forget(): void {
    this.#jobs.clear()
    this.#show()
  }

  #show(): void {
    const jobs = this.underWay
    const share = shareOf(jobs)
    const shown = typeof share === 'number' ? Math.floor(share * 100) : share
    if (shown !== this.#shown) this.#signs.showProgress(share)
    this.#shown = shown
    const isAwake = jobs.length > 0
    if (isAwake !== this.#isAwake) this.#signs.keepAwake(isAwake)
    this.#isAwake = isAwake
  }
}

/** How far the first of them is that runs. */
export function shareOf(jobs: readonly JobRecord[]): number | null | undefined {
  if (jobs.length === 0) return undefined
  const progress = jobs.find(({ state }) => state === 'running')?.progress
  if (progress?.total === undefined || progress.total === null || progress.total <= 0) return null
  return Math.min(1, progress.done / progress.total)
}

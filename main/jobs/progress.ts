/** @file Rate and time left of a long task, from what it did in the last seconds. */
import type { JobStage } from '../../shared/jobs.ts'
import type { Progress } from '../../shared/domain.ts'
import type { JobProgress } from './context.ts'

/** The rate looks back this far: long enough to be calm, short enough to notice that the large files began. */
const RATE_WINDOW_MS = 10_000
/** Before this much time has passed a rate says nothing. */
const RATE_NEEDS_MS = 500

interface Sample {
  at: number
  done: number
}

/** Follows one job; a new stage starts a new rate. */
export class ProgressMeter {
  readonly #clock: () => number
  #stage: JobStage | undefined
  #samples: Sample[] = []

  constructor(clock: () => number) {
    this.#clock = clock
  }

  measure({ stage, done, total, secondsLeft: reported, figures }: JobProgress): Progress {
    const now = this.#clock()
    if (stage !== this.#stage) {
      this.#stage = stage
      this.#samples = []
    }
    this.#remember({ at: now, done })
    const perSecond = this.#rate(now, done)
    const byRate =
      total === null || perSecond === null || perSecond <= 0 ? null : Math.max(0, total - done) / perSecond
    const secondsLeft = reported === undefined ? byRate : reported
    const measured = { stage, done, total, perSecond, secondsLeft }
    return figures === undefined ? measured : { ...measured, figures }
  }

  #remember(sample: Sample): void {
    const recent = this.#samples.findIndex(({ at }) => sample.at - at <= RATE_WINDOW_MS)
    const outdated = recent === -1 ? this.#samples.length : recent
    if (outdated > 1) this.#samples.splice(0, outdated - 1) // the newest outdated sample begins the window
    const last = this.#samples.at(-1)
    // A sample every 100 ms is enough, and keeps the window's list short whatever the caller does.
    if (last === undefined || sample.at - last.at >= RATE_WINDOW_MS / 100) this.#samples.push(sample)
  }

  #rate(now: number, done: number): number | null {
    const first = this.#samples.at(0)
    if (first === undefined || now - first.at < RATE_NEEDS_MS) return null
    return Math.max(0, ((done - first.done) * 1000) / (now - first.at))
  }
}

/**
 * @file The progress of a comparison and the time left. Its steps differ a hundredfold, from a head in seconds to a network
 * in minutes, so a rate of the last moments says nothing: the time left is estimated from the steps that were measured.
 */
import type { JobContext } from '../../jobs/context.ts'
import type { TrainingProgress } from '../../jobs/training/thread/train-protocol.ts'
import { StepTimes } from './step-times.ts'
import type { Step } from './steps.ts'

export class CompareProgress {
  readonly #context: Pick<JobContext, 'report' | 'clock'>
  readonly #left: Step[]
  readonly #total: number
  readonly #times: StepTimes
  #startedAt: number

  /**
   * @param steps all of them, in the order in which they will be done
   * @param expected seconds of a step by what earlier comparisons took, where that is known
   */
  constructor(
    context: Pick<JobContext, 'report' | 'clock'>,
    steps: readonly Step[],
    expected?: (step: Step) => number | undefined,
  ) {
    this.#context = context
    this.#times = new StepTimes(expected)
    this.#left = [...steps]
    this.#total = steps.length
    this.#startedAt = context.clock()
    this.#say(0)
  }

  /** The progress of the training in the current step. */
  training({ epoch, epochs, secondsLeft }: TrainingProgress): void {
    this.#say(Math.min(1, epoch / epochs), secondsLeft)
  }

  /** The current step is done. @param again seconds of it that the same step takes once more; all, where that is not known */
  end(again?: number): void {
    const now = this.#context.clock()
    const step = this.#left.shift()
    const seconds = (now - this.#startedAt) / 1000
    if (step !== undefined) this.#times.add({ step, seconds, again: Math.min(seconds, again ?? seconds) })
    this.#startedAt = now
    this.#say(0)
  }

  #say(share: number, secondsOfTraining?: number): void {
    const done = this.#total - this.#left.length + share
    this.#context.report({
      stage: 'comparing',
      done,
      total: this.#total,
      secondsLeft: this.#secondsLeft(secondsOfTraining),
    })
  }

  /** Null until something similar to each remaining step has been measured. */
  #secondsLeft(secondsOfTraining: number | undefined): number | null {
    const [now, ...others] = this.#left
    if (this.#left.length === 0) return 0
    let left = this.#secondsOfThis(now, secondsOfTraining)
    for (const step of others) {
      const seconds = this.#times.secondsOf(step)
      left = left === undefined || seconds === undefined ? undefined : left + seconds
    }
    return left ?? null
  }

  /** What such a step takes, without what it has taken already. Where that is not known, or over, what its own training says. */
  #secondsOfThis(step: Step, secondsOfTraining: number | undefined): number | undefined {
    const seconds = this.#times.secondsOf(step)
    if (seconds === undefined) return secondsOfTraining
    const left = seconds - (this.#context.clock() - this.#startedAt) / 1000
    return left > 0 ? left : (secondsOfTraining ?? 0)
  }
}

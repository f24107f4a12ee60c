/**
 * @file The progress of a comparison and the time left. Its steps differ a hundredfold, from a head in seconds to a network
 * in minutes, so a rate of the last moments says nothing: the time left is estimated from the steps that were measured.
 */
import { DeepNetworkName } from '../../../shared/domain.ts'
import type { JobContext } from '../../jobs/context.ts'
import { isBaseline } from '../../../shared/contract/compare.ts'
import type { Entrant } from './entrants.ts'
import type { TrainingProgress } from '../../jobs/training/thread/train-protocol.ts'

/** One contender on one split. */
export interface Step {
  readonly entrant: Entrant
  readonly labelsPerClass: number
}

interface Known {
  readonly step: Step
  /** Of the whole step, wall-clock time. */
  readonly seconds: number
}

export class CompareProgress {
  readonly #context: Pick<JobContext, 'report' | 'clock'>
  readonly #left: Step[]
  readonly #total: number
  readonly #known: Known[] = []
  #startedAt: number

  /** @param steps all of them, in the order in which they will be done */
  constructor(context: Pick<JobContext, 'report' | 'clock'>, steps: readonly Step[]) {
    this.#context = context
    this.#left = [...steps]
    this.#total = steps.length
    this.#startedAt = context.clock()
    this.#say(0, undefined)
  }

  /** The progress of the training in the current step. */
  training({ epoch, epochs, secondsLeft }: TrainingProgress): void {
    this.#say(Math.min(1, epoch / epochs), secondsLeft)
  }

  /** The current step is done. */
  end(): void {
    const now = this.#context.clock()
    const step = this.#left.shift()
    if (step !== undefined) this.#known.push({ step, seconds: (now - this.#startedAt) / 1000 })
    this.#startedAt = now
    this.#say(0, undefined)
  }

  #say(share: number, secondsOfThis: number | undefined): void {
    const done = this.#total - this.#left.length + share
    this.#context.report({
      stage: 'comparing',
      done,
      total: this.#total,
      secondsLeft: this.#secondsLeft(secondsOfThis),
    })
  }

  /** Null until something similar to each remaining step has been measured. */
  #secondsLeft(secondsOfThis: number | undefined): number | null {
    const [now, ...others] = this.#left
    if (this.#left.length === 0) return 0
    let left = secondsOfThis ?? secondsOf(now, this.#known)
    for (const step of others) {
      const seconds = secondsOf(step, this.#known)
      left = left === undefined || seconds === undefined ? undefined : left + seconds
    }
    return left ?? null
  }
}

/** The time of the same contender so far, or of one of its kind; in proportion to the labels. */
function secondsOf(step: Step, known: readonly Known[]): number | undefined {
  const same = known.filter(({ step: { entrant } }) => entrant === step.entrant)
  const alike = known.filter(({ step: { entrant } }) => kindOf(entrant) === kindOf(step.entrant))
  const from = same.length > 0 ? same : alike
  if (from.length === 0) return undefined
  const each = from.map(
    ({ seconds, step: { labelsPerClass } }) => (seconds / labelsPerClass) * step.labelsPerClass,
  )
  return each.reduce((sum, value) => sum + value, 0) / each.length
}

function kindOf({ strategy, backend }: Entrant): string {
  if (isBaseline(strategy)) return 'untrained'
  return `${DeepNetworkName.safeParse(strategy).data ?? 'head'} on ${backend ?? 'the fastest'}`
}

/** @file How long a training run is, when it is judged, and what it reports of its progress. */
import type { TrainingRecipe } from '../../math/network.ts'

export interface TrainingPlan {
  /** The most epochs of one run. */
  epochs: number
  stepsPerEpoch: number
  /** Epochs after which a fold is judged, rising; the first is 0, before training. */
  checkpoints: number[]
}

export interface TrainingProgress {
  epoch: number
  /** Epochs of all runs together, the folds' and the last one's; an estimate until the folds have chosen. */
  epochs: number
  /** Runs of equal length: one for each fold that is judged, and the last one. */
  rounds: number
  /** Mean loss of the epoch that ended. */
  loss: number
  /** How many of the epochs so far were taken from an earlier training of the same request. */
  resumed: number
  secondsLeft: number
}

const CHECKPOINTS = 6
const DEFAULT_EPOCHS = 12
/**
 * Steps of a run: one for every 15 labels, within bounds, so that few labels are not overfitted and many do not take
 * too long. Half the steps at twice the rate give the same accuracy (caltech24, 5 and 20 labels a class, three splits
 * each).
 */
const LABELS_PER_STEP = 15
const FEWEST_STEPS = 30
const MOST_STEPS = 400

/**
 * @param epochs the most epochs of a run; the steps of an epoch do not depend on it
 * @param recipe of a deep network, whose epoch goes through as many photos as have a label
 */
export function trainingPlan(labels: number, epochs?: number, recipe?: TrainingRecipe): TrainingPlan {
  const most = epochs ?? recipe?.epochs ?? DEFAULT_EPOCHS
  const judged = recipe?.annealed === true ? 1 : CHECKPOINTS
  const checkpoints = Array.from({ length: judged + 1 }, (_, index) => Math.round((most * index) / judged))
  const stepsPerEpoch =
    recipe === undefined ? headSteps(labels) : Math.max(1, Math.round(labels / recipe.batch.photos))
  return { epochs: most, stepsPerEpoch, checkpoints: [...new Set(checkpoints)] }
}

function headSteps(labels: number): number {
  const steps = Math.min(MOST_STEPS, Math.max(FEWEST_STEPS, Math.round(labels / LABELS_PER_STEP)))
  return Math.ceil(steps / DEFAULT_EPOCHS)
}

/** Counts epochs over several runs and estimates the time left from the time they took. */
export class EpochCounter {
  readonly #epochs: number
  readonly #rounds: number
  readonly #clock: () => number
  readonly #report: ((progress: TrainingProgress) => void) | undefined
  readonly #start: number
  #epoch = 0
  #skipped = 0

  /**
   * @param rounds how many runs there will be
   * @param epochs of each
   * @param clock milliseconds
   */
  constructor(
    rounds: number,
    epochs: number,
    clock: () => number,
    report: ((progress: TrainingProgress) => void) | undefined,
  ) {
    this.#epochs = rounds * epochs
    this.#rounds = rounds
    this.#clock = clock
    this.#report = report
    this.#start = clock()
  }

  /** Epochs that were taken from a checkpoint instead of being trained now. */
  get resumed(): number {
    return this.#skipped
  }

  /** Epochs that an earlier process has already done. */
  skip(epochs: number): void {
    this.#epoch += epochs
    this.#skipped += epochs
  }

  /** An epoch of any run has ended. @param loss its mean loss */
  ended(loss: number): void {
    this.#epoch += 1
    const secondsEach = (this.#clock() - this.#start) / 1000 / (this.#epoch - this.#skipped)
    this.#report?.({
      epoch: this.#epoch,
      epochs: Math.max(this.#epoch, this.#epochs),
      rounds: this.#rounds,
      loss,
      resumed: this.#skipped,
      secondsLeft: Math.max(0, this.#epochs - this.#epoch) * secondsEach,
    })
  }
}

/** @file How long a training run is, when it is judged, and what is told of its progress. */

export interface TrainingPlan {
  /** The most epochs of one run. */
  epochs: number
  stepsPerEpoch: number
  /** Epochs after which a fold is judged, rising; the first is 0, before training. */
  checkpoints: number[]
}

export interface TrainingProgress {
  epoch: number
  /** Of all runs together, the folds' and the last one; an estimate until the folds have chosen. */
  epochs: number
  /** Mean loss of the epoch that ended. */
  loss: number
  secondsLeft: number
}

/** Called after each epoch of any run with its mean loss. */
export type EpochReport = (loss: number) => void

const CHECKPOINTS = 6
const DEFAULT_EPOCHS = 12
/**
 * Steps of a run: one for every 15 labels, within bounds that keep few labels from overfitting and many from waiting. Half
 * the steps at twice the rate give the same accuracy (caltech24, 5 and 20 labels a class, three splits each).
 */
const LABELS_PER_STEP = 15
const FEWEST_STEPS = 30
const MOST_STEPS = 400

/** @param epochs of a run; the steps of an epoch do not depend on it */
export function trainingPlan(labels: number, epochs = DEFAULT_EPOCHS): TrainingPlan {
  const steps = Math.min(MOST_STEPS, Math.max(FEWEST_STEPS, Math.round(labels / LABELS_PER_STEP)))
  const checkpoints = Array.from({ length: CHECKPOINTS + 1 }, (_, index) =>
    Math.round((epochs * index) / CHECKPOINTS),
  )
  return { epochs, stepsPerEpoch: Math.ceil(steps / DEFAULT_EPOCHS), checkpoints: [...new Set(checkpoints)] }
}

/**
 * Counts epochs over several runs and estimates the time left from the time they took.
 * @param clock milliseconds
 */
export function epochCounter(
  epochs: number,
  clock: () => number,
  report: ((progress: TrainingProgress) => void) | undefined,
): EpochReport {
  const start = clock()
  let epoch = 0
  return (loss) => {
    epoch += 1
    const secondsEach = (clock() - start) / 1000 / epoch
    report?.({
      epoch,
      epochs: Math.max(epoch, epochs),
      loss,
      secondsLeft: Math.max(0, epochs - epoch) * secondsEach,
    })
  }
}

/**
 * @file Chooses by the folds how long to train and at which temperature, and says how good that is on photos that
 * were not trained on.
 */
import { row, type Matrix } from '../../math/matrix.ts'
import { mean, standardDeviation } from '../../math/statistics.ts'
import type { CrossValidation } from './cross-validate.ts'
import { fitTemperature, judge, photoLosses, softmaxRows } from './head-evaluation.ts'

/** One point for each judged epoch, 0 (before training) first; log-loss and accuracy are out of fold. */
export interface LossPoint {
  epoch: number
  /** Mean training loss over the folds; null before training. */
  loss: number | null
  logLoss: number
  accuracy: number
}

export interface EpochSelection {
  /** The best number of epochs; 0: no training. */
  epoch: number
  inverseTemperature: number
  /** [l, classes]; zeros where a row was not judged */
  probabilities: Matrix
  curve: LossPoint[]
  metrics: Record<string, number>
}

interface Judged {
  inverseTemperature: number
  probabilities: Matrix
  logLoss: number
  accuracy: number
}

/**
 * @param checkpoints the epochs that were judged, 0 first
 * @param isAnnealed whether only the last epoch of the run was meant to be good: see `lastUnlessWorse`
 */
export function selectEpoch(
  { truth, scores, losses }: CrossValidation,
  checkpoints: readonly number[],
  isAnnealed: boolean,
): EpochSelection {
  const judged = scores.map((each) => {
    const inverseTemperature = fitTemperature(each, truth)
    const probabilities = softmaxRows(each, inverseTemperature)
    return { inverseTemperature, probabilities, ...judge(probabilities, truth) }
  })
  const curve = judged.map(({ logLoss, accuracy }, index) => ({
    epoch: checkpoints[index],
    loss: index === 0 ? null : losses[index],
    logLoss,
    accuracy,
  }))
  const best = isAnnealed ? lastUnlessWorse(judged, truth) : leastLogLoss(judged)
  const { inverseTemperature, probabilities, logLoss, accuracy } = judged[best]
  for (let index = 0; index < truth.length; index += 1) {
    if (truth[index] < 0) row(probabilities, index).fill(0)
  }
  return {
    epoch: checkpoints[best],
    inverseTemperature,
    probabilities,
    curve,
    metrics: { logLoss, accuracy, startLogLoss: curve[0].logLoss, startAccuracy: curve[0].accuracy },
  }
}

function leastLogLoss(judged: readonly Judged[]): number {
  const logLosses = judged.map(({ logLoss }) => logLoss)
  return logLosses.indexOf(Math.min(...logLosses))
}

/**
 * The last epoch of a run, unless its loss exceeds that of the start by more than the standard error of their paired
 * difference (the rule of one standard error: Breiman et al. 1984, section 3.4.3). A single fold of a few dozen
 * photos cannot tell a small gain from none; choosing by the lower loss alone discarded every third gain. That a
 * worse head does no harm is ensured by the blend. Photos of one page are not independent, so the true error is
 * somewhat larger. Where no photo was judged, the last epoch is taken.
 */
function lastUnlessWorse(judged: readonly Judged[], truth: Int32Array): number {
  const last = judged.length - 1
  const before = photoLosses(judged[0].probabilities, truth)
  const after = photoLosses(judged[last].probabilities, truth)
  const differences = after.map((loss, index) => loss - before[index])
  const error = standardDeviation(differences) / Math.sqrt(differences.length)
  return mean(differences) > error ? 0 : last
}

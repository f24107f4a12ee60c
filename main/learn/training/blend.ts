/**
 * @file The weight of the trained head beside the raw features: the one with the least log-loss on photos that
 * neither has seen, but no more than the number of labels warrants, and none unless it is better by more than chance. So
 * training adds to the baseline and never replaces it.
 */
import { throwIfCancelled } from '../../../shared/errors.ts'
import { matrix, row, type Matrix } from '../../math/matrix.ts'
import { mean, standardDeviation } from '../../math/statistics.ts'
import { scoreClasses, type Evidence, type ScoreSpace } from '../fast-path/class-scores.ts'
import { judge, LEAST_PROBABILITY } from './head-evaluation.ts'
import { pool } from '../fast-path/pool-experts.ts'

/** Labelled photos, each judged without the labels of its fold. */
export interface Folded {
  /** [l] labelled rows, ascending. */
  readonly rows: Int32Array
  /** [l] the fold in which each was judged. */
  readonly folds: Int32Array
}

export interface HeldOut extends Folded {
  /** [l, classCount] the head's probabilities, by a model that had not seen the row's fold. */
  readonly probabilities: Matrix
}

export interface Answered extends Evidence {
  /**
   * [n] photos whose labels were confirmed by one answer share a number of at least 0; -1 where the label came by itself. Absent: all
   * did.
   */
  readonly labelledOnPage?: Int32Array
}

export interface BlendChoice {
  /** 0 to 1: 0 means the raw features alone. */
  readonly weight: number
  /**
   * [l, classCount] the blend's probabilities of each labelled photo, without the labels of its fold; rows sum to 1.
   */
  readonly probabilities: Matrix
  /** Out-of-fold log-loss and accuracy of the raw features, of the head, and of their blend. */
  readonly metrics: Readonly<Record<'rawLogLoss' | 'rawAccuracy' | 'blendLogLoss' | 'blendAccuracy', number>>
}

/** Tried beside 0. */
const WEIGHTS = Array.from({ length: 9 }, (_, step) => (step + 1) / 10)
/** Tried as powers of the probabilities: .25 to 4. */
const UNCHANGED = 8
const SHARPNESS = Array.from({ length: 17 }, (_, step) => 2 ** ((step - UNCHANGED) / 4))
/**
 * With this many labels a class the head's weight may be a half; with few labels next to nothing, since a head
 * trained on them guesses.
 */
const HALF_AT_LABELS_A_CLASS = 15

/** Judges the raw features on the folds of the head and chooses the weight. */
export async function chooseBlend(
  space: ScoreSpace,
  evidence: Answered,
  head: HeldOut,
): Promise<BlendChoice> {
  const raw = await rawOutOfFold(space, evidence, head)
  const truth = head.rows.map((index) => evidence.labels[index])
  const labelsAClass = evidence.labels.filter((label) => label >= 0).length / evidence.classCount
  const most = labelsAClass / (labelsAClass + HALF_AT_LABELS_A_CLASS)
  const answers = head.rows.map((index, l) => {
    const page = evidence.labelledOnPage?.[index] ?? -1
    return page < 0 ? -1 - l : page
  })
  const unblended = pooled(raw, head.probabilities, 0)
  const rawLosses = calibratedLosses(unblended, truth, answers)
  let best = { weight: 0, probabilities: unblended, gain: 0 }
  for (const weight of WEIGHTS.filter((candidate) => candidate <= most)) {
    const probabilities = pooled(raw, head.probabilities, weight)
    const losses = calibratedLosses(probabilities, truth, answers)
    const gain = meanOverAnswers(
      rawLosses.map((loss, l) => loss - losses[l]),
      answers,
    )
    // Where the raw features know every judged photo, a head that knows them too gains next to nothing, but on each: it counts.
    if (gain.mean > best.gain && gain.mean > gain.standardError)
      best = { weight, probabilities, gain: gain.mean }
  }
  const [alone, blended] = [unblended, best.probabilities].map((probabilities) => judge(probabilities, truth))
  return {
    weight: best.weight,
    probabilities: best.probabilities,
    metrics: {
      rawLogLoss: alone.logLoss,
      rawAccuracy: alone.accuracy,
      blendLogLoss: blended.logLoss,
      blendAccuracy: blended.accuracy,
    },
  }
}

/**
 * [l] the losses after the probabilities were sharpened or flattened as fits them best. The head's are made so when it
 * is trained; unless the raw features get the same, a head would seem better for that alone, though the order of the
 * photos and their likeliest classes stay as they are.
 */
function calibratedLosses(probabilities: Matrix, truth: Int32Array, answers: Int32Array): Float64Array {
  const logs = probabilities.data.map((value) => Math.log(Math.max(value, LEAST_PROBABILITY)))
  const at = (step: number): Tried => {
    const losses = sharpenedLosses(logs, truth, probabilities.columns, SHARPNESS[step])
    return { losses, mean: meanOverAnswers(losses, answers).mean }
  }
  // The mean is convex in the power: from 1 it is followed downhill, to either side.
  let best = at(UNCHANGED)
  for (const direction of [-1, 1]) {
    for (let step = UNCHANGED + direction; step in SHARPNESS; step += direction) {
      const next = at(step)
      if (next.mean >= best.mean) break
      best = next
    }
  }
  return best.losses
}

interface Tried {
  readonly losses: Float64Array
  readonly mean: number
}

/** [l] -log of the true class's share of the probabilities to the given power. @param logs [l * classCount] */
function sharpenedLosses(
  logs: Matrix['data'],
  truth: Int32Array,
  classCount: number,
  power: number,
): Float64Array {
  return Float64Array.from(truth, (label, l) => {
    const from = l * classCount
    let total = 0 // no log is above 0 by more than rounding, so nothing overflows
    for (let c = 0; c < classCount; c += 1) total += Math.exp(power * logs[from + c])
    return Math.min(Math.log(total) - power * logs[from + label], -Math.log(LEAST_PROBABILITY))
  })
}

/**
 * Each answer counts once: a page of forty sure photos says no more about a head than one doubtful photo does, and it is
 * doubtful ones that are still without a label.
 * @param values [l] @param answers [l] values of one answer share a number
 */
function meanOverAnswers(values: Float64Array, answers: Int32Array): { mean: number; standardError: number } {
  const sums = new Map<number, { sum: number; count: number }>()
  values.forEach((value, l) => {
    const { sum, count } = sums.get(answers[l]) ?? { sum: 0, count: 0 }
    sums.set(answers[l], { sum: sum + value, count: count + 1 })
  })
  const means = [...sums.values()].map(({ sum, count }) => sum / count)
  // Of one answer, nothing says how much the next would differ.
  const standardError = means.length < 2 ? Infinity : standardDeviation(means) / Math.sqrt(means.length)
  return { mean: mean(means), standardError }
}

/**
 * [l, classCount] the fast path's probabilities for each labelled row, without the labels of its fold; zeros where no
 * label would remain.
 * @throws AppError `cancelled` between two folds
 */
export async function rawOutOfFold(
  space: ScoreSpace,
  evidence: Evidence,
  { rows, folds }: Folded,
  signal?: AbortSignal,
): Promise<Matrix> {
  const out = matrix(rows.length, evidence.classCount)
  for (const fold of new Set(folds)) {
    throwIfCancelled(signal)
    const labels = Int32Array.from(evidence.labels)
    rows.forEach((index, l) => {
      if (folds[l] === fold) labels[index] = -1
    })
    if (labels.every((label) => label < 0)) continue
    const scores = await scoreClasses(space, { ...evidence, labels })
    rows.forEach((index, l) => {
      if (folds[l] === fold) row(out, l).set(row(scores, index))
    })
  }
  return out
}

function pooled(raw: Matrix, ofHead: Matrix, weight: number): Matrix {
  const out = matrix(raw.rows, raw.columns)
  for (let i = 0; i < raw.rows; i += 1) {
    const values = row(out, i)
    let total = 0
    for (let c = 0; c < values.length; c += 1) {
      values[c] = pool(row(raw, i)[c], row(ofHead, i)[c], weight)
      total += values[c]
    }
    for (let c = 0; c < values.length; c += 1) values[c] /= total
  }
  return out
}

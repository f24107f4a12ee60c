/**
 * @file The weight of the trained head beside the raw features: the one with the least log-loss on photos that
 * neither has seen, but no more than the number of labels warrants. So training adds to the baseline and never
 * replaces it.
 */
import { throwIfCancelled } from '../../../shared/errors.ts'
import { matrix, row, type Matrix } from '../../math/matrix.ts'
import { scoreClasses, type Evidence, type ScoreSpace } from '../fast-path/class-scores.ts'
import { judge } from './head-evaluation.ts'
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

const WEIGHTS = Array.from({ length: 10 }, (_, step) => step / 10)
/**
 * With this many labels a class the head's weight may be a half; with few labels next to nothing, since a head
 * trained on them guesses.
 */
const HALF_AT_LABELS_A_CLASS = 15

/** Judges the raw features on the folds of the head and chooses the weight. */
export async function chooseBlend(
  space: ScoreSpace,
  evidence: Evidence,
  head: HeldOut,
): Promise<BlendChoice> {
  const raw = await rawOutOfFold(space, evidence, head)
  const truth = head.rows.map((index) => evidence.labels[index])
  const labelsAClass = evidence.labels.filter((label) => label >= 0).length / evidence.classCount
  const most = labelsAClass / (labelsAClass + HALF_AT_LABELS_A_CLASS)
  const tried = WEIGHTS.filter((weight) => weight <= most).map((weight) => ({
    weight,
    ...judge(pooled(raw, head.probabilities, weight), truth),
  }))
  const best = tried.reduce((least, next) => (next.logLoss < least.logLoss ? next : least))
  const [alone] = tried
  return {
    weight: best.weight,
    probabilities: pooled(raw, head.probabilities, best.weight),
    metrics: {
      rawLogLoss: alone.logLoss,
      rawAccuracy: alone.accuracy,
      blendLogLoss: best.logLoss,
      blendAccuracy: best.accuracy,
    },
  }
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

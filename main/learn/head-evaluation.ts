/**
 * @file From embeddings to class probabilities, and how good they are: ridge regression on the embeddings, then a softmax
 * whose temperature was fitted on photos that the head had not seen. The same function judges the folds, serves the
 * suggestions, and refits after each page while the head itself stays.
 */
import { matrix, row, type Matrix } from '../math/matrix.ts'
import { indexOfLargest, softmax } from '../math/statistics.ts'
import { weightedRidge } from './weighted-ridge.ts'

/** How a head's embeddings are read; stored with the head. */
export interface HeadClassifier {
  lambda: number
  /** Multiplies the ridge scores before the softmax. */
  inverseTemperature: number
}

export interface Judgement {
  /** Mean of -log(probability of the true class). */
  logLoss: number
  accuracy: number
}

/** As for the raw features: the embedding is of the same scale (unit vectors). */
export const HEAD_LAMBDA = 0.3
/** Probabilities below this count as this, so that one photo cannot decide a mean. */
const LEAST_PROBABILITY = 1e-4
/** Tried for the softmax: 2 .. 40 in steps of 12 %. */
const INVERSE_TEMPERATURES = Array.from({ length: 27 }, (_, step) => 2 * 1.122 ** step)

/**
 * Class probabilities of all rows, fitted on the labelled ones.
 * @param embeddings [n, width]
 * @param rows [l] the labelled rows, each once
 * @param classes [l] their classes, 0 .. classCount - 1
 * @returns [n, classCount], rows sum to 1
 */
export async function headProbabilities(
  embeddings: Matrix,
  rows: Int32Array,
  classes: Int32Array,
  classCount: number,
  { lambda, inverseTemperature }: HeadClassifier,
): Promise<Matrix> {
  const scores = await weightedRidge(embeddings, rows, classes, classCount, lambda)
  return softmaxRows(scores, inverseTemperature)
}

/** @returns [n, classes], the softmax of each row of scores */
export function softmaxRows(scores: Matrix, inverseTemperature: number): Matrix {
  const out = matrix(scores.rows, scores.columns)
  for (let i = 0; i < scores.rows; i += 1) row(out, i).set(softmax(row(scores, i), inverseTemperature))
  return out
}

/** @param truth [n] the class of each row; rows with -1 do not count. NaN where no row counts. */
export function judge(probabilities: Matrix, truth: Int32Array): Judgement {
  let [loss, right, count] = [0, 0, 0]
  for (let i = 0; i < truth.length; i += 1) {
    if (truth[i] < 0) continue
    const values = row(probabilities, i)
    loss -= Math.log(Math.max(values[truth[i]], LEAST_PROBABILITY))
    if (indexOfLargest(values) === truth[i]) right += 1
    count += 1
  }
  return { logLoss: loss / count, accuracy: right / count }
}

/** The inverse temperature with the least log-loss on scores of photos that were not trained on. */
export function fitTemperature(scores: Matrix, truth: Int32Array): number {
  const losses = INVERSE_TEMPERATURES.map((candidate) => judge(softmaxRows(scores, candidate), truth).logLoss)
  return INVERSE_TEMPERATURES[losses.indexOf(Math.min(...losses))]
}

/**
 * @file Labels that are probably wrong, by confident learning (Northcutt, Jiang and Chuang 2021, section 3): out-of-fold
 * probabilities are compared with the average confidence of each class in its own photos, so that a class the model is
 * unsure of is not accused wholesale.
 */
import { row, type Matrix } from '../../math/matrix.ts'

export interface Suspect {
  /** Position in the given lists. */
  readonly position: number
  /** The class that it more likely is. */
  readonly likelier: number
  /** Out-of-fold probability of its own label, 0 to 1: the smaller, the more suspect. */
  readonly selfConfidence: number
}

/**
 * Photos for which another class reaches its threshold, and is the likeliest of those that do.
 * @param probabilities [l, classes] each row by a model that had not seen its photo; a row of zeros does not count
 * @param labels [l]
 * @returns most suspect first
 */
export function suspectedLabels(probabilities: Matrix, labels: Int32Array): Suspect[] {
  const thresholds = meanSelfConfidence(probabilities, labels)
  const suspects: Suspect[] = []
  labels.forEach((label, position) => {
    const values = row(probabilities, position)
    let likelier = -1
    for (let c = 0; c < values.length; c += 1) {
      if (values[c] < thresholds[c]) continue
      if (likelier < 0 || values[c] > values[likelier]) likelier = c
    }
    if (likelier < 0 || likelier === label || values[likelier] <= values[label]) return
    suspects.push({ position, likelier, selfConfidence: values[label] })
  })
  return suspects.sort((a, b) => a.selfConfidence - b.selfConfidence || a.position - b.position)
}

/** t_j of the paper (eq. 2): mean probability of class j over the photos labelled j; infinite for a class without one. */
function meanSelfConfidence(probabilities: Matrix, labels: Int32Array): Float64Array {
  const sums = new Float64Array(probabilities.columns)
  const counts = new Int32Array(probabilities.columns)
  labels.forEach((label, position) => {
    const values = row(probabilities, position)
    if (values.every((value) => value === 0)) return
    sums[label] += values[label]
    counts[label] += 1
  })
  return sums.map((sum, label) => (counts[label] > 0 ? sum / counts[label] : Number.POSITIVE_INFINITY))
}

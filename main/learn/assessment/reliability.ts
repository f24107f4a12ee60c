/**
 * @file How reliable probabilities are: photos grouped by the probability of their predicted class, in bins of equal
 * width, and the expected calibration error (Naeini et al. 2015; Guo et al. 2017, section 2).
 */
import { row, type Matrix } from '../../math/matrix.ts'
import { indexOfLargest } from '../../math/statistics.ts'

export interface ReliabilityBin {
  /** The bin's bounds, 0 to 1. */
  readonly from: number
  readonly to: number
  readonly photos: number
  /** Mean probability, and share that was right; 0 for an empty bin. */
  readonly confidence: number
  readonly accuracy: number
}

export interface Reliability {
  readonly bins: readonly ReliabilityBin[]
  /** Mean over the photos of |confidence - accuracy| of their bin, 0 to 1. */
  readonly error: number
}

const BINS = 10

/**
 * @param probabilities [n, classes]; a row of zeros does not count
 * @param truth [n] the class of each
 */
export function reliability(probabilities: Matrix, truth: Int32Array): Reliability {
  const sums = Array.from({ length: BINS }, () => ({ photos: 0, confidence: 0, right: 0 }))
  truth.forEach((label, index) => {
    const values = row(probabilities, index)
    const taken = indexOfLargest(values)
    if (!(values[taken] > 0)) return
    const bin = sums[Math.min(BINS - 1, Math.floor(values[taken] * BINS))]
    bin.photos += 1
    bin.confidence += Math.min(1, values[taken])
    if (taken === label) bin.right += 1
  })
  const total = sums.reduce((sum, { photos }) => sum + photos, 0)
  const gaps = sums.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0)
  return {
    bins: sums.map(({ photos, confidence, right }, index) => ({
      from: index / BINS,
      to: (index + 1) / BINS,
      photos,
      confidence: photos === 0 ? 0 : confidence / photos,
      accuracy: photos === 0 ? 0 : right / photos,
    })),
    error: total === 0 ? 0 : gaps / total,
  }
}

/** @file From what the person said to what every photo is likely to be. */
import { calibrated, fitCalibration, UNCALIBRATED } from '../../learn/calibrate.ts'
import { scoreClasses } from '../../learn/class-scores.ts'
import type { Ranking } from '../../group/pages.ts'
import type { Matrix } from '../../math/matrix.ts'
import type { ReviewEvidence } from './evidence.ts'
import type { PhotoSpace } from './space.ts'

/** @param headProbabilities the Siamese head's class probabilities [n, classCount] and how much they count, 0 to 1. */
export async function rank(
  space: PhotoSpace,
  evidence: ReviewEvidence,
  headProbabilities?: { probabilities: Matrix; weight: number },
): Promise<Ranking> {
  const n = space.ids.length
  const { labels, classCount, skips } = evidence
  const guess = new Int32Array(n).fill(-1)
  const probability = new Float64Array(n)
  if (classCount === 0) {
    return { labels, classCount, guess, probability, calibrated: new Float64Array(n), skips }
  }
  const scores = await scoreClasses(space, evidence, headProbabilities)
  for (let i = 0; i < n; i += 1) {
    for (let c = 0; c < classCount; c += 1) {
      const value = scores.data[i * classCount + c]
      if (guess[i] < 0 || value > probability[i]) {
        guess[i] = c
        probability[i] = value
      }
    }
  }
  const calibration = classCount > 1 ? fitCalibration(evidence.shown) : UNCALIBRATED
  return {
    labels,
    classCount,
    guess,
    probability,
    calibrated: probability.map((value) => calibrated(value, calibration)),
    skips,
  }
}

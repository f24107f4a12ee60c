/** @file From the person's answers to the class probabilities of every photo. */
import { calibrated, fitCalibration, UNCALIBRATED } from '../../learn/fast-path/calibrate.ts'
import { estimateClassSizes, weighByClassSizes } from '../../learn/fast-path/class-sizes.ts'
import { scoreClasses } from '../../learn/fast-path/class-scores.ts'
import { noveltyOf } from '../../learn/fast-path/novelty.ts'
import type { HeadOpinion } from '../../learn/fast-path/pool-experts.ts'
import type { Ranking } from '../../group/class-pages.ts'
import { matrix } from '../../math/matrix.ts'
import type { ReviewEvidence } from './evidence.ts'
import type { PhotoSpace } from '../library-model/space.ts'

/** Where the likeliest class leaves less than this, rounding would decide which class is second. */
const LEAST_REST = 1e-6

/**
 * A guess about a photo that few labels reach is told with this probability at most: more than half of the sure ones may be wrong. Less
 * than 0.8, from which on the window marks no guess as unsure.
 */
export const MOST_FOR_REMOTE = 0.79

/** With what is told of the guesses. */
export interface ToldRanking extends Ranking {
  /** [n] the probability beside a suggestion: as calibrated, but not sure where few labels reach the photo. */
  readonly told: Float64Array
}

export async function rank(
  space: PhotoSpace,
  evidence: ReviewEvidence,
  head?: HeadOpinion,
): Promise<ToldRanking> {
  const n = space.ids.length
  const { labels, classCount, skips, resting, unnamed } = evidence
  const guess = new Int32Array(n).fill(-1)
  const probability = new Float64Array(n)
  const runnerUpShare = new Float64Array(n)
  const common = { labels, classCount, guess, probability, runnerUpShare, skips, resting, unnamed }
  if (classCount === 0)
    return {
      ...common,
      scores: matrix(n, 0),
      calibrated: probability,
      told: probability,
      unlike: new Uint8Array(n),
    }
  const scores = await scoreClasses(space, evidence, head)
  weighByClassSizes(scores, estimateClassSizes(scores, labels))
  for (let i = 0; i < n; i += 1) {
    let second = 0
    for (let c = 0; c < classCount; c += 1) {
      const value = scores.data[i * classCount + c]
      if (guess[i] < 0 || value > probability[i]) {
        second = probability[i]
        guess[i] = c
        probability[i] = value
      } else if (value > second) second = value
    }
    runnerUpShare[i] = second / Math.max(1 - probability[i], LEAST_REST)
  }
  const calibration = classCount > 1 ? fitCalibration(evidence.shown) : UNCALIBRATED
  const expected = probability.map((value) => calibrated(value, calibration))
  const { unlike, remote } = noveltyOf(space.spreading, space.affinity, evidence)
  const told = expected.map((value, index) =>
    remote[index] === 1 ? Math.min(value, MOST_FOR_REMOTE) : value,
  )
  return { ...common, scores, calibrated: expected, told, unlike }
}

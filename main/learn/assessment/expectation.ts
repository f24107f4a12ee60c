/**
 * @file What the classifier expects of its own guesses: how many are wrong, and how many of the least sure ones would have to
 * be put right until a share of all photos is right. Raw figures: expected-accuracy.ts says what the first is worth, and
 * `bench forecast` what the second foretells.
 */
import { LEFT_OUT, UNLABELLED } from '../../math/labels.ts'

/** The shares of right photos that are looked ahead to. */
export const SHARES = [0.9, 0.95, 0.99] as const

export interface Expectation {
  /** Without those that are left out. */
  readonly photos: number
  /** Those with a label. */
  readonly labelled: number
  /** The expected number of photos whose guess is wrong; a label counts as right. */
  readonly wrong: number
  /** For each of SHARES: the least sure photos that are to be put right until so many are expected to be right. */
  readonly doubtful: readonly number[]
}

/**
 * @param labels [n] class that a person confirmed, or UNLABELLED, or LEFT_OUT
 * @param calibrated [n] the probability of each guess
 */
export function expectationOf(labels: Int32Array, calibrated: Float64Array): Expectation {
  const open = calibrated.filter((_, row) => labels[row] === UNLABELLED)
  const doubts = open.map((probability) => 1 - probability).sort()
  const wrong = doubts.reduce((sum, doubt) => sum + doubt, 0)
  const photos = labels.filter((label) => label !== LEFT_OUT).length
  return {
    photos,
    labelled: photos - open.length,
    wrong,
    doubtful: SHARES.map((share) => countUntil(doubts, wrong - (1 - share) * photos)),
  }
}

/** So that a tenth of ten photos is one. */
const ROUNDING = 1e-9

/** How many of the largest doubts together make `sum`; all of them where they do not. @param doubts smallest first */
function countUntil(doubts: Float64Array, sum: number): number {
  let left = sum
  for (let count = 0; count < doubts.length; count += 1) {
    if (left <= ROUNDING) return count
    left -= doubts[doubts.length - 1 - count]
  }
  return doubts.length
}

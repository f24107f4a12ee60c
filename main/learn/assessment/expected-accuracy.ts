/**
 * @file What the classifier's expectations of its own guesses are worth. The numbers are from `bench forecast`; its table is
 * docs/forecast.md. Why no answers are foretold: docs/adr/0030-no-forecast-of-answers.md.
 */
import type { ExpectedAccuracy } from '../../../shared/contract/expected-accuracy.ts'
import type { Expectation } from './expectation.ts'

/** What comes after so many answers was measured; before that, nothing is said. */
export const FEWEST_ANSWERS = 20

/** log(photos that are wrong + 1) - log(those that were expected to be + 1): the middle, and what four in five lie between. */
const WRONG = { low: -0.65, middle: -0.105, high: 0.504 }
/** The last photos are those that nothing was sure of: more of them turn out to be wrong. From sessions that confirm every photo, on five sets. */
const LAST_PHOTOS = 25
const LAST_WRONG = { low: -0.27, middle: 0.18, high: 0.59 }

/** @param answers decisions so far. @returns undefined after few of them, and where no guess is left: it says nothing of labels */
export function expectedAccuracy(expectation: Expectation, answers: number): ExpectedAccuracy | undefined {
  const { photos, labelled, wrong } = expectation
  if (answers < FEWEST_ANSWERS || photos === labelled) return undefined
  const { low, middle, high } = photos - labelled <= LAST_PHOTOS ? LAST_WRONG : WRONG
  const right = (logarithm: number, least = 0): number => {
    const left = Math.exp(logarithm) * (wrong + 1) - 1
    return 1 - Math.min(photos - labelled, Math.max(least, left)) / photos
  }
  // In the middle of it no doubt is none, however small.
  return { accuracy: right(middle, Math.exp(middle) * wrong), low: right(high), high: right(low) }
}

/** @file How right the suggestions are, by the small standing sample of blind checks. */
import type { Estimate } from '../../../shared/contract/library.ts'
import { shareInterval } from '../../learn/assessment/bounds.ts'
import type { LabelSetId, Store } from '../../store/types/index.ts'

/** Fewer would say next to nothing: all of nine right still leaves an accuracy of .66 possible. */
const FEWEST = 10
/** Older checks were of suggestions that have long been replaced. */
const NEWEST = 100
const CONFIDENCE = 0.95

/** Checks of photos that no class was known for count as wrong: there was no suggestion that was right. */
export function standingEstimate(
  store: Store,
  labelSet: LabelSetId,
): { estimate: Estimate | null; checks: number } {
  // An answer that gave no label, or whose label was taken off again, says nothing.
  const answers = store.pages.blindAnswers(labelSet, NEWEST).filter(({ label }) => label !== null)
  const checks = answers.length
  if (checks < FEWEST) return { estimate: null, checks }
  const right = answers.filter(({ guess, label }) => guess === label).length
  return {
    estimate: { accuracy: right / checks, ...shareInterval(right, checks, CONFIDENCE), checks },
    checks,
  }
}

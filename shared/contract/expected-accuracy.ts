/** @file How many photos Twinsort expects to be right. */
import { z } from 'zod'
import { Probability } from '../domain.ts'

/**
 * The share of all photos that are right: those with a label, and those whose likeliest class is theirs. It comes from the
 * classifier's own probabilities, corrected by what became of them on several sets of photos (docs/forecast.md); the range
 * held about four times in five there. Blind checks measure more and assume less: see `estimate` of `status`.
 */
export const ExpectedAccuracy = z.object({ accuracy: Probability, low: Probability, high: Probability })
export type ExpectedAccuracy = z.infer<typeof ExpectedAccuracy>

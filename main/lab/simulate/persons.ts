/** @file The simulated persons: what each of them does otherwise than the perfect one. */
import type { PersonName } from '../../../shared/contract/measures.ts'

export interface Faults {
  /** Share of the intruders on a page that the person misses, and so confirms: 0 .. 1. */
  readonly missed: number
  /** Share of the typed names that are mistyped; the answer is undone at once and given again. */
  readonly mistyped: number
  /**
   * Share of the pages that are confirmed without a look, as the suggested class, or else as the class of the first photo. Where it
   * is more than 0, the person opens no stack either, and takes each for what its first photo is.
   */
  readonly unseen: number
  /** Share of the classes that get a second name; the two are merged later. */
  readonly secondNames: number
  /** The person stops after so many answers. */
  readonly mostAnswers: number
}

export const NO_FAULTS: Faults = {
  ...{ missed: 0, mistyped: 0, unseen: 0, secondNames: 0 },
  mostAnswers: Infinity,
}

export const FAULTS_OF: Readonly<Record<PersonName, Faults>> = {
  perfect: NO_FAULTS,
  inattentive: { ...NO_FAULTS, missed: 0.05 },
  mistyping: { ...NO_FAULTS, mistyped: 0.02 },
  'two-names': { ...NO_FAULTS, secondNames: 0.25 },
  brief: { ...NO_FAULTS, mostAnswers: 50 },
  hasty: { ...NO_FAULTS, unseen: 0.05 },
}

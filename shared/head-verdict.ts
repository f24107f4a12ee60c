/** @file Whether a trained version helps, judged beside what would answer without it on the same photos. The engine acts on it, a window tells it. */

/** Out of fold, all on the same photos: those of one page or burst are in one fold. */
export interface HeadComparison {
  /** How much the version counts beside the raw features, 0 to 1. */
  readonly weight: number
  /** With the version: mean -log of the probability of the true class, and the share of photos guessed right. */
  readonly logLoss: number
  readonly accuracy: number
  /** The same without it. */
  readonly incumbentLogLoss: number
  readonly incumbentAccuracy: number
}

/** More right; as many right and surer of the right class; no surer; fewer right. */
export type HeadVerdict = 'helps' | 'surer' | 'useless' | 'worse'

export function headVerdict(compared: HeadComparison): HeadVerdict {
  const { weight, logLoss, accuracy, incumbentLogLoss, incumbentAccuracy } = compared
  if (accuracy < incumbentAccuracy) return 'worse'
  if (weight === 0 || logLoss >= incumbentLogLoss) return 'useless'
  return accuracy > incumbentAccuracy ? 'helps' : 'surer'
}

/** Only what helps is put in use. */
export function isHelpful(verdict: HeadVerdict): boolean {
  return verdict === 'helps' || verdict === 'surer'
}

/**
 * @file Exact bounds on a share, computed from a random sample: by the hypergeometric distribution for a finite
 * folder, by the binomial one for unlimited draws (Clopper and Pearson, Biometrika 26, 1934).
 */
import { binomialAtMost, hypergeometricAtMost } from '../../math/fisher.ts'

export interface Sample {
  /** Checked, drawn uniformly without replacement. */
  readonly checks: number
  /** Of these, wrong. */
  readonly wrong: number
}

/**
 * The most wrong ones among `photos` that fit the sample: with more, so few would be found only with probability 1 -
 * confidence.
 */
export function mostWrong({ checks, wrong }: Sample, photos: number, confidence: number): number {
  const isPossible = (all: number): boolean =>
    hypergeometricAtMost(wrong, all, checks, photos) > 1 - confidence
  return lastOf(wrong, photos - (checks - wrong), isPossible)
}

/** The fewest wrong ones among `photos` that fit the sample. */
export function fewestWrong({ checks, wrong }: Sample, photos: number, confidence: number): number {
  if (wrong === 0) return 0
  const isTooFew = (all: number): boolean =>
    1 - hypergeometricAtMost(wrong - 1, all, checks, photos) <= 1 - confidence
  if (!isTooFew(wrong)) return wrong
  return 1 + lastOf(wrong, photos - (checks - wrong), isTooFew)
}

/** The two-sided Clopper-Pearson interval of a share of which `hits` of `trials` were seen. */
export function shareInterval(
  hits: number,
  trials: number,
  confidence: number,
): { low: number; high: number } {
  const tail = (1 - confidence) / 2
  return {
    low: hits === 0 ? 0 : root((share) => 1 - binomialAtMost(hits - 1, trials, share) > tail),
    high: hits === trials ? 1 : root((share) => binomialAtMost(hits, trials, share) < tail),
  }
}

/** The last whole number from `first` on for which `holds` is true; `holds` turns false once and stays false. */
function lastOf(first: number, end: number, holds: (value: number) => boolean): number {
  let [low, high] = [first, end + 1]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) low = middle
    else high = middle
  }
  return low
}

/** Number of halvings: the precision of a float64 near 1. */
const HALVINGS = 52

/** Where `isAbove` turns from false to true in (0, 1). */
function root(isAbove: (share: number) => boolean): number {
  let [low, high] = [0, 1]
  for (let i = 0; i < HALVINGS; i += 1) {
    const middle = (low + high) / 2
    if (isAbove(middle)) high = middle
    else low = middle
  }
  return (low + high) / 2
}

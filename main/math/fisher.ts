/** @file Tests of association in 2 x 2 tables, and what many tests at once cost. */

/**
 * Fisher's exact test, one-sided: the probability that chance puts at least `both` of `first` marked items among `second`
 * drawn ones, out of `total` (hypergeometric; Fisher 1935).
 * @returns in (0, 1]
 */
export function fisherExact(both: number, first: number, second: number, total: number): number {
  const most = Math.min(first, second)
  let logs = Number.NEGATIVE_INFINITY
  for (let k = both; k <= most; k += 1) logs = logAdd(logs, logHypergeometric(k, first, second, total))
  return Math.min(1, Math.exp(logs))
}

/**
 * The lower tail of the same distribution: the probability that at most `both` of `first` marked items are among `second` drawn
 * ones, out of `total`.
 * @returns in [0, 1]
 */
export function hypergeometricAtMost(both: number, first: number, second: number, total: number): number {
  if (both >= Math.min(first, second)) return 1
  let sum = 0
  for (let k = Math.max(0, first + second - total); k <= both; k += 1) {
    sum += Math.exp(logHypergeometric(k, first, second, total))
  }
  return Math.min(1, sum)
}

/**
 * The same with replacement, or out of infinitely many: at most `successes` of `trials`, each with probability `share`.
 * @returns in [0, 1]
 */
export function binomialAtMost(successes: number, trials: number, share: number): number {
  if (successes >= trials || share <= 0) return 1
  if (share >= 1) return 0
  let sum = 0
  for (let k = 0; k <= successes; k += 1) {
    sum += Math.exp(logChoose(trials, k) + k * Math.log(share) + (trials - k) * Math.log1p(-share))
  }
  return Math.min(1, sum)
}

/** log P(k) = log C(first, k) C(total - first, second - k) / C(total, second). */
function logHypergeometric(k: number, first: number, second: number, total: number): number {
  return logChoose(first, k) + logChoose(total - first, second - k) - logChoose(total, second)
}

function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k)
}

const LOG_FACTORIALS = [0]

function logFactorial(n: number): number {
  for (let k = LOG_FACTORIALS.length; k <= n; k += 1) LOG_FACTORIALS.push(LOG_FACTORIALS[k - 1] + Math.log(k))
  return LOG_FACTORIALS[n]
}

function logAdd(a: number, b: number): number {
  const [large, small] = a > b ? [a, b] : [b, a]
  return small === Number.NEGATIVE_INFINITY ? large : large + Math.log1p(Math.exp(small - large))
}

/**
 * False discovery rates for many tests at once (Benjamini and Hochberg 1995): accepting all with a value of at most q
 * makes a share q of them false on average.
 * @param pValues in any order
 * @returns in the same order, each at least its p-value
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[b] - pValues[a])
  const out = pValues.slice()
  let least = 1
  order.forEach((index, position) => {
    least = Math.min(least, pValues[index] * (pValues.length / (pValues.length - position)))
    out[index] = least
  })
  return out
}

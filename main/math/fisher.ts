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

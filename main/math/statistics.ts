/** @file Small statistics on lists of numbers. Sums run in float64 whatever the input's type. */

/** NaN for an empty list, as 0 / 0 is: callers decide what no data means. */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length
}

export function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < values.length; i += 1) total += values[i]
  return total
}

/** How often each value occurs, in the order in which they occur first. */
export function tally<T>(values: Iterable<T>): Map<T, number> {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

/** Of the sample (n - 1 in the denominator); 0 for fewer than two values. */
export function standardDeviation(values: ArrayLike<number>): number {
  if (values.length < 2) return 0
  const centre = mean(values)
  let squares = 0
  for (let i = 0; i < values.length; i += 1) squares += (values[i] - centre) ** 2
  return Math.sqrt(squares / (values.length - 1))
}

/** The middle value, or the mean of the two middle ones; NaN for an empty list. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5)
}

/** Linear interpolation between order statistics (Hyndman and Fan's type 7); `share` in [0, 1]. */
export function quantile(values: ArrayLike<number>, share: number): number {
  if (values.length === 0) return NaN
  const sorted = Float64Array.from(values).sort()
  const position = share * (sorted.length - 1)
  const below = Math.floor(position)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (position - below) * (sorted[above] - sorted[below])
}

/** The first index of the largest value; -1 for an empty list. */
export function indexOfLargest(values: ArrayLike<number>): number {
  let best = -1
  for (let i = 0; i < values.length; i += 1) if (best < 0 || values[i] > values[best]) best = i
  return best
}

/** log(sum(exp(values))) without overflow; -Infinity for an empty list. */
export function logSumExp(values: ArrayLike<number>): number {
  const largest = values[indexOfLargest(values)] ?? -Infinity
  if (largest === -Infinity) return -Infinity
  let total = 0
  for (let i = 0; i < values.length; i += 1) total += Math.exp(values[i] - largest)
  return largest + Math.log(total)
}

/** exp(scale * score) normalised to sum 1, without overflow. `scale` is an inverse temperature. */
export function softmax(scores: ArrayLike<number>, scale = 1): Float64Array {
  return softmaxInto(new Float64Array(scores.length), scores, scale)
}

/** The same into `out`, for loops over many rows. @returns out */
export function softmaxInto(out: Float64Array, scores: ArrayLike<number>, scale: number): Float64Array {
  let largest = -Infinity
  for (let i = 0; i < out.length; i += 1) largest = Math.max(largest, scores[i] * scale)
  let total = 0
  for (let i = 0; i < out.length; i += 1) {
    out[i] = Math.exp(scores[i] * scale - largest)
    total += out[i]
  }
  for (let i = 0; i < out.length; i += 1) out[i] /= total
  return out
}

/** A probability of 0 would cost infinitely much: one that floats cannot tell from 0 counts as this. */
const LEAST_PROBABILITY = 1e-12

/**
 * Mean negative natural logarithm of the probability given to what happened.
 * @param probabilities of the true class, one for each case, in [0, 1].
 */
export function logLoss(probabilities: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < probabilities.length; i += 1) {
    total -= Math.log(Math.max(probabilities[i], LEAST_PROBABILITY))
  }
  return total / probabilities.length
}

/** Entropy in nats of a distribution that sums to 1. */
export function entropy(probabilities: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < probabilities.length; i += 1) {
    if (probabilities[i] > 0) total -= probabilities[i] * Math.log(probabilities[i])
  }
  return total
}

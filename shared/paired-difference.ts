/** @file The difference of two contenders that were measured on the same splits. Pure. */
import type { Difference } from './contract/compare.ts'

/**
 * Split by split `of` minus `from`: what the choice of the split does to both alike falls out of it.
 * @param of [r] and
 * @param from [r] figures on the same r splits, r > 0, in the same order
 */
export function pairedDifference(of: readonly number[], from: readonly number[]): Difference {
  const differences = of.map((value, split) => value - from[split])
  const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length
  const squares = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0)
  // Of the sample, as every deviation here: see standardDeviation in main/math/statistics.ts.
  return { mean, std: differences.length < 2 ? 0 : Math.sqrt(squares / (differences.length - 1)) }
}

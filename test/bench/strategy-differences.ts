/**
 * @file What the strategies bring beside the default, split by split. Each is judged by what the product would answer with it:
 * the blend with the fast path, or, where nothing is trained, its own answer.
 */
import { pairedDifference } from '../../shared/paired-difference.ts'
import { mean } from '../../main/math/statistics.ts'
import type { StrategyResult } from './strategy-results.ts'

/** What `train` trains unless something else is asked for. */
export const DEFAULT_STRATEGY = 'triplet'
/** Of a difference: less may be chance. */
const ERRORS = 2

export interface MeasuredSet {
  readonly name: string
  readonly photos: number
  readonly classes: number
  readonly results: readonly StrategyResult[]
}

/** In shares of the tested photos, from -1 to 1. */
export interface Beside {
  readonly contender: string
  readonly mean: number
  /** Standard error; null for a single pair. */
  readonly error: number | null
  readonly pairs: number
  /** By more than two standard errors; `same` also where there is only one pair. */
  readonly verdict: 'better' | 'same' | 'worse'
}

export interface JudgedStrategies {
  /** Of each set, best first: the splits of all numbers of labels are its pairs. */
  readonly bySet: Readonly<Record<string, readonly Beside[]>>
  /** Best first: the sets are the pairs. */
  readonly overall: readonly (Beside & { readonly sets: Readonly<Record<Beside['verdict'], number>> })[]
}

export function judgeStrategies(sets: readonly MeasuredSet[]): JudgedStrategies {
  const bySet = Object.fromEntries(sets.map(({ name, results }) => [name, besideDefault(results)]))
  const names = new Set(Object.values(bySet).flatMap((all) => all.map(({ contender }) => contender)))
  const overall = [...names].map((contender) => {
    const own = Object.values(bySet).flatMap((all) => all.filter((each) => each.contender === contender))
    const count = (verdict: Beside['verdict']) => own.filter((each) => each.verdict === verdict).length
    const differences = own.map((each) => each.mean)
    const counts = { better: count('better'), same: count('same'), worse: count('worse') }
    return { ...judge(contender, differences), sets: counts }
  })
  return { bySet, overall: overall.toSorted((a, b) => b.mean - a.mean) }
}

export function answered({ accuracy, blendAccuracy }: StrategyResult): number {
  return blendAccuracy ?? accuracy
}

function besideDefault(results: readonly StrategyResult[]): Beside[] {
  const own = results.filter(({ contender }) => contender === DEFAULT_STRATEGY)
  const others = Map.groupBy(
    results.filter(({ contender }) => contender !== DEFAULT_STRATEGY),
    ({ contender }) => contender,
  )
  const judged = [...others].flatMap(([contender, all]) => {
    const differences = all.flatMap((result) => {
      const same = own.find(({ labelsPerClass, seed }) => {
        return labelsPerClass === result.labelsPerClass && seed === result.seed
      })
      return same === undefined ? [] : [answered(result) - answered(same)]
    })
    return differences.length === 0 ? [] : [judge(contender, differences)]
  })
  return judged.toSorted((a, b) => b.mean - a.mean)
}

function judge(contender: string, differences: readonly number[]): Beside {
  const pairs = differences.length
  if (pairs < 2) return { contender, mean: mean(differences), error: null, pairs, verdict: 'same' }
  const { mean: middle, std } = pairedDifference(
    differences,
    differences.map(() => 0),
  )
  const error = std / Math.sqrt(pairs)
  const isClear = Math.abs(middle) > ERRORS * error
  return {
    contender,
    mean: middle,
    error,
    pairs,
    verdict: !isClear ? 'same' : middle > 0 ? 'better' : 'worse',
  }
}

/** @file The steps of a comparison: which contender is measured with how many labels, and how often. Pure. */
import { isBaseline } from '../../../shared/contract/compare.ts'
import type { Parsed } from '../../../shared/contract.ts'
import type { Entrant } from './entrants.ts'
import { canTrainApart } from './train-apart.ts'

/** One contender on one split. */
export interface Step {
  readonly entrant: Entrant
  readonly labelsPerClass: number
  /** In a process of its own, which has to be started. */
  readonly apart: boolean
}

/** A head learns from pairs of photos of one class. */
const FEWEST_TO_TRAIN = 2

/** The numbers of labels, each once. */
export function sizesOf({ labelsPerClass }: Pick<Parsed<'compare'>, 'labelsPerClass'>): number[] {
  return [...new Set(labelsPerClass)]
}

/** Whether this many labels a class are enough: training needs at least two. */
export function isPossible({ strategy }: Entrant, labelsPerClass: number): boolean {
  return isBaseline(strategy) || labelsPerClass >= FEWEST_TO_TRAIN
}

/** Every contender on one split, one after the other: those on the same backend follow each other, since each needs a thread of its own. */
export function stepsOf(entrants: readonly Entrant[], labelsPerClass: number, repeat: number): Step[] {
  const backends = entrants.map(({ backend }) => backend)
  return entrants
    .toSorted((a, b) => backends.indexOf(a.backend) - backends.indexOf(b.backend))
    .filter((entrant) => isPossible(entrant, labelsPerClass))
    .map((entrant) => ({ entrant, labelsPerClass, apart: isApart(entrant, repeat) }))
}

/** Memory is measured once, on the first split. */
function isApart({ strategy }: Entrant, repeat: number): boolean {
  return repeat === 0 && !isBaseline(strategy) && canTrainApart()
}

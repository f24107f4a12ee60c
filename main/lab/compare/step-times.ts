/**
 * @file How long the steps of a comparison take, from those that were measured. A step costs what it costs every time (a
 * training, and reading it), which depends on the contender and the number of labels; and where its memory is measured, the
 * start of a process besides, which takes as long for a head of two labels as for one of fifty. Pure.
 */
import { isBaseline } from '../../../shared/contract/compare.ts'
import { DeepNetworkName } from '../../../shared/domain.ts'
import { mean } from '../../math/statistics.ts'
import type { Entrant } from './entrants.ts'

/** One contender on one split. */
export interface Step {
  readonly entrant: Entrant
  readonly labelsPerClass: number
  /** In a process of its own, which has to be started. */
  readonly apart: boolean
}

export interface MeasuredStep {
  readonly step: Step
  /** Wall-clock time of all of it. */
  readonly seconds: number
  /** What of it the same step takes again, when everything is loaded. */
  readonly again: number
}

/** Of the time with some labels, the share that is there without any: a pass through all photos, reading the result. */
const FIXED_SHARE = 0.5

/** Undefined until something like it was measured. */
export function secondsOf(step: Step, measured: readonly MeasuredStep[]): number | undefined {
  const again = againOf(step, measured)
  if (again === undefined || !step.apart) return again
  const started = measured.filter((each) => each.step.apart && kindOf(each.step) === kindOf(step))
  if (started.length === 0) return undefined
  return again + mean(started.map(({ seconds, again: each }) => Math.max(0, seconds - each)))
}

/** Of the same contender where there is one, else of others of its kind; at the nearest numbers of labels. */
function againOf(step: Step, measured: readonly MeasuredStep[]): number | undefined {
  const same = measured.filter((each) => each.step.entrant === step.entrant)
  const from = same.length > 0 ? same : measured.filter((each) => kindOf(each.step) === kindOf(step))
  const bySize = Map.groupBy(from, (each) => each.step.labelsPerClass)
  const known = [...bySize]
    .map(([labels, steps]) => ({ labels, seconds: mean(steps.map(({ again }) => again)) }))
    .sort((a, b) => a.labels - b.labels)
  return known.length === 0 ? undefined : secondsAt(step.labelsPerClass, known)
}

/** Between two known numbers of labels on the line through both; beyond them, or with one alone, in proportion to a part. */
function secondsAt(labels: number, known: readonly { labels: number; seconds: number }[]): number {
  const above = known.find((each) => each.labels >= labels)
  const below = known.findLast((each) => each.labels <= labels)
  if (above !== undefined && below !== undefined && above.labels > below.labels) {
    const share = (labels - below.labels) / (above.labels - below.labels)
    return below.seconds + share * (above.seconds - below.seconds)
  }
  const [nearest] = [above, below].filter((each) => each !== undefined)
  return nearest.seconds * (FIXED_SHARE + (1 - FIXED_SHARE) * (labels / nearest.labels))
}

function kindOf({ entrant: { strategy, backend } }: Step): string {
  if (isBaseline(strategy)) return 'untrained'
  return `${DeepNetworkName.safeParse(strategy).data ?? 'head'} on ${backend ?? 'the fastest'}`
}

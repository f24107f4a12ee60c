/**
 * @file How long the steps of a comparison take, from those that were measured. A step costs what it costs every time (a
 * training, and reading it), which depends on the contender and the number of labels; and where its memory is measured, the
 * start of a process besides, which takes as long for a head of two labels as for one of fifty. Pure.
 */
import { isBaseline } from '../../../shared/contract/compare.ts'
import { DeepNetworkName } from '../../../shared/domain.ts'
import { mean } from '../../math/statistics.ts'
import type { Entrant } from './entrants.ts'
import type { Step } from './steps.ts'

export interface MeasuredStep {
  readonly step: Step
  /** Wall-clock time of all of it. */
  readonly seconds: number
  /** What of it the same step takes again, when everything is loaded. */
  readonly again: number
}

/** Of the time with some labels, the share that is there without any: a pass through all photos, reading the result. */
const FIXED_SHARE = 0.5
/** How much a training counts beside the one after it, and what speaks for the first ones when nothing was done twice yet. */
const FADING = 0.85
const DOUBT = 1

/**
 * What is left goes by what a contender took the first time with as many labels, and by how much longer or shorter steps take since:
 * a computer that has more to do for a while is slower for all of them.
 */
export class StepTimes {
  readonly #measured: MeasuredStep[] = []
  /** By contender and number of labels. */
  readonly #first = new Map<Entrant, Map<number, number>>()
  readonly #expected: (step: Step) => number | undefined
  /** What the steps so far took, and what was expected of them. */
  #took = 0
  #wasExpected = 0
  /** Sums over trainings that were done before, the last one counting most: how much longer they took, and of how many. */
  #longer = DOUBT
  #weight = DOUBT

  /** @param expected seconds of a step by what earlier comparisons took, where that is known */
  constructor(expected: (step: Step) => number | undefined = () => undefined) {
    this.#expected = expected
  }

  add(measured: MeasuredStep): void {
    const { step, again, seconds } = measured
    this.#measured.push(measured)
    const expected = this.#expected(step)
    if (expected !== undefined) {
      this.#took += seconds
      this.#wasExpected += expected
    }
    const bySize = this.#first.get(step.entrant) ?? new Map<number, number>()
    this.#first.set(step.entrant, bySize)
    const before = bySize.get(step.labelsPerClass)
    if (before === undefined) bySize.set(step.labelsPerClass, again / this.#pace)
    else if (before > 0 && !isBaseline(step.entrant.strategy)) {
      this.#longer = this.#longer * FADING + again / before
      this.#weight = this.#weight * FADING + 1
    }
  }

  /** By what was measured; until then by what is expected, if anything is, at the pace of the steps so far. */
  secondsOf(step: Step): number | undefined {
    const measured = this.#measuredOf(step)
    const expected = measured === undefined ? this.#expected(step) : undefined
    return expected === undefined ? measured : expected * this.#paceBesideExpected
  }

  get #paceBesideExpected(): number {
    return this.#wasExpected > 0 ? this.#took / this.#wasExpected : 1
  }

  #measuredOf(step: Step): number | undefined {
    const again = this.#againOf(step)
    if (again === undefined || !step.apart) return again
    const started = this.#measured.filter((each) => each.step.apart && kindOf(each.step) === kindOf(step))
    if (started.length === 0) return undefined
    return again + mean(started.map(({ seconds, again: each }) => Math.max(0, seconds - each)))
  }

  /** Of the same contender where there is one, else of others of its kind; at the nearest numbers of labels. */
  #againOf(step: Step): number | undefined {
    const own = this.#first.get(step.entrant)
    const alike = [...this.#first].filter(([entrant]) => kindOf({ entrant }) === kindOf(step))
    const from = own === undefined ? alike.flatMap(([, bySize]) => [...bySize]) : [...own]
    const known = [...Map.groupBy(from, ([labels]) => labels)]
      .map(([labels, each]) => ({ labels, seconds: mean(each.map(([, seconds]) => seconds)) }))
      .sort((a, b) => a.labels - b.labels)
    return known.length === 0 ? undefined : secondsAt(step.labelsPerClass, known) * this.#pace
  }

  get #pace(): number {
    return this.#longer / this.#weight
  }
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

function kindOf({ entrant: { strategy, backend } }: Pick<Step, 'entrant'>): string {
  if (isBaseline(strategy)) return 'untrained'
  return `${DeepNetworkName.safeParse(strategy).data ?? 'head'} on ${backend ?? 'the fastest'}`
}

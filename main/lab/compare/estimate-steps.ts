/**
 * @file How long the steps of a comparison will take, before any of them was done, from what was kept of earlier ones. Each part of a
 * step is estimated by the pace of this computer: what such parts took, in times of what step-costs.ts says of their sizes. Pure.
 */
import type { BackendName } from '../../../shared/domain.ts'
import { isBaseline, type CompareName, type Switches } from '../../../shared/contract/compare.ts'
import { STEP_PARTS, type KeptTime, type StepPart, type StepSize } from '../../jobs/training/kept-times.ts'
import { median } from '../../math/statistics.ts'
import { costOf, kindOf } from './step-costs.ts'

export interface ExpectedStep {
  readonly strategy: CompareName
  readonly switches: Switches
  /** The one that it will be trained on; null without training. */
  readonly backend: BackendName | null
  readonly size: StepSize
  readonly apart: boolean
}

export interface SecondsRange {
  readonly low: number
  readonly high: number
}

/** So many of the nearest in size speak for a step: one alone may have been slowed down by something else. */
const NEAREST = 5

/** Between which shares of the estimate the real time is expected, by what it was measured on. */
const SHARES = {
  same: { low: 2 / 3, high: 4 / 3 },
  alike: { low: 1 / 2, high: 3 / 2 },
  other: { low: 1 / 3, high: 2 },
} as const
type Basis = keyof typeof SHARES

/** Undefined while nothing was kept. */
export function rangeOfSteps(
  steps: readonly ExpectedStep[],
  kept: readonly KeptTime[],
): SecondsRange | undefined {
  let [low, high] = [0, 0]
  for (const found of steps.map((step) => partsOf(step, kept))) {
    if (found === undefined) return undefined
    for (const { seconds, basis } of found) {
      low += seconds * SHARES[basis].low
      high += seconds * SHARES[basis].high
    }
  }
  return { low, high }
}

/** The same for one of them, in the middle. */
export function secondsOfStep(step: ExpectedStep, kept: readonly KeptTime[]): number | undefined {
  return partsOf(step, kept)?.reduce((sum, { seconds }) => sum + seconds, 0)
}

function partsOf(step: ExpectedStep, kept: readonly KeptTime[]): readonly Found[] | undefined {
  const parts = STEP_PARTS.filter((part) => hasPart(step, part))
  const found = parts.map((part) => secondsOfPart(part, step, kept))
  return found.every((each) => each !== undefined) ? found : undefined
}

function hasPart({ strategy, apart }: ExpectedStep, part: StepPart): boolean {
  return part === 'reading' || (!isBaseline(strategy) && (part === 'training' || apart))
}

interface Found {
  readonly seconds: number
  readonly basis: Basis
}

/** By the same contender where it was measured, else by those of its kind, else by whatever was measured on this computer. */
function secondsOfPart(part: StepPart, step: ExpectedStep, kept: readonly KeptTime[]): Found | undefined {
  const alike = kept.filter((each) => each.seconds[part] !== null && isAlike(each, step))
  const same = alike.filter((each) => isSame(each, step))
  const [basis, speaking, parts] =
    same.length > 0
      ? (['same', same, [part]] as const)
      : alike.length > 0
        ? (['alike', alike, [part]] as const)
        : (['other', kept, STEP_PARTS] as const)
  const paces = nearest(step.size, speaking).flatMap((each) => parts.flatMap((one) => pacesOf(one, each)))
  if (paces.length === 0) return undefined
  return { seconds: median(paces) * costOf(part, step.strategy, step.size), basis }
}

function isAlike(each: KeptTime, { strategy, backend }: ExpectedStep): boolean {
  return kindOf(each.strategy) === kindOf(strategy) && each.backend === backend
}

function isSame({ strategy, switches }: KeptTime, step: ExpectedStep): boolean {
  return strategy === step.strategy && JSON.stringify(switches) === JSON.stringify(step.switches)
}

/** Near in size, and rather new: what else the computer has to do changes. @param times oldest first */
function nearest(size: StepSize, times: readonly KeptTime[]): readonly KeptTime[] {
  return times
    .map((each, place) => ({ each, distance: distanceBetween(size, each.size) + 1 - place / times.length }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, NEAREST)
    .map(({ each }) => each)
}

/** 0 for equal sizes, and 0.7 where one of them is twice as large. */
function distanceBetween(one: StepSize, other: StepSize): number {
  return Math.abs(Math.log(one.labels / other.labels)) + Math.abs(Math.log(one.photos / other.photos))
}

/** None for a part that there was not. */
function pacesOf(part: StepPart, { strategy, size, seconds }: KeptTime): number[] {
  const took = seconds[part]
  return took === null ? [] : [took / costOf(part, strategy, size)]
}

/** @file How long a comparison will take on this computer, from what earlier ones and trainings took. Nothing is loaded or tested for it. */
import { comparedBackends } from '../../../shared/contract/backends.ts'
import { isBaseline } from '../../../shared/contract/compare.ts'
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { Store } from '../../store/store.ts'
import type { JobContext } from '../../jobs/context.ts'
import { readKeptTimes } from '../../jobs/training/kept-times.ts'
import { computesWith, probeBackends } from '../../model/backends/probe.ts'
import { readTruth } from '../truth.ts'
import { entrantsOn } from './entrants.ts'
import { rangeOfSteps, secondsOfStep, type ExpectedStep } from './estimate-steps.ts'
import { sizesOf, stepsOf, type Step } from './steps.ts'

type Context = Pick<JobContext, 'store' | 'cacheFolder' | 'openWindow'>

/**
 * @returns null while nothing is known of this computer, and where epochs are named.
 * @throws AppError as `readTruth`
 */
export async function estimateCompare(
  context: Context,
  input: Parsed<'estimateCompare'>,
): Promise<Output<'estimateCompare'>> {
  const { store, cacheFolder, openWindow } = context
  if (input.epochs !== undefined) return { seconds: null }
  const reports = probeBackends(cacheFolder, openWindow !== undefined)
  const entrants = entrantsOn(input.backends === 'all' ? comparedBackends(reports) : input.backends, input)
  const asExpected = expecting(context, await classSizes(store, input.truth))
  const steps = sizesOf(input)
    .flatMap((labelsPerClass) =>
      Array.from({ length: input.repeats }, (_, repeat) => stepsOf(entrants, labelsPerClass, repeat)),
    )
    .flat()
  return { seconds: rangeOfSteps(steps.map(asExpected), await readKeptTimes(cacheFolder)) ?? null }
}

/** For the time left while it runs. @param sizes photos of each class. @returns seconds of a step, where that can be known */
export async function expectedSeconds(
  context: Context,
  sizes: readonly number[],
): Promise<(step: Step) => number | undefined> {
  const asExpected = expecting(context, sizes)
  const kept = await readKeptTimes(context.cacheFolder)
  /** It is asked with every report of progress. */
  const known = new Map<Step, number | undefined>()
  return (step) => {
    if (!known.has(step)) known.set(step, secondsOfStep(asExpected(step), kept))
    return known.get(step)
  }
}

/** A step with all that its time depends on. */
function expecting(
  { store, cacheFolder, openWindow }: Context,
  sizes: readonly number[],
): (step: Step) => ExpectedStep {
  const photos = Math.max(1, store.photos.countPresent())
  const fastest = computesWith(probeBackends(cacheFolder, openWindow !== undefined))
  return ({ entrant, labelsPerClass, apart }) => {
    const { strategy, switches, backend = fastest } = entrant
    const size = { labels: Math.max(1, labelsOf(sizes, labelsPerClass)), photos }
    return { strategy, switches, backend: isBaseline(strategy) ? null : backend, size, apart }
  }
}

/** Photos of each class. Labels are counted by the database, which takes no time for a large library either. */
async function classSizes(store: Store, truth: Parsed<'estimateCompare'>['truth']): Promise<number[]> {
  if (truth.kind === 'labels')
    return store.classes.list(store.labelSets.current()).map(({ photos }) => photos)
  const { classOf } = await readTruth(store, truth)
  return [...Map.groupBy(classOf.values(), (name) => name).values()].map(({ length }) => length)
}

/** As a split will have it: of a class with few photos, half of them carry a label. */
function labelsOf(sizes: readonly number[], labelsPerClass: number): number {
  return sizes.reduce((sum, size) => sum + Math.min(labelsPerClass, Math.floor(size / 2)), 0)
}

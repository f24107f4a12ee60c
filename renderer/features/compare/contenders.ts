/** @file From what a person ticks to what the engine is asked to put side by side. Pure. */
import {
  CompareName,
  isBaseline,
  switchesOf,
  type Contender,
  type Switches,
} from '../../../shared/contract/compare.ts'

/** Parts of a network without which it can be measured once more. */
export const PARTS = ['pyramid', 'attention'] as const
export type Part = (typeof PARTS)[number]

const WITHOUT: Readonly<Record<Part, Switches>> = {
  pyramid: { pyramid: false },
  attention: { attention: 'off' },
}

/** As they are listed: what Twinsort does without training first, since the others are compared with the first. */
export const NAMES_IN_ORDER: readonly CompareName[] = [
  'fast-path',
  ...CompareName.options.filter((name) => isBaseline(name) && name !== 'fast-path'),
  ...CompareName.options.filter((name) => !isBaseline(name)),
]

/** The chosen ones in the order of the list, each followed by itself without the parts that it has. */
export function contendersOf(names: readonly CompareName[], without: readonly Part[]): Contender[] {
  return NAMES_IN_ORDER.filter((name) => names.includes(name)).flatMap((strategy): Contender[] => [
    { strategy, switches: {} },
    ...PARTS.filter((part) => without.includes(part) && switchesOf(strategy).includes(part)).map((part) => ({
      strategy,
      switches: WITHOUT[part],
    })),
  ])
}

/** Trainings and readings: what is trained needs two labels of each class, and is trained on each backend. */
export function measurementsOf(
  contenders: readonly Contender[],
  { sizes, repeats, backends }: { sizes: readonly number[]; repeats: number; backends: number },
): number {
  const trainable = sizes.filter((size) => size >= 2).length
  const each = contenders.map(({ strategy }) => (isBaseline(strategy) ? sizes.length : trainable * backends))
  return each.reduce((sum, value) => sum + value, 0) * repeats
}

export function withOrWithout<T>(list: readonly T[], item: T, isIn: boolean): T[] {
  const others = list.filter((each) => each !== item)
  return isIn ? [...others, item] : others
}

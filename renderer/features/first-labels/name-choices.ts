/** @file Which names are taken, and as which classes. Pure. */
import type { Input } from '../../../shared/contract.ts'
import { ClassName } from '../../../shared/domain.ts'
import type { NameRow } from '../../../shared/found-labels.ts'

export interface NameChoice {
  readonly isTaken: boolean
  /** As the person writes it. */
  readonly class: string
}

export interface ChosenName extends NameRow, NameChoice {
  /** It can be no name of a class. */
  readonly isWrong: boolean
}

/**
 * @param choices by name, where the person has chosen
 * @param areTaken what holds for the others
 */
export function chosenNames(
  rows: readonly NameRow[],
  choices: ReadonlyMap<string, Partial<NameChoice>>,
  areTaken: boolean,
): ChosenName[] {
  return rows.map((row) => {
    const choice = { isTaken: areTaken, class: row.name, ...choices.get(row.name) }
    return { ...row, ...choice, isWrong: !ClassName.safeParse(choice.class).success }
  })
}

/** Undefined where nothing is taken, or a name is wrong. */
export function groupsOf(names: readonly ChosenName[]): Input<'takeLabels'>['groups'] | undefined {
  const taken = names.filter(({ isTaken }) => isTaken)
  if (taken.length === 0 || taken.some(({ isWrong }) => isWrong)) return undefined
  return taken.map((name) => ({ class: name.class, ids: [...name.ids] }))
}

/** Photos that stand in groups of different classes. */
export function betweenClasses(groups: Input<'takeLabels'>['groups']): number[] {
  const classOf = new Map<number, string>()
  const between = new Set<number>()
  for (const { class: name, ids } of groups) {
    for (const id of ids) {
      if ((classOf.get(id) ?? name) !== name) between.add(id)
      classOf.set(id, name)
    }
  }
  return [...between]
}

/** Some photos of many, from all over: beside each other they are often alike. */
export function examplesOf(ids: readonly number[], count: number): number[] {
  const length = Math.min(count, ids.length)
  return Array.from({ length }, (_, i) => ids[Math.floor((i * ids.length) / length)])
}

/** @file The mere suggestions among some photos, class by class: what "confirm all of these" means. Pure. */
import type { PhotoColumns } from './photo-tests.ts'
import { stateOfRow } from './photo-tests.ts'

export interface SuggestedGroup {
  readonly class: string
  readonly ids: readonly number[]
  /** How many of them are expected to be wrong, by their probabilities. */
  readonly expectedWrong: number
}

/** The class with the most photos first; photos that are confirmed, or without a suggestion, are in none. */
export function suggestedGroups(columns: PhotoColumns, rows: Iterable<number>): SuggestedGroup[] {
  const groups = new Map<number, { ids: number[]; expectedWrong: number }>()
  for (const row of rows) {
    if (stateOfRow(columns, row) !== 'suggested') continue
    const index = columns.classOf[row]
    const group = groups.get(index) ?? { ids: [], expectedWrong: 0 }
    groups.set(index, group)
    group.ids.push(columns.ids[row])
    group.expectedWrong += 1 - columns.probability[row]
  }
  return [...groups]
    .map(([index, group]) => ({ class: columns.classes[index], ...group }))
    .sort((a, b) => b.ids.length - a.ids.length)
}

/** The same as `sumWrong` of their groups, which need not be made for it. */
export function wrongAmong(columns: PhotoColumns, rows: Iterable<number>): number {
  let sum = 0
  for (const row of rows) if (stateOfRow(columns, row) === 'suggested') sum += 1 - columns.probability[row]
  return Math.round(sum)
}

/** Of all these suggestions together, how many are expected to be wrong: a whole number. */
export function sumWrong(groups: readonly SuggestedGroup[]): number {
  return Math.round(groups.reduce((sum, { expectedWrong }) => sum + expectedWrong, 0))
}

/** @file From the names that photos have already to classes: which part of a path counts, and which photos it stands for. Pure. */
import type { Output } from './contract.ts'
import type { PhotoId } from './domain.ts'

/** Of a path of words: all of it, its last word, or so many from its beginning. */
export type Level = 'whole' | 'last' | number

type Found = Pick<Output<'findLabels'>, 'names' | 'ids' | 'nameOf'>

/** Photos that are called the same at a level. */
export interface NameRow {
  readonly name: string
  readonly ids: readonly PhotoId[]
}

export function nameAt(levels: readonly string[], level: Level): string {
  if (level === 'last') return levels.at(-1) ?? ''
  return levels.slice(0, level === 'whole' ? levels.length : level).join('/')
}

/** The one with the most photos first. A photo whose names become one at this level counts once. */
export function rowsAt({ names, ids, nameOf }: Found, level: Level): NameRow[] {
  const rows = new Map<string, Set<PhotoId>>()
  const rowOf = names.map(({ levels }) => {
    const name = nameAt(levels, level)
    const row = rows.get(name) ?? new Set()
    rows.set(name, row)
    return row
  })
  for (const [i, id] of ids.entries()) rowOf[nameOf[i]].add(id)
  return [...rows]
    .map(([name, photos]) => ({ name, ids: [...photos] }))
    .sort((a, b) => b.ids.length - a.ids.length || (a.name < b.name ? -1 : 1))
}

/** How many words the longest path has. */
export function deepest({ names }: Pick<Found, 'names'>): number {
  return names.reduce((most, { levels }) => Math.max(most, levels.length), 0)
}

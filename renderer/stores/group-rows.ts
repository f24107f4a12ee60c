/** @file Photos in groups: of one class, day, folder, camera or stack. Pure. */
import { dayOf } from './photo-filter.ts'
import type { KnownPhotos } from './photo-tests.ts'
import { classRank, comparePaths, ranksOf, sortByStep, type PhotoOrder } from './sort-rows.ts'

export const GROUPINGS = ['none', 'class', 'day', 'folder', 'camera', 'stack'] as const
export type Grouping = (typeof GROUPINGS)[number]

/** Photos that stand together. */
export interface PhotoGroup {
  /** The class, the day as `2026-11-29`, the folder's label, the camera, or the stack's first photo; null for those without. */
  readonly name: string | null
  /** The first place of it, and the one after its last. */
  readonly start: number
  readonly end: number
}

interface Grouped {
  /** How many there are, beside those without. */
  readonly count: number
  /** 0 .. count; the last for those without. */
  readonly rankOf: (row: number) => number
  readonly nameOf: (row: number) => string | null
}

/** Sorts in place, group by group; within one the photos keep their order. Those without what they are grouped by come last. */
export function groupRows(
  rows: Int32Array,
  known: KnownPhotos,
  grouping: Grouping,
  order: PhotoOrder,
): PhotoGroup[] {
  const grouped = grouping === 'stack' ? byStack(rows, known) : groupedBy(known, grouping, order)
  if (grouped === undefined) return []
  const { count, rankOf, nameOf } = grouped
  sortByStep(rows, count, rankOf)
  const groups: PhotoGroup[] = []
  for (let start = 0; start < rows.length;) {
    const rank = rankOf(rows[start])
    let end = start + 1
    while (end < rows.length && rankOf(rows[end]) === rank) end += 1
    groups.push({ name: nameOf(rows[start]), start, end })
    start = end
  }
  return groups
}

function groupedBy(
  known: KnownPhotos,
  grouping: Exclude<Grouping, 'stack'>,
  order: PhotoOrder,
): Grouped | undefined {
  const { columns, facts } = known
  const { classOf, classes } = columns
  if (grouping === 'class') {
    return {
      count: classes.length,
      rankOf: classRank(columns),
      nameOf: (row) => (classOf[row] < 0 ? null : classes[classOf[row]]),
    }
  }
  if (facts === undefined || grouping === 'none') return undefined
  if (grouping === 'day') return byDay(facts.takenAt, order)
  if (grouping === 'camera') return byName(facts.cameras, (row) => facts.cameraOf[row])
  const labels = facts.folders.map(({ label }) => label)
  const { firstPlace, folderOf } = facts
  const folderOfRow = (row: number): number =>
    firstPlace[row] === firstPlace[row + 1] ? -1 : folderOf[firstPlace[row]]
  return byName(labels, folderOfRow, comparePaths)
}

/** @param indexOf -1 for a row without a name */
function byName(
  names: readonly string[],
  indexOf: (row: number) => number,
  compare?: (a: string, b: string) => number,
): Grouped {
  const ranks = ranksOf(names, compare)
  return {
    count: names.length,
    rankOf: (row) => (indexOf(row) < 0 ? names.length : ranks[indexOf(row)]),
    nameOf: (row) => (indexOf(row) < 0 ? null : names[indexOf(row)]),
  }
}

/** Stacks of which several photos are shown, in the order of the first of them. */
function byStack(rows: Int32Array, { stacks, columns }: KnownPhotos): Grouped | undefined {
  if (stacks === undefined) return undefined
  const sizes = new Int32Array(stacks.length)
  for (const row of rows) sizes[stacks[row]] += 1
  const ranks = new Map<number, number>()
  for (const row of rows)
    if (sizes[stacks[row]] > 1 && !ranks.has(stacks[row])) ranks.set(stacks[row], ranks.size)
  return {
    count: ranks.size,
    rankOf: (row) => ranks.get(stacks[row]) ?? ranks.size,
    nameOf: (row) => (sizes[stacks[row]] > 1 ? String(columns.ids[stacks[row]]) : null),
  }
}

const MS_A_DAY = 86_400_000

/** The newest day first, unless the oldest photos are to come first. */
function byDay(takenAt: Float64Array, order: PhotoOrder): Grouped {
  const dayNumber = (row: number): number => Math.floor(takenAt[row] / MS_A_DAY)
  const days = [
    ...new Set(takenAt.filter((time) => !Number.isNaN(time)).map((time) => Math.floor(time / MS_A_DAY))),
  ]
  days.sort((a, b) => (order === 'oldest' ? a - b : b - a))
  const ranks = new Map(days.map((day, rank) => [day, rank]))
  return {
    count: days.length,
    rankOf: (row) => ranks.get(dayNumber(row)) ?? days.length,
    nameOf: (row) => (Number.isNaN(takenAt[row]) ? null : dayOf(takenAt[row])),
  }
}

/** @file A head's report in the order in which a person reads it. */
import type { HeadReport } from '../../../shared/contract/learning.ts'

type ClassRow = HeadReport['perClass'][number]
export type ClassColumn = keyof ClassRow

/** Sorted by a column; a class without a figure comes last either way. */
export function sortClasses(
  rows: readonly ClassRow[],
  column: ClassColumn,
  descending: boolean,
  locale: string,
): ClassRow[] {
  const sign = descending ? -1 : 1
  return rows.toSorted((a, b) => {
    if (column === 'class') return sign * a.class.localeCompare(b.class, locale)
    const [first, second] = [a[column], b[column]]
    if (first === null || second === null) return Number(first === null) - Number(second === null)
    return sign * (first - second)
  })
}

/** The pairs that are mixed up most often, the worst first. */
export function worstConfusions({ classes, confusion }: HeadReport, most: number) {
  return confusion
    .flatMap((taken, i) =>
      taken.map((photos, j) => ({ from: classes[i] ?? '', to: classes[j] ?? '', photos, right: i === j })),
    )
    .filter(({ photos, right }) => photos > 0 && !right)
    .toSorted((a, b) => b.photos - a.photos)
    .slice(0, most)
}

/** @file A head's report in the order in which a person reads it. */
import type { HeadReport } from '../../../../shared/contract/learning.ts'

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

/** The photos of one class that were taken for one of the others, by name. */
export function mistakenPhotos(
  { classes, mistakes }: HeadReport,
  from: string,
  taken: readonly string[],
): number[] {
  return mistakes
    .filter((each) => classes[each.class] === from && taken.includes(classes[each.taken] ?? ''))
    .map(({ photo }) => photo)
}

export interface ConfusionRow {
  readonly class: string
  /** Photos of the class that were judged. */
  readonly photos: number
  /** By the class that they were taken for, in the order of the rows. */
  readonly taken: readonly number[]
  /** Those that were taken for a class that is not shown. */
  readonly others: number
}

/** The part of the matrix with the classes that are mixed up most, either way; the worst first. */
export function worstPart({ classes, confusion }: HeadReport, most: number): ConfusionRow[] {
  const wrong = classes.map((_, i) =>
    classes.reduce((sum, _name, j) => (i === j ? sum : sum + confusion[i][j] + confusion[j][i]), 0),
  )
  const shown = [...classes.keys()].toSorted((a, b) => wrong[b] - wrong[a] || a - b).slice(0, most)
  return shown.map((i) => {
    const photos = confusion[i].reduce((sum, count) => sum + count, 0)
    const taken = shown.map((j) => confusion[i][j])
    return {
      class: classes[i],
      photos,
      taken,
      others: photos - taken.reduce((sum, count) => sum + count, 0),
    }
  })
}

/** Whether probabilities are to be believed: how far off they are, and to which side. */
export function calibrationVerdict({ calibration, calibrationError }: HeadReport) {
  const lean = calibration.reduce(
    (sum, { photos, confidence, accuracy }) => sum + photos * (confidence - accuracy),
    0,
  )
  if (calibrationError < WELL_CALIBRATED) return 'wellCalibrated'
  return lean > 0 ? 'overconfident' : 'underconfident'
}
/** Mean distance between what is said and what is true that nobody would notice on a page. */
const WELL_CALIBRATED = 0.05

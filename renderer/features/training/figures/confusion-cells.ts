/** @file The cells of a confusion matrix, as they are drawn and read out. Pure. */
import type { HeadReport } from '../../../../shared/contract/learning.ts'
import { mistakenPhotos, worstPart } from './class-figures.ts'

export interface ConfusionCell {
  readonly from: string
  /** Undefined for all classes that have no column. */
  readonly to: string | undefined
  readonly count: number
  /** Of the photos of its row, 0 to 1. */
  readonly share: number
  readonly isRight: boolean
  /** Those that were taken for another class; empty where that is not known. */
  readonly photos: readonly number[]
}

/** The rows of the classes that are mixed up most, each with a cell for every one of them, and one more for the rest. */
export function confusionCells(report: HeadReport, most: number): ConfusionCell[][] {
  const rows = worstPart(report, most)
  const named = rows.map((row) => row.class)
  const rest = report.classes.filter((name) => !named.includes(name))
  return rows.map((row) => {
    const cell = (to: string | undefined, count: number): ConfusionCell => {
      const isRight = to === row.class
      const taken = to === undefined ? rest : [to]
      const photos = isRight ? [] : mistakenPhotos(report, row.class, taken)
      return { from: row.class, to, count, share: count / Math.max(1, row.photos), isRight, photos }
    }
    const cells = named.map((name, column) => cell(name, row.taken[column]))
    return rest.length === 0 ? cells : [...cells, cell(undefined, row.others)]
  })
}

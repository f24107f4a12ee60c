/** @file How good a head is, class by class, on labelled photos that the judging model had not seen; kept with the head. */
import { HeadReport } from '../../../shared/contract/learning.ts'
import type { Output, Parsed } from '../../../shared/contract.ts'
import { evaluatePredictions } from '../../learn/assessment/evaluate.ts'
import { reliability } from '../../learn/assessment/reliability.ts'
import { row, type Matrix } from '../../math/matrix.ts'
import { indexOfLargest } from '../../math/statistics.ts'
import type { Store } from '../../store/store.ts'

/**
 * @param probabilities [l, classes] out of fold
 * @param truth [l] the confirmed class of each
 * @param names [classes]
 */
export function reportOf(probabilities: Matrix, truth: Int32Array, names: readonly string[]): HeadReport {
  const rows = [...truth.keys()]
  const { confusion, perClass } = evaluatePredictions(
    new Map(rows.map((index) => [index, names[truth[index]]])),
    new Map(rows.map((index) => [index, names[indexOfLargest(row(probabilities, index))]])),
  )
  const { bins, error } = reliability(probabilities, truth)
  return {
    classes: confusion.classes,
    confusion: confusion.counts,
    perClass,
    calibration: [...bins],
    calibrationError: error,
  }
}

/** @throws AppError `not-found`. */
export function headReport(
  { heads }: Pick<Store, 'heads'>,
  { head }: Parsed<'headReport'>,
): Output<'headReport'> {
  return { report: HeadReport.nullable().parse(heads.report(head)) }
}

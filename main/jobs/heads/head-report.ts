/** @file How good a head is, class by class, on labelled photos that the judging model had not seen; kept with the head. */
import { HeadReport } from '../../../shared/contract/learning.ts'
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { evaluatePredictions } from '../../learn/assessment/evaluate.ts'
import { reliability } from '../../learn/assessment/reliability.ts'
import { row, type Matrix } from '../../math/matrix.ts'
import { indexOfLargest } from '../../math/statistics.ts'
import type { Store } from '../../store/store.ts'

/** Labelled photos, each judged by a model that had not seen it. */
export interface JudgedPhotos {
  /** [l] */
  readonly photos: readonly PhotoId[]
  /** [l, classes] out of fold */
  readonly probabilities: Matrix
  /** [l] the confirmed class of each */
  readonly truth: Int32Array
}

/** @param names [classes] */
export function reportOf(
  { photos, probabilities, truth }: JudgedPhotos,
  names: readonly string[],
): HeadReport {
  const rows = [...truth.keys()]
  const taken = rows.map((index) => indexOfLargest(row(probabilities, index)))
  const { confusion, perClass } = evaluatePredictions(
    new Map(rows.map((index) => [index, names[truth[index]]])),
    new Map(rows.map((index) => [index, names[taken[index]]])),
  )
  const place = new Map(confusion.classes.map((name, index) => [name, index]))
  const placeOf = (label: number): number => place.get(names[label]) ?? 0
  const { bins, error } = reliability(probabilities, truth)
  return {
    classes: confusion.classes,
    confusion: confusion.counts,
    mistakes: rows
      .filter((index) => taken[index] !== truth[index])
      .map((index) => ({
        photo: photos[index],
        class: placeOf(truth[index]),
        taken: placeOf(taken[index]),
      })),
    perClass,
    calibration: [...bins],
    calibrationError: error,
  }
}

/** @throws AppError `not-found`, also for a head of another label set. */
export function headReport(
  { heads, labelSets }: Pick<Store, 'heads' | 'labelSets'>,
  { head }: Parsed<'headReport'>,
): Output<'headReport'> {
  if (heads.get(head)?.labelSet !== labelSets.current())
    throw new AppError('not-found', sentence('no-head', { head }), { head })
  return { report: HeadReport.nullable().parse(heads.report(head)) }
}

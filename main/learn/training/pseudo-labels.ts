/**
 * @file Pseudo-labels (Lee 2013): photos without a label whose class propagation is almost certain of are trained on
 * as if they had it. The certainty that is required is learned from the labels: half of them are propagated to the
 * other half, and the probabilities are calibrated on how often they were right. None of it is ever stored as a
 * label.
 */
import { row } from '../../math/matrix.ts'
import type { SparseMatrix } from '../../math/sparse.ts'
import { indexOfLargest } from '../../math/statistics.ts'
import { calibrated, fitCalibration, type Shown } from '../fast-path/calibrate.ts'
import { indicesWhere } from '../fast-path/indices.ts'
import { PROPAGATION, propagate } from '../fast-path/propagate.ts'

/** Guesses with at least this calibrated probability are trained on. */
const SURE = 0.95
/** With fewer labels it is unknown how often guesses are right. */
const FEWEST_LABELS = 20

/**
 * @param affinity of all photos
 * @param rows the labelled photos that may be used, and their classes
 * @param wanted photos without a label
 * @returns [wanted] a class, or -1 where the guess is too uncertain
 */
export function pseudoLabels(
  affinity: SparseMatrix,
  { rows, classes }: { rows: Int32Array; classes: Int32Array },
  classCount: number,
  wanted: Int32Array,
): Int32Array {
  if (rows.length < FEWEST_LABELS) return new Int32Array(wanted.length).fill(-1)
  const half = (parity: number): Int32Array => indicesWhere(rows, (_, index) => index % 2 === parity)
  const history = [0, 1].flatMap((parity): Shown[] => {
    const [known, hidden] = [half(parity), half(1 - parity)]
    const guesses = guess(affinity, pick(rows, known), pick(classes, known), classCount, pick(rows, hidden))
    return guesses.map(({ label, probability }, index) => ({
      probability,
      correct: label === classes[hidden[index]],
    }))
  })
  const calibration = fitCalibration(history)
  return Int32Array.from(
    guess(affinity, rows, classes, classCount, wanted).map(({ label, probability }) =>
      calibrated(probability, calibration) >= SURE ? label : -1,
    ),
  )
}

function guess(
  affinity: SparseMatrix,
  rows: Int32Array,
  classes: Int32Array,
  classCount: number,
  wanted: Int32Array,
): { label: number; probability: number }[] {
  const spread = propagate(affinity, rows, classes, classCount, PROPAGATION)
  return Array.from(wanted, (photo) => {
    const values = row(spread, photo)
    const label = indexOfLargest(values)
    return { label, probability: values[label] }
  })
}

function pick(values: Int32Array, positions: Int32Array): Int32Array {
  return positions.map((position) => values[position])
}

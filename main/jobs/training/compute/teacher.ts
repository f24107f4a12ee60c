/**
 * @file Gives likely classes for photos without a label, from all photos of a library: by propagation, or by the fast path.
 */
import { AppError } from '../../../../shared/errors.ts'
import { scoreClasses } from '../../../learn/fast-path/class-scores.ts'
import { pseudoLabels } from '../../../learn/training/pseudo-labels.ts'
import { softTargets } from '../../../learn/training/unlabelled.ts'
import { matrix, row, type Matrix } from '../../../math/matrix.ts'
import type { SparseMatrix } from '../../../math/sparse.ts'
import type { TrainRequest } from '../thread/train-protocol.ts'
import type { TrainingTeacher } from './host.ts'

/** Undefined for a request that does not say which photos are alike. */
export function teacherOf(request: TrainRequest): TrainingTeacher | undefined {
  const { affinity, labels, classes } = request
  if (affinity === undefined) return undefined
  const withClasses = (photos: Int32Array) => ({
    rows: photos,
    classes: photos.map((photo) => labels[photo]),
  })
  return {
    targets: (teacher, labelled, wanted) =>
      teacher === 'propagation'
        ? softTargets(affinity, withClasses(labelled), classes, wanted)
        : fastPathTargets(request, affinity, withClasses(labelled), wanted),
    pseudoLabels: (labelled, wanted) => pseudoLabels(affinity, withClasses(labelled), classes, wanted),
  }
}

/** [wanted, classes + 1] the fast path's probabilities, given these labels and every rejection; the last column is 0. */
async function fastPathTargets(
  { representation, labels, classes, rejections }: TrainRequest,
  affinity: SparseMatrix,
  labelled: { rows: Int32Array; classes: Int32Array },
  wanted: Int32Array,
): Promise<Matrix> {
  if (representation === undefined) throw new AppError('internal', 'The fast path lacks what it sees.')
  const labelsInUse = new Int32Array(labels.length).fill(-1)
  labelled.rows.forEach((photo, index) => (labelsInUse[photo] = labelled.classes[index]))
  const rejected = new Uint8Array(labels.length * classes)
  for (const rejection of rejections) rejected[rejection.row * classes + rejection.class] = 1
  const scores = await scoreClasses(
    { representation, affinity },
    { labels: labelsInUse, classCount: classes, rejected },
  )
  const out = matrix(wanted.length, classes + 1)
  wanted.forEach((photo, index) => {
    row(out, index).set(row(scores, photo))
  })
  return out
}

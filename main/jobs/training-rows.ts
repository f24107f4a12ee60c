/** @file Which photos a training is about, and what it is told of them. */
import type { StrategyName } from '../../shared/domain.ts'
import { AppError } from '../../shared/errors.ts'
import { scoreClasses, type ScoreSpace } from '../learn/class-scores.ts'
import type { UnlabelledPhotos } from '../learn/fit.ts'
import { pseudoLabels } from '../learn/pseudo-labels.ts'
import type { TrainHeadRequest } from '../learn/train-head.ts'
import { strategyNamed } from '../learn/strategies/index.ts'
import { softTargets } from '../learn/unlabelled.ts'
import { matrix, row, type Matrix } from '../math/matrix.ts'
import type { SparseMatrix } from '../math/sparse.ts'
import type { TrainRequest, TrainingProgress } from './train-protocol.ts'

export interface Surroundings {
  signal: AbortSignal
  report: (progress: TrainingProgress) => void
}

/** Photos that say anything: with a label or a rejection, ascending. */
export function trainingRows({
  labels,
  rejections,
}: Pick<TrainRequest, 'labels' | 'rejections'>): Int32Array {
  const used = new Set(rejections.map(({ row }) => row))
  labels.forEach((label, photo) => {
    if (label >= 0) used.add(photo)
  })
  return Int32Array.from(used).sort()
}

/** What photos without a label are taught from. */
export function taughtBy(
  strategy: StrategyName,
  { affinity, representation }: Pick<ScoreSpace, 'affinity' | 'representation'>,
): Pick<TrainRequest, 'affinity' | 'representation'> {
  return strategyNamed(strategy).teacher === 'fast-path' ? { affinity, representation } : { affinity }
}

/** @param used the photos that training reads: row i of its inputs is used[i] */
export function knownOf(
  { labels, groups, classes, rejections }: TrainRequest,
  used: Int32Array,
): Pick<TrainHeadRequest, 'known' | 'groups'> {
  const position = new Map(Array.from(used, (photo, index) => [photo, index]))
  return {
    known: {
      labels: used.map((photo) => labels[photo]),
      classes,
      rejections: rejections.map((each) => ({ row: position.get(each.row) ?? -1, class: each.class })),
    },
    groups: used.map((photo) => groups[photo]),
  }
}

/** Photos without a label, with what propagation or the fast path makes of them, given any part of the labels. */
export function propagated(
  request: TrainRequest,
  used: Int32Array,
  others: Int32Array,
  inputsOf: (photos: Int32Array) => readonly Matrix[],
): UnlabelledPhotos | undefined {
  const { affinity, labels, classes } = request
  if (affinity === undefined) return undefined
  // What a teacher says of a photo moves its embedding: a fold must judge its photos as taught, but without their labels.
  const isTaught = strategyNamed(request.strategy).teacher === 'fast-path' && others.length > 0
  const wanted = isTaught ? Int32Array.from([...used, ...others]) : others
  const known = (rows: Int32Array) => {
    const photos = rows.map((index) => used[index])
    return { rows: photos, classes: photos.map((photo) => labels[photo]) }
  }
  return {
    inputs: inputsOf(wanted),
    rowOf: isTaught ? wanted.map((_, index) => (index < used.length ? index : -1)) : undefined,
    targets: (rows, teacher) =>
      teacher === 'propagation'
        ? softTargets(affinity, known(rows), classes, wanted)
        : taughtByFastPath(request, affinity, known(rows), wanted),
    sure: (rows) => pseudoLabels(affinity, known(rows), classes, wanted),
  }
}

/** [wanted, classes + 1] the fast path's probabilities, given these labels and every rejection; the last column is 0. */
async function taughtByFastPath(
  { representation, labels, classes, rejections }: TrainRequest,
  affinity: SparseMatrix,
  known: { rows: Int32Array; classes: Int32Array },
  wanted: Int32Array,
): Promise<Matrix> {
  if (representation === undefined) throw new AppError('internal', 'The fast path lacks what it sees.')
  const told = new Int32Array(labels.length).fill(-1)
  known.rows.forEach((photo, index) => (told[photo] = known.classes[index]))
  const rejected = new Uint8Array(labels.length * classes)
  for (const rejection of rejections) rejected[rejection.row * classes + rejection.class] = 1
  const scores = await scoreClasses(
    { representation, affinity },
    { labels: told, classCount: classes, rejected },
  )
  const out = matrix(wanted.length, classes + 1)
  wanted.forEach((photo, index) => {
    row(out, index).set(row(scores, photo))
  })
  return out
}

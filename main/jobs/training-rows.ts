/** @file Which photos a training is about, and what it is told of them. */
import type { UnlabelledPhotos } from '../learn/fit.ts'
import { pseudoLabels } from '../learn/pseudo-labels.ts'
import type { TrainHeadRequest } from '../learn/train-head.ts'
import { softTargets } from '../learn/unlabelled.ts'
import type { Matrix } from '../math/matrix.ts'
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

/** Photos without a label, with what propagation from any part of the labels makes of them. */
export function propagated(
  { affinity, labels, classes }: TrainRequest,
  used: Int32Array,
  wanted: Int32Array,
  inputs: () => readonly Matrix[],
): UnlabelledPhotos | undefined {
  if (affinity === undefined) return undefined
  const known = (rows: Int32Array) => {
    const photos = rows.map((index) => used[index])
    return { rows: photos, classes: photos.map((photo) => labels[photo]) }
  }
  return {
    inputs: inputs(),
    targets: (rows) => softTargets(affinity, known(rows), classes, wanted),
    sure: (rows) => pseudoLabels(affinity, known(rows), classes, wanted),
  }
}

/** @file Which photos a training uses, and their labels and targets. */
import type { StrategyName } from '../../../../shared/domain.ts'
import type { ScoreSpace } from '../../../learn/fast-path/class-scores.ts'
import type { UnlabelledPhotos } from '../../../learn/training/fit-task.ts'
import type { TrainHeadRequest } from '../../../learn/training/head-task.ts'
import { strategyNamed } from '../../../learn/strategies/index.ts'
import type { Matrix } from '../../../math/matrix.ts'
import type { TrainRequest, TrainingTask } from '../thread/train-protocol.ts'
import type { TrainingTeacher } from './host.ts'

/** Photos with a label or a rejection, ascending. */
export function trainingRows({
  labels,
  rejections,
}: Pick<TrainingTask, 'labels' | 'rejections'>): Int32Array {
  const used = new Set(rejections.map(({ row }) => row))
  labels.forEach((label, photo) => {
    if (label >= 0) used.add(photo)
  })
  return Int32Array.from(used).sort()
}

/** The source of the targets for photos without a label. */
export function teacherInputs(
  strategy: StrategyName,
  { affinity, representation }: Pick<ScoreSpace, 'affinity' | 'representation'>,
): Pick<TrainRequest, 'affinity' | 'representation'> {
  return strategyNamed(strategy).teacher === 'fast-path'
    ? { affinity, representation: [...representation] }
    : { affinity }
}

/** @param used the photos that the training has inputs for: row i of its inputs is used[i] */
export function supervisionOf(
  { labels, groups, classes, rejections }: TrainingTask,
  used: Int32Array,
): Pick<TrainHeadRequest, 'supervision' | 'groups'> {
  const position = new Map(Array.from(used, (photo, index) => [photo, index]))
  return {
    supervision: {
      labels: used.map((photo) => labels[photo]),
      classes,
      rejections: rejections.map((each) => ({ row: position.get(each.row) ?? -1, class: each.class })),
    },
    groups: used.map((photo) => groups[photo]),
  }
}

/** Photos without a label, with the teacher's targets for them, given any part of the labels. */
export function unlabelledPhotos(
  strategy: StrategyName,
  teacher: TrainingTeacher | undefined,
  used: Int32Array,
  others: Int32Array,
  inputsOf: (photos: Int32Array) => readonly Matrix[],
): UnlabelledPhotos | undefined {
  if (teacher === undefined) return undefined
  // The teacher's targets change the embedding of a photo, so a fold must train on the photos that it judges too: with
  // targets, but without labels.
  const isTaught = strategyNamed(strategy).teacher === 'fast-path' && others.length > 0
  const wanted = isTaught ? Int32Array.from([...used, ...others]) : others
  const photosOf = (rows: Int32Array) => rows.map((index) => used[index])
  return {
    inputs: inputsOf(wanted),
    rowOf: isTaught ? wanted.map((_, index) => (index < used.length ? index : -1)) : undefined,
    targets: (rows, by) => teacher.targets(by, photosOf(rows), wanted),
    pseudoLabels: (rows) => teacher.pseudoLabels(photosOf(rows), wanted),
  }
}

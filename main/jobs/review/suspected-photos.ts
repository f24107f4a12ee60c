/**
 * @file The labels that are probably wrong: each label is judged by a classifier that was fitted without it and
 * without the labels of its group (photos of one page or burst).
 */
import { rawOutOfFold } from '../../learn/training/blend.ts'
import { suspectedLabels } from '../../learn/assessment/confident.ts'
import { groupedFolds } from '../../learn/training/folds.ts'
import { indicesWhere } from '../../learn/fast-path/indices.ts'
import { Random } from '../../math/random.ts'
import type { Store } from '../../store/types/index.ts'
import { independentGroups } from '../training/independent-groups.ts'
import type { ReviewEvidence } from './evidence.ts'
import type { PhotoSpace } from '../library-model/space.ts'

export interface SuspectedPhoto {
  /** Row of the space. */
  readonly index: number
  /** The class that it is labelled with, and the one that is likelier. */
  readonly label: number
  readonly likelier: number
  /** Out-of-fold probability of its own label, 0 to 1. */
  readonly selfConfidence: number
}

const FOLDS = 5

/** @returns most suspect first; empty with fewer than two classes. @throws AppError `cancelled` */
export async function suspectedPhotos(
  { store, space, evidence }: { store: Store; space: PhotoSpace; evidence: ReviewEvidence },
  signal?: AbortSignal,
): Promise<SuspectedPhoto[]> {
  if (evidence.classCount < 2) return []
  const rows = indicesWhere(evidence.labels, (label) => label >= 0)
  const labels = rows.map((index) => evidence.labels[index])
  const groups = independentGroups(store, space, evidence)
  const folds = groupedFolds(
    labels,
    rows.map((index) => groups[index]),
    FOLDS,
    new Random(0).fork('folds'),
  )
  const probabilities = await rawOutOfFold(space, evidence, { rows, folds }, signal)
  return suspectedLabels(probabilities, labels).map(({ position, likelier, selfConfidence }) => ({
    index: rows[position],
    label: labels[position],
    likelier,
    selfConfidence,
  }))
}

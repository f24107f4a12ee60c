/** @file The Siamese head in the ranking: its embeddings of the photos, classified. */
import { z } from 'zod'
import type { Matrix } from '../../math/matrix.ts'
import { ExpertSwitches } from '../../learn/fast-path/class-scores.ts'
import { HeadClassifier, headProbabilities } from '../../learn/training/head-evaluation.ts'
import { indicesWhere } from '../../learn/fast-path/indices.ts'
import type { HeadOpinion } from '../../learn/fast-path/pool-experts.ts'
import type { LibraryModel } from '../library-model/library-model.ts'
import { rowsFor } from '../library-model/read-photos.ts'
import type { ReviewEvidence } from './evidence.ts'

/**
 * What the store keeps of a head beside its parameters: its weight in the ranking, and how its embeddings are
 * classified.
 */
export const Blend = z.object({
  weight: z.number().min(0).max(1),
  classifier: HeadClassifier,
  /** The experts that are used while this head is in use; `views` is the name that stored heads have for them. */
  views: ExpertSwitches.default(ExpertSwitches.parse({})),
})
export type Blend = z.infer<typeof Blend>

export interface LoadedHead {
  readonly id: number
  /** [n, 128] rows L2-normalised, in the order of the space. */
  readonly embeddings: Matrix
  readonly blend: Blend
  /** The number of classes that it was trained on. */
  readonly classes: number
}

/** The head in use; undefined when there is none, or when there are photos that it has not embedded. */
export function loadHead({ ids, head }: Pick<LibraryModel, 'ids' | 'head'>): LoadedHead | undefined {
  const embeddings = head && rowsFor(ids, head)
  return (
    embeddings && {
      id: head.row.id,
      embeddings,
      blend: Blend.parse(head.row.blend),
      classes: head.row.classes,
    }
  )
}

/**
 * A head that was trained on 24 of 25 classes keeps .72 of its weight, one that knows 4 of 5 keeps .17: figures in
 * docs/adr/0010-what-each-way-of-learning-brings.md.
 */
const LOSS_OF_WEIGHT = 8

/**
 * Class probabilities [n, classCount] from the head's embeddings, fitted to the current labels. The head loses weight as
 * classes are named after its training: it learned to tell apart what it knew, and puts what is new anywhere.
 */
export async function headOpinion(
  head: LoadedHead,
  { labels, classCount }: Pick<ReviewEvidence, 'labels' | 'classCount'>,
): Promise<HeadOpinion | undefined> {
  if (classCount === 0 || head.blend.weight === 0) return undefined
  const rows = indicesWhere(labels, (label) => label >= 0)
  const classes = rows.map((index) => labels[index])
  const { classifier, weight } = head.blend
  return {
    probabilities: await headProbabilities(head.embeddings, rows, classes, classCount, classifier),
    weight: weight * Math.min(1, head.classes / classCount) ** LOSS_OF_WEIGHT,
  }
}

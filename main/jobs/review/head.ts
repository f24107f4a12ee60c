/** @file The Siamese head's voice in the ranking: its embeddings of the photos, classified. */
import { z } from 'zod'
import type { Matrix } from '../../math/matrix.ts'
import { ExpertSwitches } from '../../learn/fast-path/class-scores.ts'
import { HeadClassifier, headProbabilities } from '../../learn/training/head-evaluation.ts'
import { indicesWhere } from '../../learn/fast-path/indices.ts'
import type { HeadOpinion } from '../../learn/fast-path/pool-experts.ts'
import type { LibraryModel } from '../library-model/library-model.ts'
import { rowsFor } from '../library-model/read-photos.ts'
import type { ReviewEvidence } from './evidence.ts'

/** What the store keeps of a head beside its weights: how much it counts, and how its embeddings are read. */
export const Blend = z.object({
  weight: z.number().min(0).max(1),
  classifier: HeadClassifier,
  /** The views that have a say while the head answers. */
  views: ExpertSwitches.default(ExpertSwitches.parse({})),
})
export type Blend = z.infer<typeof Blend>

export interface LoadedHead {
  readonly id: number
  /** [n, 128] rows L2-normalised, in the order of the space. */
  readonly embeddings: Matrix
  readonly blend: Blend
}

/** The head that answers; undefined when there is none, or when photos came in that it has not embedded. */
export function loadHead({ ids, head }: Pick<LibraryModel, 'ids' | 'head'>): LoadedHead | undefined {
  const embeddings = head && rowsFor(ids, head)
  return embeddings && { id: head.row.id, embeddings, blend: Blend.parse(head.row.blend) }
}

/** Class probabilities [n, classCount] in the head's embedding, refitted to the labels as they are now. */
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
    weight,
  }
}

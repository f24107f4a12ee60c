/** @file The Siamese head's voice in the ranking: its embeddings of the photos, classified. */
import { z } from 'zod'
import { matrix, row, type Matrix } from '../../math/matrix.ts'
import { softmax } from '../../math/statistics.ts'
import { labelledRows } from '../../learn/class-scores.ts'
import { weightedRidge } from '../../learn/weighted-ridge.ts'
import type { LabelSetId, Store } from '../../store/types.ts'
import type { ReviewEvidence } from './evidence.ts'
import type { PhotoSpace } from './space.ts'

/** What the store keeps of a head beside its weights: how much it counts. */
export const Blend = z.object({ weight: z.number().min(0).max(1) })

export interface HeadView {
  readonly id: number
  /** [n, 128] rows L2-normalised, in the order of the space. */
  readonly embeddings: Matrix
  readonly weight: number
}

/** The active head; undefined when there is none, or when photos came in that it has not embedded. */
export function loadHead(store: Store, labelSet: LabelSetId, space: PhotoSpace): HeadView | undefined {
  const id = store.heads.active(labelSet)
  const head = id === null ? undefined : store.heads.get(id)
  if (head === undefined || head.backboneId !== store.features.active()?.id) return undefined
  const { ids, matrix: embedded } = store.heads.embeddings(head.id)
  const from = new Map(ids.map((photo, index) => [photo, index]))
  const embeddings = matrix(space.ids.length, embedded.columns)
  for (const [index, photo] of space.ids.entries()) {
    const source = from.get(photo)
    if (source === undefined) return undefined
    embeddings.data.set(row(embedded, source), index * embedded.columns)
  }
  return { id: head.id, embeddings, weight: Blend.parse(head.blend).weight }
}

/** As for the raw features (class-scores.ts), so that the two are comparable. */
const LAMBDA = 0.3
const INVERSE_TEMPERATURE = 8

/** Class probabilities [n, classCount] by ridge regression in the head's embedding, and the head's weight. */
export async function headProbabilities(
  head: Pick<HeadView, 'embeddings' | 'weight'>,
  { labels, classCount }: Pick<ReviewEvidence, 'labels' | 'classCount'>,
): Promise<{ probabilities: Matrix; weight: number } | undefined> {
  if (classCount === 0) return undefined
  const rows = Int32Array.from(labelledRows(labels))
  const classes = rows.map((index) => labels[index])
  const scores = await weightedRidge(head.embeddings, rows, classes, classCount, LAMBDA)
  for (let i = 0; i < scores.rows; i += 1) {
    const own = row(scores, i)
    own.set(softmax(own, INVERSE_TEMPERATURE))
  }
  return { probabilities: scores, weight: head.weight }
}

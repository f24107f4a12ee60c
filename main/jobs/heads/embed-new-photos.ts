/**
 * @file Photos that came in after a head was trained get their embeddings, so that the head goes on answering for the
 * whole library.
 */
import type { PhotoId } from '../../../shared/domain.ts'
import type { Matrix } from '../../math/matrix.ts'
import type { BackboneId, HeadRow, Store } from '../../store/types/index.ts'
import { answeringHead } from './answering-head.ts'
import type { JobContext } from '../context.ts'
import { embedPictures } from './embed-library.ts'
import { codesOf } from './head-codes.ts'
import { networkOf } from './list-heads.ts'
import { readLevels } from '../training/train-request.ts'
import { chosenBackend } from '../training/backends/usable-backends.ts'
import { withTrainer, type Trainer } from '../training/thread/trainer.ts'

export type EmbeddingContext = Pick<
  JobContext,
  'store' | 'models' | 'report' | 'cacheFolder' | 'resources' | 'signal' | 'openWindow' | 'preferences'
>

/**
 * Embeds what the head that answers has not embedded yet, and those of the label sets that are not open: they answer as soon as these
 * are. Nothing to do where none does.
 * @returns the number of embeddings made.
 */
export async function embedNewPhotos(context: EmbeddingContext): Promise<number> {
  const { store } = context
  let made = 0
  for (const { id } of store.labelSets.list()) {
    const head = answeringHead(store, id)
    if (head !== undefined) made += await embedPhotosFor(context, head)
  }
  return made
}

/** The same for a head that is to answer. @returns the number of photos embedded. */
export async function embedPhotosFor(context: EmbeddingContext, head: HeadRow): Promise<number> {
  const { store } = context
  const fresh = photosToEmbed(store, head.backboneId, new Set(store.heads.embedded(head.id)))
  if (fresh.length === 0) return 0
  const weights = store.heads.weights(head.id)
  const network = networkOf(head)
  const embeddings = await withTrainer(context, (trainer) =>
    network === 'head'
      ? embedFeatures(trainer, context, weights, head.backboneId, fresh)
      : embedPictures(trainer, context, fresh, { network, weights }),
  )
  const codes = await codesOf(network, weights, embeddings)
  store.transaction(() => {
    store.heads.putEmbeddings(head.id, fresh, embeddings, codes)
  })
  return fresh.length
}

/** Photos that the backbone has given features of, beside those whose embeddings are known. Ascending. */
export function photosToEmbed(
  { photos, features }: Pick<Store, 'photos' | 'features'>,
  backbone: BackboneId,
  known: ReadonlySet<PhotoId>,
): PhotoId[] {
  const unknown = photos.presentIds().filter((id) => !known.has(id))
  const lacking = new Set(features.lacking(backbone, unknown))
  return unknown.filter((id) => !lacking.has(id))
}

/** @param photos that the backbone has given features of */
export async function embedFeatures(
  trainer: Trainer,
  context: Omit<EmbeddingContext, 'resources'>,
  weights: Uint8Array,
  backbone: BackboneId,
  photos: readonly PhotoId[],
): Promise<Matrix> {
  const { report, signal, cacheFolder } = context
  report({ stage: 'embedding photos', done: 0, total: photos.length })
  const levels = await readLevels(context, { backbone, ids: photos })
  const task = { weights, inputs: { kind: 'levels' as const, levels } }
  const backend = await chosenBackend(context)
  const embeddings = await trainer.embed({ cacheFolder, backend, ...task }, { signal })
  report({ stage: 'embedding photos', done: photos.length, total: photos.length })
  return embeddings
}

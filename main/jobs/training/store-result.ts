/**
 * @file The end of a training: its result is stored in the library while no other job changes the library.
 *
 * [Note: what may change during a training] Photos may be added, or be read again after their file has changed: they are
 * embedded here. Photos may be removed: they keep their rows. The person may make decisions: suggestions use the labels at
 * the end. Another head may be put in use: the new one replaces it, and the other can be chosen again. Only a change of the
 * backbone makes a training useless.
 */
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { gatherRows, stacked, type Matrix } from '../../math/matrix.ts'
import type { HeadId, Store } from '../../store/types/index.ts'
import { photosToEmbed } from '../heads/embed-new-photos.ts'
import { codesOf } from '../heads/head-codes.ts'
import type { Vectors } from '../library-model/read-photos.ts'
import { keepHead, suggestionsBy, type NewHead } from './keep-head.ts'
import type { HeadContext, Training } from './train-request.ts'

interface TrainingOutcome {
  made: NewHead
  /** [n, 128] of all photos, in the order of the space */
  embeddings: Matrix
  /** Whether the head is put in use. */
  helps: boolean
  /** @returns [photos.length, 128] */
  embed: (photos: readonly PhotoId[]) => Promise<Matrix>
}

/**
 * @throws AppError `conflict` where another backbone is in use by now, `cancelled`; what embedding throws. Nothing is
 *   stored then.
 */
export function storeResult(
  { store, signal, report, inTurn = atOnce }: HeadContext,
  training: Training,
  { made, embeddings, helps, embed }: TrainingOutcome,
): Promise<HeadId> {
  report({ stage: 'waiting for other changes', done: 0, total: null })
  return inTurn(async () => {
    requireBackbone(store, training)
    const suggestions = await suggestionsBy(store, training, made, embeddings)
    const embedded = await withLaterPhotos(store, training, embeddings, embed)
    const codes = await codesOf(made.input.network, made.trained.weights, embedded.matrix)
    throwIfCancelled(signal)
    return store.transaction(() => {
      requireBackbone(store, training) // another process may have changed it
      return keepHead(store, training, made, { embedded, codes, suggestions }, helps)
    })
  })
}

/** @throws AppError `conflict` */
function requireBackbone({ features }: Pick<Store, 'features'>, { space }: Pick<Training, 'space'>): void {
  if (features.active()?.id !== space.backbone) throw new AppError('conflict', sentence('training-outdated'))
}

/** The photos of the training, without those that look different by now, and all photos that have to be embedded since. */
async function withLaterPhotos(
  store: Store,
  { space, appearances }: Pick<Training, 'space' | 'appearances'>,
  embeddings: Matrix,
  embed: TrainingOutcome['embed'],
): Promise<Vectors> {
  const now = store.photos.appearances()
  const rows = Int32Array.from(space.ids.keys()).filter((index) => {
    const appearance = now.get(space.ids[index])
    return appearance === undefined || appearance === appearances.get(space.ids[index])
  })
  let embedded: Vectors = {
    ids: Array.from(rows, (index) => space.ids[index]),
    matrix: gatherRows(embeddings, rows),
  }
  // Another process may add photos while these are embedded, so this repeats until there is none left.
  for (;;) {
    const ids = photosToEmbed(store, space.backbone, new Set(embedded.ids))
    if (ids.length === 0) return embedded
    embedded = { ids: [...embedded.ids, ...ids], matrix: stacked(embedded.matrix, await embed(ids)) }
  }
}

function atOnce<T>(work: () => Promise<T>): Promise<T> {
  return work()
}

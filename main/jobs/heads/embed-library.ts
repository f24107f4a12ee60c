/** @file Embeds photos with a network that takes pictures, by parts. */
import type { DeepNetworkName, PhotoId } from '../../../shared/domain.ts'
import { throwIfCancelled } from '../../../shared/errors.ts'
import { matrix, row, type Matrix } from '../../math/matrix.ts'
import { EMBEDDING_WIDTH } from '../../model/head.ts'
import type { JobContext } from '../context.ts'
import { embeddingInputs } from '../training/network-inputs.ts'
import type { Trainer } from '../training/thread/trainer.ts'
import type { TrainingFiles } from '../training/files.ts'

type Context = Pick<JobContext, 'store' | 'cacheFolder' | 'resources' | 'signal' | 'report'>

/** A network that was trained, and its artifact. */
interface TrainedNetwork {
  network: DeepNetworkName
  weights: Uint8Array
}

interface Parts {
  /** Photos of a part: after each there may be a cancel, and what is done stays done. */
  size?: number
  onPart?: (ids: readonly PhotoId[], embeddings: Matrix) => void
}

/** Photos of a part, unless it is said. */
export const PART = 512

/** @returns [ids.length, 128], rows L2-normalised. @throws AppError `not-found`, `cancelled`, `backend-unavailable` */
export async function embedPictures(
  trainer: Trainer,
  context: Context,
  ids: readonly PhotoId[],
  { network, weights }: TrainedNetwork,
  { size = PART, onPart }: Parts = {},
): Promise<Matrix> {
  const { report, signal, cacheFolder } = context
  const out = matrix(ids.length, EMBEDDING_WIDTH)
  for (let from = 0; from < ids.length; from += size) {
    throwIfCancelled(signal)
    report({ stage: 'embedding photos', done: from, total: ids.length })
    const part = ids.slice(from, from + size)
    const inputs = await embeddingInputs(context, network, part)
    const embeddings = await trainer.embed({ cacheFolder, weights, inputs }, { signal })
    out.data.set(embeddings.data, from * EMBEDDING_WIDTH)
    onPart?.(part, embeddings)
  }
  report({ stage: 'embedding photos', done: ids.length, total: ids.length })
  return out
}

/**
 * Every photo of the library, except those that are known already: embedded in training, or before an interruption.
 * @param known rows of `ids` and their embeddings
 * @returns [ids.length, 128]
 */
export async function embedLibrary(
  trainer: Trainer,
  context: Context,
  ids: readonly PhotoId[],
  trained: TrainedNetwork,
  files: TrainingFiles,
  known: { rows: Int32Array; embeddings: Matrix },
  size = PART,
): Promise<Matrix> {
  const stored = files.embedded(trained.weights, EMBEDDING_WIDTH)
  const vectors = stored.read()
  known.rows.forEach((place, index) => vectors.set(ids[place], row(known.embeddings, index)))
  const missing = ids.filter((id) => !vectors.has(id))
  const fresh = await embedPictures(trainer, context, missing, trained, {
    size,
    onPart: (part, embeddings) => {
      stored.add(part, embeddings)
    },
  })
  missing.forEach((id, index) => vectors.set(id, row(fresh, index)))
  const out = matrix(ids.length, EMBEDDING_WIDTH)
  ids.forEach((id, index) => {
    out.data.set(vectors.get(id) ?? [], index * EMBEDDING_WIDTH)
  })
  return out
}

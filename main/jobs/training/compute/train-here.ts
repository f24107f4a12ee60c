/**
 * @file The computation with TensorFlow.js, independent of who carries the messages: a worker thread of Node
 * (train-worker.ts) or a hidden window of Electron (hidden-window/page.ts). It opens no file and sends nothing; it gets all
 * that it needs as arguments.
 */
import type { Matrix } from '../../../math/matrix.ts'
import type { TensorFlow } from '../../../math/tensorflow.ts'
import type { LoadedTensorFlow } from '../../../model/backends/load.ts'
import { decodeDeepArtifact } from '../../../model/deep/artifact.ts'
import { embedMaps, embedPixels } from '../../../model/deep/embed.ts'
import { decodeFineTune } from '../../../model/deep/fine-tune/artifact.ts'
import { embedWithHead } from '../../../model/embed.ts'
import { trainFromLevels } from './from-levels.ts'
import { trainFromMaps } from './from-maps.ts'
import { trainFromPictures } from './from-pictures.ts'
import type { EmbeddingTask, TrainedHead, TrainingTask } from '../thread/train-protocol.ts'
import type { TrainingHost } from './host.ts'

/** @throws AppError `not-enough-labels`, `backend-unavailable`, `bad-input`, `cancelled` */
export function trainHere(
  tensorFlow: LoadedTensorFlow,
  task: TrainingTask,
  host: TrainingHost,
): Promise<TrainedHead> {
  const { inputs } = task
  switch (inputs.kind) {
    case 'levels':
      return trainFromLevels(tensorFlow, task, inputs.levels, host)
    case 'pixels':
      return trainFromPictures(tensorFlow, task, inputs, host)
    case 'maps':
      return trainFromMaps(tensorFlow, task, inputs, host)
  }
}

/** @returns [n, 128], rows L2-normalised. @throws AppError `library-damaged`, `library-newer`, `bad-input` */
export function embedHere(tf: TensorFlow, { weights, inputs }: EmbeddingTask): Matrix {
  if (inputs.kind === 'levels') return embedWithHead(tf, weights, inputs.levels)
  if (inputs.kind === 'maps') {
    const { network, parameters } = decodeFineTune(weights)
    return embedMaps(tf, network, parameters, inputs.maps)
  }
  const { network, parameters } = decodeDeepArtifact(weights)
  return embedPixels(tf, network, parameters, inputs.pixels)
}

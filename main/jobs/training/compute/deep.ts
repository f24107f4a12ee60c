/**
 * @file What is common to the trainings of networks that read pixels or maps of some photos. Runs wherever TensorFlow.js
 * does.
 */
import { AppError } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import { strategyNamed } from '../../../learn/strategies/index.ts'
import { trainHead, type TrainedModel } from '../../../learn/training/train-head.ts'
import { matrix, type Matrix } from '../../../math/matrix.ts'
import type { Network } from '../../../math/network.ts'
import type { TensorFlow } from '../../../math/tensorflow.ts'
import type { TrainingTask } from '../thread/train-protocol.ts'
import { supervisionOf, unlabelledPhotos } from './rows.ts'
import type { TrainingHost } from './host.ts'

export interface DeepTraining {
  network: Network
  parameters: Float32Array
  /** Photos with a label or a rejection: see trainingRows. */
  used: Int32Array
  /** Photos without a label that training may use. */
  others: Int32Array
  /** One matrix [photos, d] per input of the network. */
  inputsOf: (photos: Int32Array) => Matrix[]
}

/** @throws AppError `not-enough-labels`, `cancelled` */
export async function trainDeep(
  tf: TensorFlow,
  request: TrainingTask,
  { network, parameters, used, others, inputsOf }: DeepTraining,
  { signal, report, checkpoints, teacher }: TrainingHost,
): Promise<TrainedModel> {
  const { strategy, seed, epochs, pseudoLabels, settings } = request
  const { outOfFold, hyperParameters, ...rest } = await trainHead(tf, {
    network,
    parameters,
    strategy,
    inputs: inputsOf(used),
    unlabelled: unlabelledPhotos(strategy, teacher, used, others, inputsOf),
    ...supervisionOf(request, used),
    seed,
    epochs,
    pseudoLabels,
    settings,
    checkpoints,
    signal,
    report,
    clock: () => performance.now(),
  })
  return {
    ...rest,
    hyperParameters,
    outOfFold: { ...outOfFold, rows: outOfFold.rows.map((index) => used[index]) },
  }
}

/**
 * Photos without a label that training may use: none where the request does not need them, since their inputs take memory.
 * @param photos those that the request has inputs for
 * @throws AppError `bad-input` for a strategy whose generator makes features
 */
export function photosWithoutLabel(
  { strategy, pseudoLabels }: TrainingTask,
  photos: Int32Array,
  used: Int32Array,
): Int32Array {
  const learning = strategyNamed(strategy)
  if (learning.augmenter !== undefined) {
    throw new AppError('bad-input', sentence('strategy-without-pictures', { strategy }))
  }
  if (learning.unlabelled === 0 && learning.start === undefined && !pseudoLabels) return new Int32Array(0)
  const isUsed = new Set(used)
  return photos.filter((photo) => !isUsed.has(photo))
}

/**
 * @param stored the photos that there are inputs for
 * @param numbersAt the input of the photo at this position of `stored`, `columns` numbers
 * @returns [photos, columns]
 */
export function rowsOfPhotos(
  stored: Int32Array,
  photos: Int32Array,
  columns: number,
  numbersAt: (place: number) => ArrayLike<number>,
): Matrix {
  const placeOf = new Map(Array.from(stored, (photo, place) => [photo, place]))
  const out = matrix(photos.length, columns)
  photos.forEach((photo, index) => {
    const place = placeOf.get(photo)
    if (place === undefined)
      throw new AppError('internal', 'What was read of a photo to train on is missing.')
    out.data.set(numbersAt(place), index * columns)
  })
  return out
}

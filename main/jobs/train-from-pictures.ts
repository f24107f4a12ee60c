/** @file From pixels and labels to a trained deep network: joins model/deep and learn. Runs wherever TensorFlow.js does. */
import { AppError } from '../../shared/errors.ts'
import { strategyNamed } from '../learn/strategies/index.ts'
import { trainHead } from '../learn/train-head.ts'
import { matrix, type Matrix } from '../math/matrix.ts'
import { Random } from '../math/random.ts'
import type { LoadedTensorFlow } from '../model/backends/load.ts'
import { encodeDeepArtifact } from '../model/deep/artifact.ts'
import { embedPixels } from '../model/deep/embed.ts'
import { pixelNetwork } from '../model/deep/networks.ts'
import type { PixelsToRead, TrainingTask, TrainedHead } from './train-protocol.ts'
import { knownOf, propagated, trainingRows } from './training-rows.ts'
import type { Surroundings } from './training-surroundings.ts'

/** @throws AppError `not-enough-labels`, `cancelled` */
export async function trainFromPictures(
  { tf, name, note }: LoadedTensorFlow,
  request: TrainingTask,
  given: PixelsToRead,
  { signal, report, checkpoints, teacher }: Surroundings,
): Promise<TrainedHead> {
  const random = new Random(request.seed)
  const { attention, pyramid } = request
  const shape = { network: given.network, side: given.side, attention, pyramid }
  const network = pixelNetwork(shape)
  const used = trainingRows(request)
  const others = otherPhotos(request, given, used)
  const inputsOf = (photos: Int32Array): Matrix[] => [pixelRows(given, photos)]
  const { parameters, outOfFold, codes, ...rest } = await trainHead(tf, {
    network,
    parameters: network.initialParameters(random.fork('parameters')),
    strategy: request.strategy,
    inputs: inputsOf(used),
    unlabelled: propagated(request.strategy, teacher, used, others, inputsOf),
    ...knownOf(request, used),
    seed: request.seed,
    epochs: request.epochs,
    pseudoLabels: request.pseudoLabels,
    selfSupervised: request.selfSupervised,
    settings: request.settings,
    checkpoints,
    signal,
    report,
    clock: () => performance.now(),
  })
  const notes = { strategy: request.strategy, seed: String(request.seed), backend: name }
  return {
    ...rest,
    backend: name,
    note,
    weights: encodeDeepArtifact({ shape, parameters, codes, notes }),
    embeddings: embedPixels(tf, network, parameters, given.pixels),
    outOfFold: { ...outOfFold, rows: outOfFold.rows.map((index) => used[index]) },
    hyperParameters: {
      ...rest.hyperParameters,
      ...shape,
      pseudoLabels: request.pseudoLabels,
    },
  }
}

/**
 * Photos that may train along without a label: none where nothing asks for them, since their pixels take memory.
 * @throws AppError `bad-input` for a strategy whose generator makes features
 */
function otherPhotos(
  { strategy, pseudoLabels, selfSupervised }: TrainingTask,
  { photos }: PixelsToRead,
  used: Int32Array,
) {
  const learning = strategyNamed(strategy)
  if (learning.augmenter !== undefined) {
    throw new AppError(
      'bad-input',
      `The strategy ${strategy} makes features and no pictures: choose another.`,
    )
  }
  if (learning.unlabelled === 0 && learning.start === undefined && !pseudoLabels && selfSupervised !== true)
    return new Int32Array(0)
  const isUsed = new Set(used)
  return photos.filter((photo) => !isUsed.has(photo))
}

/** [photos.length, side * side * 3] of 0 .. 255 */
function pixelRows({ photos: stored, side, pixels }: PixelsToRead, photos: Int32Array): Matrix {
  const numbers = side * side * 3
  const placeOf = new Map(Array.from(stored, (photo, place) => [photo, place]))
  const out = matrix(photos.length, numbers)
  photos.forEach((photo, index) => {
    const place = placeOf.get(photo)
    if (place === undefined) throw new AppError('internal', 'The picture of a photo to train on is missing.')
    out.data.set(pixels.subarray(place * numbers, (place + 1) * numbers), index * numbers)
  })
  return out
}

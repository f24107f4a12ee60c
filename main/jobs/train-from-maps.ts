/** @file From the maps after stage 4 and labels to a fine-tuned network: joins model/deep and learn. Runs wherever TensorFlow.js does. */
import { AppError } from '../../shared/errors.ts'
import { strategyNamed } from '../learn/strategies/index.ts'
import { trainHead } from '../learn/train-head.ts'
import { fromFloat16 } from '../math/float16.ts'
import { matrix, type Matrix } from '../math/matrix.ts'
import { embedRows } from '../math/network.ts'
import { Random } from '../math/random.ts'
import type { LoadedTensorFlow } from '../model/backends/load.ts'
import { parseEfficientNet } from '../model/deep/efficientnet.ts'
import { encodeFineTune } from '../model/deep/fine-tune-artifact.ts'
import { createFineTune, fineTuneShape, startOfFineTune } from '../model/deep/fine-tune.ts'
import { MAP_NUMBERS, MAP_VIEWS } from '../model/deep/map-shape.ts'
import type { MapsToRead, TrainingTask, TrainedHead } from './train-protocol.ts'
import { knownOf, propagated, trainingRows } from './training-rows.ts'
import type { Surroundings } from './training-surroundings.ts'

/** More photos without a label than this are never seen in one run of training: 88 KB a view of each. */
const UNLABELLED_SAMPLE = 1024
/** More photos than this tell the principal components nothing new. */
const PROJECTION_SAMPLE = 2048

/** @throws AppError `not-enough-labels`, `backend-unavailable`, `bad-input` for a strategy whose generator makes features, `cancelled` */
export async function trainFromMaps(
  { tf, name, note }: LoadedTensorFlow,
  request: TrainingTask,
  given: MapsToRead,
  { signal, report, checkpoints, teacher, shippedWeights }: Surroundings,
): Promise<TrainedHead> {
  const random = new Random(request.seed)
  const backbone = parseEfficientNet(await shippedWeights())
  const shape = fineTuneShape(backbone)
  const network = createFineTune(shape)
  const used = trainingRows(request)
  const others = otherPhotos(request, given, used, random.fork('unlabelled'))
  const inputsOf = (photos: Int32Array): Matrix[] =>
    Array.from({ length: MAP_VIEWS }, (_, view) => mapRows(given, photos, view))
  const sample = Int32Array.from(
    random
      .fork('sample')
      .shuffle([...given.photos])
      .slice(0, PROJECTION_SAMPLE),
  )
  const { parameters, outOfFold, codes, ...rest } = await trainHead(tf, {
    network,
    parameters: await startOfFineTune(
      tf,
      shape,
      backbone,
      mapRows(given, sample, 0),
      random.fork('projection'),
    ),
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
  const embeddings = embedRows(tf, network, parameters, given.photos.length, (from, to) => [
    mapRows(given, given.photos.slice(from, to), 0),
  ])
  return {
    ...rest,
    backend: name,
    note,
    weights: encodeFineTune({ shape, parameters, codes, notes }),
    embeddings,
    outOfFold: { ...outOfFold, rows: outOfFold.rows.map((index) => used[index]) },
    hyperParameters: {
      ...rest.hyperParameters,
      network: 'fine-tune',
      pseudoLabels: request.pseudoLabels,
      selfSupervised: request.selfSupervised ?? false,
    },
  }
}

/** A sample of the photos without a label, where the training looks at such. */
function otherPhotos(
  { strategy, pseudoLabels, selfSupervised }: TrainingTask,
  { photos }: MapsToRead,
  used: Int32Array,
  random: Random,
): Int32Array {
  const learning = strategyNamed(strategy)
  if (learning.augmenter !== undefined) {
    throw new AppError('bad-input', `The strategy ${strategy} makes features and no maps: choose another.`)
  }
  if (learning.unlabelled === 0 && learning.start === undefined && !pseudoLabels && selfSupervised !== true)
    return new Int32Array(0)
  const isUsed = new Set(used)
  const others = Array.from(photos).filter((photo) => !isUsed.has(photo))
  return Int32Array.from(random.shuffle(others).slice(0, UNLABELLED_SAMPLE))
}

/** [photos, 14 * 14 * 112] of one view */
function mapRows({ photos: stored, maps }: MapsToRead, photos: Int32Array, view: number): Matrix {
  const placeOf = new Map(Array.from(stored, (photo, place) => [photo, place]))
  const out = matrix(photos.length, MAP_NUMBERS)
  photos.forEach((photo, index) => {
    const place = placeOf.get(photo)
    if (place === undefined) throw new AppError('internal', 'The maps of a photo to train on are missing.')
    const start = 2 * MAP_NUMBERS * (place * MAP_VIEWS + view)
    out.data.set(fromFloat16(maps.subarray(start, start + 2 * MAP_NUMBERS)), index * MAP_NUMBERS)
  })
  return out
}

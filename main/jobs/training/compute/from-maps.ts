/** @file From the maps after stage 4 and labels to a fine-tuned network: joins model/deep and learn. Runs wherever TensorFlow.js does. */
import { fromFloat16 } from '../../../math/float16.ts'
import type { Matrix } from '../../../math/matrix.ts'
import { embedRows } from '../../../math/network.ts'
import { Random } from '../../../math/random.ts'
import type { LoadedTensorFlow } from '../../../model/backends/load.ts'
import { parseEfficientNet } from '../../../model/deep/fine-tune/efficientnet.ts'
import { encodeFineTune } from '../../../model/deep/fine-tune/artifact.ts'
import { startOfFineTune } from '../../../model/deep/fine-tune/start.ts'
import { createFineTune, fineTuneShape } from '../../../model/deep/fine-tune/fine-tune.ts'
import { MAP_NUMBERS, MAP_VIEWS } from '../../../model/deep/fine-tune/map-shape.ts'
import { photosWithoutLabel, rowsOfPhotos, trainDeep } from './deep.ts'
import type { MapsToRead, TrainingTask, TrainedHead } from '../thread/train-protocol.ts'
import { trainingRows } from './rows.ts'
import type { TrainingHost } from './host.ts'

/** At most this many photos without a label are used in one training run: 88 KB for each photo and augmentation. */
const UNLABELLED_SAMPLE = 1024
/** More photos than this hardly change the principal components. */
const PROJECTION_SAMPLE = 2048

/** @throws AppError `not-enough-labels`, `backend-unavailable`, `bad-input` for a strategy whose generator makes features, `cancelled` */
export async function trainFromMaps(
  { tf, name, note }: LoadedTensorFlow,
  request: TrainingTask,
  given: MapsToRead,
  host: TrainingHost,
): Promise<TrainedHead> {
  const random = new Random(request.seed)
  const backbone = parseEfficientNet(await host.shippedWeights())
  const shape = fineTuneShape(backbone)
  const network = createFineTune(shape)
  const used = trainingRows(request)
  const withoutLabel = photosWithoutLabel(request, given.photos, used)
  const others = sampled(withoutLabel, UNLABELLED_SAMPLE, random.fork('unlabelled'))
  const sample = mapRows(given, sampled(given.photos, PROJECTION_SAMPLE, random.fork('sample')), 0)
  const start = await startOfFineTune(tf, shape, backbone, sample, random.fork('projection'))
  const inputsOf = (photos: Int32Array): Matrix[] =>
    Array.from({ length: MAP_VIEWS }, (_, view) => mapRows(given, photos, view))
  const training = { network, parameters: start, used, others, inputsOf }
  const { parameters, codes, ...rest } = await trainDeep(tf, request, training, host)
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
    hyperParameters: {
      ...rest.hyperParameters,
      network: 'fine-tune',
      pseudoLabels: request.pseudoLabels,
    },
  }
}

/** At most so many of them, in random order. */
function sampled(photos: Int32Array, most: number, random: Random): Int32Array {
  return Int32Array.from(random.shuffle([...photos]).slice(0, most))
}

/** [photos, 14 * 14 * 112] of one augmentation (the photo or its mirror image) */
function mapRows({ photos: stored, maps }: MapsToRead, photos: Int32Array, view: number): Matrix {
  const bytes = 2 * MAP_NUMBERS
  return rowsOfPhotos(stored, photos, MAP_NUMBERS, (place) => {
    const start = bytes * (place * MAP_VIEWS + view)
    return fromFloat16(maps.subarray(start, start + bytes))
  })
}

/** @file From pixels and labels to a trained deep network: joins model/deep and learn. Runs wherever TensorFlow.js does. */
import type { Matrix } from '../../../math/matrix.ts'
import { Random } from '../../../math/random.ts'
import type { LoadedTensorFlow } from '../../../model/backends/load.ts'
import { encodeDeepArtifact } from '../../../model/deep/artifact.ts'
import { embedPixels } from '../../../model/deep/embed.ts'
import { pixelNetwork } from '../../../model/deep/networks.ts'
import { photosWithoutLabel, rowsOfPhotos, trainDeep } from './deep.ts'
import type { PixelsToRead, TrainingTask, TrainedHead } from '../thread/train-protocol.ts'
import { trainingRows } from './rows.ts'
import type { TrainingHost } from './host.ts'

/** @throws AppError `not-enough-labels`, `bad-input` for a strategy whose generator makes features, `cancelled` */
export async function trainFromPictures(
  { tf, name, note }: LoadedTensorFlow,
  request: TrainingTask,
  given: PixelsToRead,
  host: TrainingHost,
): Promise<TrainedHead> {
  const { attention, pyramid } = request
  const shape = { network: given.network, side: given.side, attention, pyramid }
  const network = pixelNetwork(shape)
  const used = trainingRows(request)
  const training = {
    network,
    parameters: network.initialParameters(new Random(request.seed).fork('parameters')),
    used,
    others: photosWithoutLabel(request, given.photos, used),
    inputsOf: (photos: Int32Array): Matrix[] => [pixelRows(given, photos)],
  }
  const { parameters, codes, ...rest } = await trainDeep(tf, request, training, host)
  const notes = { strategy: request.strategy, seed: String(request.seed), backend: name }
  return {
    ...rest,
    backend: name,
    note,
    weights: encodeDeepArtifact({ shape, parameters, codes, notes }),
    embeddings: embedPixels(tf, network, parameters, given.pixels),
    hyperParameters: {
      ...rest.hyperParameters,
      ...shape,
      pseudoLabels: request.pseudoLabels,
    },
  }
}

/** [photos.length, side * side * 3] of 0 .. 255 */
function pixelRows({ photos: stored, side, pixels }: PixelsToRead, photos: Int32Array): Matrix {
  const numbers = side * side * 3
  return rowsOfPhotos(stored, photos, numbers, (place) =>
    pixels.subarray(place * numbers, (place + 1) * numbers),
  )
}

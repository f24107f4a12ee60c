/** @file From backbone features and labels to a trained head: joins model and learn. Runs wherever TensorFlow.js does. */
import { trainHead } from '../../../learn/training/train-head.ts'
import { UNLABELLED } from '../../../math/labels.ts'
import { gatherRows, type Matrix } from '../../../math/matrix.ts'
import { principalComponents } from '../../../math/pca.ts'
import { Random } from '../../../math/random.ts'
import { encodeArtifact } from '../../../model/artifact.ts'
import type { LoadedTensorFlow } from '../../../model/backends/load.ts'
import { embedLevels } from '../../../model/embed.ts'
import { EMBEDDING_WIDTH, createHead, initialParameters, type Projection } from '../../../model/head.ts'
import { preprocess, type Preprocessor } from '../../../model/preprocess.ts'
import type { LevelsToRead, TrainingTask, TrainedHead } from '../thread/train-protocol.ts'
import { supervisionOf, unlabelledPhotos, trainingRows } from './rows.ts'
import type { TrainingHost } from './host.ts'

/** At most this many photos without a label are used in one training run. */
const UNLABELLED_SAMPLE = 4096

/** More photos than this hardly change the principal components. */
const PROJECTION_SAMPLE = 4096

/** @throws AppError `not-enough-labels`, `cancelled` */
export async function trainFromLevels(
  { tf, name, note }: LoadedTensorFlow,
  request: TrainingTask,
  given: LevelsToRead['levels'],
  { signal, report, checkpoints, teacher }: TrainingHost,
): Promise<TrainedHead> {
  const random = new Random(request.seed)
  const levels = request.pyramid ? given : given.slice(-1)
  const matrices = levels.map((level) => level.matrix)
  const preprocessors = matrices.map((level) => preprocess([level]))
  const head = createHead({
    levels: levels.map((level) => ({ name: level.name, dimensions: level.matrix.columns })),
    attention: request.attention,
  })
  const top = { level: matrices[matrices.length - 1], preprocessor: preprocessors[preprocessors.length - 1] }
  const projection = await projectionOf(top.level, top.preprocessor, random.fork('projection'), signal)
  const used = trainingRows(request)
  const inputsOf = (photos: Int32Array): Matrix[] =>
    matrices.map((level, index) => preprocessors[index].apply([gatherRows(level, photos)]))
  const without = Array.from(request.labels.keys()).filter((photo) => request.labels[photo] === UNLABELLED)
  const sample = Int32Array.from(random.fork('unlabelled').shuffle(without).slice(0, UNLABELLED_SAMPLE))
  const trained = await trainHead(tf, {
    network: head,
    parameters: initialParameters(head, projection, random.fork('parameters')),
    strategy: request.strategy,
    inputs: inputsOf(used),
    unlabelled: unlabelledPhotos(request.strategy, teacher, used, sample, inputsOf),
    ...supervisionOf(request, used),
    seed: request.seed,
    epochs: request.epochs,
    pseudoLabels: request.pseudoLabels,
    settings: request.settings,
    checkpoints,
    signal,
    report,
    clock: () => performance.now(),
  })
  const means = preprocessors.map(({ mean }) => mean)
  const { parameters, outOfFold, codes, ...rest } = trained
  const notes = { strategy: request.strategy, seed: String(request.seed), backend: name }
  return {
    ...rest,
    backend: name,
    note,
    weights: encodeArtifact({ shape: head.shape, means, parameters, codes, notes }),
    embeddings: embedLevels(tf, head, parameters, means, matrices),
    outOfFold: { ...outOfFold, rows: outOfFold.rows.map((index) => used[index]) },
    hyperParameters: {
      ...rest.hyperParameters,
      attention: request.attention,
      pyramid: request.pyramid,
      pseudoLabels: request.pseudoLabels,
    },
  }
}

/** The principal components of the preprocessed top level; fewer than 128 where there are fewer photos. */
async function projectionOf(
  level: Matrix,
  preprocessor: Preprocessor,
  random: Random,
  signal: AbortSignal,
): Promise<Projection> {
  const all = Array.from({ length: level.rows }, (_, index) => index)
  const sample = level.rows > PROJECTION_SAMPLE ? random.shuffle(all).slice(0, PROJECTION_SAMPLE) : all
  const rows = preprocessor.apply([gatherRows(level, sample)])
  const width = Math.min(EMBEDDING_WIDTH, level.rows, level.columns)
  return principalComponents(rows, width, random, { signal })
}

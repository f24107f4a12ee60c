/** @file From backbone features and labels to a trained head: joins model and learn. Runs in the training worker. */
import type { UnlabelledPhotos } from '../learn/fit.ts'
import { trainHead } from '../learn/train-head.ts'
import { pseudoLabels } from '../learn/pseudo-labels.ts'
import { softTargets } from '../learn/unlabelled.ts'
import { gatherRows, type Matrix } from '../math/matrix.ts'
import { principalComponents } from '../math/pca.ts'
import { Random } from '../math/random.ts'
import { encodeArtifact } from '../model/artifact.ts'
import { loadTensorFlow } from '../model/backends/load.ts'
import { embedLevels } from '../model/embed.ts'
import { EMBEDDING_WIDTH, createHead, initialParameters, type Projection } from '../model/head.ts'
import { preprocess, type Preprocessor } from '../model/preprocess.ts'
import type { TrainRequest, TrainedHead, TrainingProgress } from './train-protocol.ts'

/** More photos without a label than this are never seen in one run of training. */
const UNLABELLED_SAMPLE = 4096

interface Surroundings {
  signal: AbortSignal
  report: (progress: TrainingProgress) => void
}

/** More photos than this tell the principal components nothing new. */
const PROJECTION_SAMPLE = 4096

/**
 * @throws AppError `not-enough-labels`, `backend-unavailable`, `cancelled`
 */
export async function trainFromLevels(
  request: TrainRequest,
  { signal, report }: Surroundings,
): Promise<TrainedHead> {
  const { tf, name, note } = await loadTensorFlow(request.backend, request.cacheFolder)
  const random = new Random(request.seed)
  const levels = request.pyramid ? request.levels : request.levels.slice(-1)
  const matrices = levels.map((level) => level.matrix)
  const preprocessors = matrices.map((level) => preprocess([level]))
  const head = createHead({
    levels: levels.map((level) => ({ name: level.name, dimensions: level.matrix.columns })),
    attention: request.attention,
  })
  const top = { level: matrices[matrices.length - 1], preprocessor: preprocessors[preprocessors.length - 1] }
  const projection = await projectionOf(top.level, top.preprocessor, random.fork('projection'), signal)
  const used = trainingRows(request)
  const position = new Map(Array.from(used, (photo, index) => [photo, index]))
  const inputsOf = (photos: Int32Array): Matrix[] =>
    matrices.map((level, index) => preprocessors[index].apply([gatherRows(level, photos)]))
  const trained = await trainHead(tf, {
    network: head,
    parameters: initialParameters(head, projection, random.fork('parameters')),
    strategy: request.strategy,
    inputs: inputsOf(used),
    unlabelled: unlabelledPhotos(request, used, inputsOf, random.fork('unlabelled')),
    known: {
      labels: used.map((photo) => request.labels[photo]),
      classes: request.classes,
      rejections: request.rejections.map((each) => ({
        row: position.get(each.row) ?? -1,
        class: each.class,
      })),
    },
    groups: used.map((photo) => request.groups[photo]),
    seed: request.seed,
    epochs: request.epochs,
    pseudoLabels: request.pseudoLabels,
    settings: request.settings,
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

/** A sample of the photos without a label, with what propagation from any part of the labels makes of them. */
function unlabelledPhotos(
  { affinity, labels, classes }: TrainRequest,
  used: Int32Array,
  inputsOf: (photos: Int32Array) => Matrix[],
  random: Random,
): UnlabelledPhotos | undefined {
  if (affinity === undefined) return undefined
  const without = Array.from(labels.keys()).filter((photo) => labels[photo] < 0)
  const wanted = Int32Array.from(random.shuffle(without).slice(0, UNLABELLED_SAMPLE))
  const known = (rows: Int32Array) => {
    const photos = rows.map((index) => used[index])
    return { rows: photos, classes: photos.map((photo) => labels[photo]) }
  }
  return {
    inputs: inputsOf(wanted),
    targets: (rows) => softTargets(affinity, known(rows), classes, wanted),
    sure: (rows) => pseudoLabels(affinity, known(rows), classes, wanted),
  }
}

/** Photos that say anything: with a label or a rejection, ascending. */
function trainingRows({ labels, rejections }: TrainRequest): Int32Array {
  const used = new Set(rejections.map(({ row }) => row))
  labels.forEach((label, photo) => {
    if (label >= 0) used.add(photo)
  })
  return Int32Array.from(used).sort()
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

/**
 * @file How many pictures a second the conventional network of model/deep learns from, forward, backward and Adam, as a
 * training run does it, beside the same network in other libraries. They take turns, so that whatever else this machine does
 * slows all of them down; each has one pass to get warm, and the middle one of the others counts.
 */
import type { BackendName } from '../../shared/domain.ts'
import type { FitTask } from '../../main/learn/training/fit-task.ts'
import { epochs } from '../../main/learn/training/fit.ts'
import { plainSoftmax } from '../../main/learn/strategies/softmax.ts'
import { matrix, row, type Matrix } from '../../main/math/matrix.ts'
import { parameterCount } from '../../main/math/network.ts'
import { Random } from '../../main/math/random.ts'
import type { TensorFlow } from '../../main/math/tensorflow.ts'
import { loadTensorFlow } from '../../main/model/backends/load.ts'
import { createCnn } from '../../main/model/deep/cnn.ts'
import { PICTURE_SIDE } from '../../main/model/deep/networks.ts'
import { classNames, drawPixels } from '../support/photos/pictures.ts'
import { layersApi, pyTorch, type DeepProblem } from './deep-reference.ts'
import { secondsOf, takenInTurns, ROUNDS, type Rival } from './rivals.ts'

const CLASSES = 24
const STEPS = 8

export interface DeepFigures {
  backend: BackendName
  /** Pictures for each pass, and those of a step. */
  images: number
  batch: number
  /** Of the network as the others have it: the pictures stay as they are. */
  imagesPerSecond: number
  /** As a training does it: each picture flipped, cropped and in other colours. */
  augmentedImagesPerSecond: number
  layersApiImagesPerSecond: number | null
  pyTorchImagesPerSecond: number | null
  /** Ours divided by theirs: above 1 we are faster. Null where they are not on this machine. */
  ratioToLayersApi: number | null
  ratioToPyTorch: number | null
}

/** @throws Error where another library's network is not of the same size as ours */
export async function benchDeep(named: BackendName | undefined): Promise<DeepFigures> {
  const { tf, name } = await loadTensorFlow(named)
  const problem = await drawProblem()
  const rivals = [ours(tf, problem, false), ours(tf, problem, true), layersApi(tf, problem), pyTorch(problem)]
  const [plain, augmented, layers, torch] = (await takenInTurns(rivals)).map((pass) => pass?.seconds ?? null)
  if (plain === null || augmented === null) throw new Error('A training of ours took no time.')
  const images = problem.pixels.rows
  const rate = (seconds: number | null): number | null => (seconds === null ? null : images / seconds)
  const ratio = (seconds: number | null): number | null => (seconds === null ? null : seconds / plain)
  return {
    ...{ backend: name, images, batch: problem.batch },
    ...{ imagesPerSecond: images / plain, augmentedImagesPerSecond: images / augmented },
    ...{ layersApiImagesPerSecond: rate(layers), pyTorchImagesPerSecond: rate(torch) },
    ...{ ratioToLayersApi: ratio(layers), ratioToPyTorch: ratio(torch) },
  }
}

/** Epochs of a run, as a training goes through them for each fold and at its end. */
function ours(tf: TensorFlow, { pixels, classes, batch, rate }: DeepProblem, augmented: boolean): Rival {
  const cnn = createCnn({ side: PICTURE_SIDE })
  const { augment, ...recipe } = cnn.recipe
  const task: FitTask = {
    tf,
    network: { ...cnn, recipe: { ...recipe, ...(augmented ? { augment } : {}) } },
    strategy: plainSoftmax,
    inputs: [pixels],
    supervision: { labels: labelsOf(pixels, classes), classes, rejections: [] },
    optimiser: { rate, decay: 0 },
    dropout: 0,
  }
  const random = new Random(0)
  const rows = Int32Array.from({ length: pixels.rows }, (_, index) => index)
  const plan = { stepsPerEpoch: pixels.rows / batch, epochs: ROUNDS + 1 }
  const run = epochs(task, cnn.initialParameters(random.fork('parameters')), rows, plan, random)
  return secondsOf(run)
}

async function drawProblem(): Promise<DeepProblem> {
  const { blocks, recipe, width } = createCnn({ side: PICTURE_SIDE })
  const [side, batch] = [PICTURE_SIDE, recipe.batch.photos]
  const pixels = matrix(STEPS * batch, side * side * 3)
  const names = classNames(CLASSES)
  const random = new Random(1)
  for (let index = 0; index < pixels.rows; index += 1) {
    const drawn = await drawPixels(names[index % CLASSES], random, { width: side, height: side })
    row(pixels, index).set(drawn)
  }
  const parameters = parameterCount(blocks) + (width + 1) * CLASSES
  return { pixels, side, classes: CLASSES, batch, rate: recipe.settings.rate, parameters }
}

function labelsOf({ rows }: Matrix, classes: number): Int32Array {
  return Int32Array.from({ length: rows }, (_, index) => index % classes)
}

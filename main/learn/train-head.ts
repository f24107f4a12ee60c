/**
 * @file The slow path: trains a network on the labels and says, on photos it had not seen, how good it is. Folds that respect
 * groups choose the number of epochs by their log-loss; then a last run uses all labels for that long. The number may be
 * zero: the head is then its own beginning, the baseline.
 */
import { AppError } from '../../shared/errors.ts'
import type { StrategyName } from '../../shared/domain.ts'
import { matrix, row, type Matrix } from '../math/matrix.ts'
import type { Network } from '../math/network.ts'
import { Random } from '../math/random.ts'
import type { TensorFlow } from '../math/tensorflow.ts'
import { BATCH_SIZE, type TrainingLabels } from './batches.ts'
import { crossValidate, type CrossValidation } from './cross-validate.ts'
import { epochs, type FitTask, type UnlabelledPhotos } from './fit.ts'
import { groupedFolds } from './folds.ts'
import { fitTemperature, judge, softmaxRows, type HeadClassifier } from './head-evaluation.ts'
import { indicesWhere } from './indices.ts'
import { strategyNamed } from './strategies/index.ts'
import { epochCounter, trainingPlan, type TrainingPlan, type TrainingProgress } from './training-plan.ts'

export interface TrainHeadRequest {
  network: Network
  /** Where training starts: the network's baseline. */
  parameters: Float32Array
  strategy: StrategyName
  /** One matrix [rows, d] per input of the network, for the photos with a label or a rejection. */
  inputs: readonly Matrix[]
  known: TrainingLabels
  /** Photos without a label, for the strategies that use them. */
  unlabelled?: UnlabelledPhotos | undefined
  /** Whether sure ones of them train along as if they had a label. */
  pseudoLabels?: boolean | undefined
  /** [rows] photos that were confirmed together share a number; -1: alone. */
  groups: Int32Array
  seed: number
  /** The most epochs of a run. */
  epochs?: number | undefined
  /** In the place of the defaults. */
  settings?: TrainingSettings | undefined
  signal?: AbortSignal | undefined
  report?: ((progress: TrainingProgress) => void) | undefined
  /** Milliseconds, for the time left. */
  clock: () => number
}

export interface TrainingSettings {
  rate: number
  /** See adam.ts. */
  decay: number
  /** Share of the input numbers that are dropped in each step. */
  dropout: number
}

/** One point for each judged epoch, 0 (before training) first; log-loss and accuracy are out of fold. */
export interface LossPoint {
  epoch: number
  /** Mean training loss over the folds; null before training. */
  loss: number | null
  logLoss: number
  accuracy: number
}

export interface OutOfFold {
  /** [l] the labelled rows, ascending */
  rows: Int32Array
  /** [l] the fold in which each was judged, 0 .. 2 */
  folds: Int32Array
  /** [l, classes] by the fold's own model; all zeros where that one had seen no photo of the row's class */
  probabilities: Matrix
}

export interface TrainedModel {
  parameters: Float32Array
  classifier: HeadClassifier
  /** Directions of binary codes, for strategies that learn them: see Strategy.codes. */
  codes: Float32Array | null
  outOfFold: OutOfFold
  lossCurve: LossPoint[]
  hyperParameters: Record<string, number>
  metrics: Record<string, number>
}

/** A fourth tells the same log-loss to its third digit (caltech24, 5 and 20 labels a class) and costs a quarter more. */
const FOLDS = 3
/** Chosen on caltech24 at 5 and 20 labels a class: higher rates fit the labels at once and help no other photo. */
export const DEFAULT_SETTINGS: TrainingSettings = { rate: 4e-4, decay: 1, dropout: 0.3 }

/**
 * Trains and judges. The same request on the same backend gives the same numbers; no tensor stays behind.
 * @throws AppError `not-enough-labels` below two classes with two labels each; `cancelled` within one step of the signal.
 */
export async function trainHead(tf: TensorFlow, request: TrainHeadRequest): Promise<TrainedModel> {
  const { known, groups } = request
  requireEnoughLabels(known)
  const random = new Random(request.seed)
  const rows = indicesWhere(known.labels, (label) => label >= 0)
  const classes = rows.map((index) => known.labels[index])
  const folds = groupedFolds(
    classes,
    rows.map((index) => groups[index]),
    FOLDS,
    random.fork('folds'),
  )
  const plan = trainingPlan(rows.length, request.epochs)
  const count = epochCounter((FOLDS + 1) * plan.epochs, request.clock, request.report)
  const settings = request.settings ?? DEFAULT_SETTINGS
  const { rate, decay, dropout } = settings
  const everyPhoto = withUnlabelled(request)
  const pseudoLabels = request.pseudoLabels === true && request.unlabelled !== undefined
  const task: FitTask = {
    tf,
    network: request.network,
    strategy: strategyNamed(request.strategy),
    inputs: pseudoLabels ? everyPhoto : request.inputs,
    known: pseudoLabels ? withoutLabel(known, everyPhoto[0].rows) : known,
    unlabelled: request.unlabelled,
    pseudoLabels,
    optimiser: { rate, decay },
    dropout,
    signal: request.signal,
  }
  const start =
    (await task.strategy.start?.({
      ...task,
      parameters: request.parameters,
      inputs: everyPhoto,
      random: random.fork('start'),
    })) ?? request.parameters
  const labelled = { rows, classes, classCount: known.classes, folds }
  const validation = await crossValidate(task, start, labelled, plan, random, count)
  const reading = bestReading(validation, plan)

  const training = epochs(task, start, rows, plan.stepsPerEpoch, random.fork('all labels'))
  let trained = (await training.next()).value
  for (let epoch = 1; epoch <= reading.epoch; epoch += 1) {
    trained = (await training.next()).value
    count(trained.loss)
  }
  const pairs = task.strategy.reading?.(trained.extras) ?? null
  return {
    parameters: trained.parameters,
    classifier: { inverseTemperature: reading.inverseTemperature, pairs },
    codes: task.strategy.codes?.(trained.extras) ?? null,
    outOfFold: { rows, folds, probabilities: reading.probabilities },
    lossCurve: reading.curve,
    hyperParameters: {
      ...task.strategy.hyperParameters,
      ...settings,
      inverseTemperature: reading.inverseTemperature,
      batch: BATCH_SIZE,
      folds: FOLDS,
      epochs: reading.epoch,
      stepsPerEpoch: plan.stepsPerEpoch,
    },
    metrics: reading.metrics,
  }
}

/** The same labels for so many rows: those that were added have none. */
function withoutLabel(known: TrainingLabels, rows: number): TrainingLabels {
  const labels = new Int32Array(rows).fill(-1)
  labels.set(known.labels)
  return { ...known, labels }
}

/** Every photo that there is to learn from before labels count. */
function withUnlabelled({ inputs, unlabelled }: TrainHeadRequest): Matrix[] {
  return inputs.map(({ rows, columns, data }, index) => {
    const others = unlabelled?.inputs.at(index)
    const all = matrix(rows + (others?.rows ?? 0), columns)
    all.data.set(data)
    if (others !== undefined) all.data.set(others.data, data.length)
    return all
  })
}

interface Reading {
  /** The epoch with the least out-of-fold log-loss. */
  epoch: number
  inverseTemperature: number
  probabilities: Matrix
  curve: LossPoint[]
  metrics: Record<string, number>
}

/** What the folds say: how long to train, how to read the scores, and how good that is. */
function bestReading({ truth, scores, losses }: CrossValidation, plan: TrainingPlan): Reading {
  const read = scores.map((each) => {
    const inverseTemperature = fitTemperature(each, truth)
    const probabilities = softmaxRows(each, inverseTemperature)
    return { inverseTemperature, probabilities, ...judge(probabilities, truth) }
  })
  const curve = read.map(({ logLoss, accuracy }, index) => ({
    epoch: plan.checkpoints[index],
    loss: index === 0 ? null : losses[index],
    logLoss,
    accuracy,
  }))
  const logLosses = read.map(({ logLoss }) => logLoss)
  const best = logLosses.indexOf(Math.min(...logLosses))
  const { inverseTemperature, probabilities, logLoss, accuracy } = read[best]
  for (let index = 0; index < truth.length; index += 1) {
    if (truth[index] < 0) row(probabilities, index).fill(0)
  }
  return {
    epoch: plan.checkpoints[best],
    inverseTemperature,
    probabilities,
    curve,
    metrics: { logLoss, accuracy, startLogLoss: curve[0].logLoss, startAccuracy: curve[0].accuracy },
  }
}

function requireEnoughLabels({ labels, classes }: TrainingLabels): void {
  const counts = new Int32Array(classes)
  for (const label of labels) if (label >= 0) counts[label] += 1
  if (counts.filter((count) => count >= 2).length >= 2) return
  throw new AppError(
    'not-enough-labels',
    'Training needs at least two classes with two confirmed photos each: confirm a few more pages first.',
  )
}

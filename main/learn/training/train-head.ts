/**
 * @file The slow path: trains a network on the labels and measures it on photos that it has not seen. Folds that keep
 * groups together choose the number of epochs by their log-loss; then a last run trains on all labels for that long.
 * The number may be zero: the head is then the baseline that it started from.
 */
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { gatherRows, type Matrix } from '../../math/matrix.ts'
import { Random } from '../../math/random.ts'
import type { TensorFlow } from '../../math/tensorflow.ts'
import { HEAD_BATCH, type TrainingLabels } from './batches.ts'
import type { Checkpoints } from './checkpoint.ts'
import { crossValidate, type CrossValidation, type LabelledRows } from './cross-validate.ts'
import type { FitTask } from './fit-task.ts'
import { epochs, type Trained } from './fit.ts'
import { groupedFolds } from './folds.ts'
import type { HeadClassifier } from './head-evaluation.ts'
import { settingsOf, taskOf, withUnlabelled, type TrainHeadRequest } from './head-task.ts'
import { indicesWhere } from '../fast-path/indices.ts'
import { selectEpoch, type LossPoint, type EpochSelection } from './epoch-selection.ts'
import { EpochCounter, trainingPlan, type TrainingPlan } from './training-plan.ts'

export interface OutOfFold {
  /** [l] the labelled rows that were judged, ascending */
  rows: Int32Array
  /** [l] the fold in which each was judged, 0 .. 2 */
  folds: Int32Array
  /** [l, classes] by the fold's own model; all zeros where that model had seen no photo of the row's class */
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
  /** The most bytes of tensors in a step. */
  tensorBytes: number
  /** Epochs of all runs together that were taken from a checkpoint instead of being trained. */
  resumedEpochs: number
}

/**
 * A fourth fold gives the same log-loss to the third digit (caltech24, 5 and 20 labels a class) and costs a quarter
 * more.
 */
const FOLDS = 3
/**
 * Trains and judges. The same request on the same backend gives the same numbers; no tensor stays behind.
 * @throws AppError `not-enough-labels` below two classes with two labels each; `cancelled` within one step of the signal.
 */
export async function trainHead(tf: TensorFlow, request: TrainHeadRequest): Promise<TrainedModel> {
  const { supervision, groups } = request
  requireEnoughLabels(supervision)
  const random = new Random(request.seed)
  const rows = indicesWhere(supervision.labels, (label) => label >= 0)
  const classes = rows.map((index) => supervision.labels[index])
  const folds = groupedFolds(
    classes,
    rows.map((index) => groups[index]),
    FOLDS,
    random.fork('folds'),
  )
  const { recipe } = request.network
  const judgedFolds = recipe?.judgedFolds ?? FOLDS
  const plan = trainingPlan(rows.length, request.epochs, recipe)
  const counter = new EpochCounter(judgedFolds + 1, plan.epochs, request.clock, request.report)
  const settings = settingsOf(request)
  const task = taskOf(tf, request, settings)
  const { parameters } = request
  const start =
    (await task.strategy.start?.({
      ...task,
      parameters,
      inputs: withUnlabelled(request),
      random: random.fork('start'),
    })) ?? parameters
  const labelled = { rows, classes, classCount: supervision.classes, folds, judgedFolds }
  const { checkpoints } = request
  const validation = await crossValidate(task, start, labelled, plan, random, counter, checkpoints)
  const selection = selectEpoch(validation, plan.checkpoints, recipe?.annealed === true)
  const trained = await trainOnAll(
    task,
    start,
    rows,
    { plan, selection, validation, counter, checkpoints },
    random,
  )
  const pairs = task.strategy.pairClassifier?.(trained.extras) ?? null
  return {
    parameters: trained.parameters,
    classifier: { inverseTemperature: selection.inverseTemperature, pairs },
    codes: task.strategy.codes?.(trained.extras) ?? null,
    outOfFold: judgedOnly(labelled, selection.probabilities),
    lossCurve: selection.curve,
    hyperParameters: {
      ...task.strategy.hyperParameters,
      ...settings,
      inverseTemperature: selection.inverseTemperature,
      batch: (recipe?.batch ?? HEAD_BATCH).photos,
      folds: judgedFolds,
      epochs: selection.epoch,
      stepsPerEpoch: plan.stepsPerEpoch,
    },
    metrics: selection.metrics,
    tensorBytes: Math.max(validation.tensorBytes, trained.tensorBytes),
    resumedEpochs: counter.resumed,
  }
}

/** The last run: all labels, for the number of epochs that the folds found best. */
async function trainOnAll(
  task: FitTask,
  start: Float32Array,
  rows: Int32Array,
  { plan, selection, validation, counter, checkpoints }: LastRun,
  random: Random,
): Promise<Trained> {
  const { last } = checkpoints ?? {}
  const from = last?.fold === null ? last.run : undefined
  const training = epochs(task, start, rows, { ...plan, from }, random.fork('all labels'))
  let trained = (await training.next()).value
  counter.skip(trained.state.epoch)
  while (trained.state.epoch < selection.epoch) {
    trained = (await training.next()).value
    counter.ended(trained.loss)
    checkpoints?.save({
      fold: null,
      run: trained.state,
      scores: validation.scores,
      losses: validation.losses,
    })
  }
  return trained
}

interface LastRun {
  plan: TrainingPlan
  selection: EpochSelection
  validation: CrossValidation
  counter: EpochCounter
  checkpoints: Checkpoints | undefined
}

/** The results of the folds for the rows that were judged. */
function judgedOnly({ rows, folds, judgedFolds = FOLDS }: LabelledRows, probabilities: Matrix): OutOfFold {
  const judged = indicesWhere(folds, (fold) => fold < judgedFolds)
  return {
    rows: judged.map((index) => rows[index]),
    folds: judged.map((index) => folds[index]),
    probabilities: gatherRows(probabilities, judged),
  }
}

function requireEnoughLabels({ labels, classes }: TrainingLabels): void {
  const counts = new Int32Array(classes)
  for (const label of labels) if (label >= 0) counts[label] += 1
  if (counts.filter((count) => count >= 2).length >= 2) return
  throw new AppError('not-enough-labels', sentence('labels-too-few'))
}

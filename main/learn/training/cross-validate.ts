/**
 * @file Judges a training run on photos that it has not seen: each fold's model trains on the other folds and is
 * judged at several epochs, so that the number of epochs with the best result on unseen photos can be chosen.
 */
import { gatherRows, matrix, row, type Matrix } from '../../math/matrix.ts'
import { embedRows, rowRange } from '../../math/network.ts'
import type { Random } from '../../math/random.ts'
import type { Checkpoints, TrainingState } from './checkpoint.ts'
import type { FitTask } from './fit-task.ts'
import { epochs, type RunPlan, type Trained } from './fit.ts'
import { embeddingScores } from './head-evaluation.ts'
import { indicesWhere } from '../fast-path/indices.ts'
import type { EpochCounter, TrainingPlan } from './training-plan.ts'

/** The labelled photos, each with its class and its fold. */
export interface LabelledRows {
  /** [l] rows of the task's inputs */
  rows: Int32Array
  /** [l] */
  classes: Int32Array
  classCount: number
  /** [l] */
  folds: Int32Array
  /** Only the first this many folds are judged; all of them by default. */
  judgedFolds?: number | undefined
}

export interface CrossValidation {
  /** [l] the class of each, or -1 where its fold is not judged or the model of its fold had seen no photo of that class */
  truth: Int32Array
  /**
   * For each checkpoint of the plan: the scores of each class [l, classes] by the fold's own model; zeros where truth
   * is -1
   */
  scores: Matrix[]
  /** For each checkpoint: mean training loss of the epoch before it over the folds; NaN at the start */
  losses: number[]
  /** The most bytes of tensors in a step. */
  tensorBytes: number
}

/** @param checkpoints the state to continue from, and where each epoch is saved */
export async function crossValidate(
  task: FitTask,
  start: Float32Array,
  labelled: LabelledRows,
  plan: TrainingPlan,
  random: Random,
  counter: EpochCounter,
  checkpoints?: Checkpoints,
): Promise<CrossValidation> {
  const { folds, classes, classCount, judgedFolds = Number.POSITIVE_INFINITY } = labelled
  const used = [...new Set(folds)].sort((a, b) => a - b).filter((fold) => fold < judgedFolds)
  const last = checkpoints?.last
  const out: CrossValidation = {
    truth: Int32Array.from(classes, (label, index) =>
      used.includes(folds[index]) && isLearned(labelled, index) ? label : -1,
    ),
    scores: last?.scores ?? plan.checkpoints.map(() => matrix(folds.length, classCount)),
    losses: last?.losses ?? plan.checkpoints.map(() => 0),
    tensorBytes: 0,
  }
  for (const fold of used) {
    const trained = indicesWhere(folds, (other) => other !== fold)
    const judged = indicesWhere(folds, (other, index) => other === fold && out.truth[index] >= 0)
    if (judged.length === 0) continue
    if (isOver(fold, last)) {
      counter.skip(plan.epochs)
      continue
    }
    const from = last?.fold === fold ? last.run : undefined
    counter.skip(from?.epoch ?? 0)
    const run = trainFold(
      task,
      start,
      labelled.rows,
      trained,
      { ...plan, from },
      random.fork(`fold ${fold}`),
      counter,
    )
    for await (const { trained: model, embeddings } of run) {
      if (embeddings !== undefined) {
        const checkpoint = plan.checkpoints.indexOf(model.state.epoch)
        const trainedClasses = trained.map((index) => classes[index])
        const pairs = task.strategy.pairClassifier?.(model.extras) ?? null
        const scores = await embeddingScores(embeddings, trained, trainedClasses, classCount, pairs)
        for (const index of judged) row(out.scores[checkpoint], index).set(row(scores, index))
        out.losses[checkpoint] += model.loss / used.length
      }
      out.tensorBytes = Math.max(out.tensorBytes, model.tensorBytes)
      checkpoints?.save({ fold, run: model.state, scores: out.scores, losses: out.losses })
    }
  }
  return out
}

/** Whether an earlier process has already done this fold. */
function isOver(fold: number, last: TrainingState | undefined): boolean {
  return last !== undefined && (last.fold === null || fold < last.fold)
}

/** Whether another fold has a photo of the same class. */
function isLearned({ classes, folds }: LabelledRows, index: number): boolean {
  return classes.some((label, other) => label === classes[index] && folds[other] !== folds[index])
}

/**
 * Trains one fold's model and yields it after every epoch (also before the first one, unless the run continues from a
 * checkpoint), with the embeddings [l, width] of all labelled rows at the epochs that the plan judges.
 */
async function* trainFold(
  task: FitTask,
  start: Float32Array,
  rows: Int32Array,
  trained: Int32Array,
  plan: TrainingPlan & RunPlan,
  random: Random,
  counter: EpochCounter,
): AsyncGenerator<{ trained: Trained; embeddings: Matrix | undefined }> {
  const inputs = task.inputs.map((input) => gatherRows(input, rows))
  const embed = (parameters: Float32Array): Matrix =>
    embedRows(task.tf, task.network, parameters, rows.length, (from, to) =>
      inputs.map((input) => rowRange(input, from, to)),
    )
  const used = trained.map((index) => rows[index])
  const training = epochs(task, start, used, plan, random)
  if (plan.from !== undefined) await training.next() // judged before the interruption
  for (let epoch = plan.from === undefined ? 0 : plan.from.epoch + 1; epoch <= plan.epochs; epoch += 1) {
    const { value } = await training.next()
    if (epoch > 0) counter.ended(value.loss)
    const isJudged = plan.checkpoints.includes(epoch)
    yield { trained: value, embeddings: isJudged ? embed(value.parameters) : undefined }
  }
}

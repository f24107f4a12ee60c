/**
 * @file Judges a training run on photos that it has not seen: each fold's model trains on the other folds, and is read at
 * several epochs, so that the number of epochs can be chosen by what it does to unseen photos.
 */
import { gatherRows, matrix, row, type Matrix } from '../math/matrix.ts'
import { embedRows, rowRange } from '../math/network.ts'
import type { Random } from '../math/random.ts'
import { epochs, type FitTask, type Trained } from './fit.ts'
import { classReadings } from './head-evaluation.ts'
import { indicesWhere } from './indices.ts'
import type { EpochReport, TrainingPlan } from './training-plan.ts'

/** The labelled photos, each with its class and its fold. */
export interface LabelledRows {
  /** [l] rows of the task's inputs */
  rows: Int32Array
  /** [l] */
  classes: Int32Array
  classCount: number
  /** [l] */
  folds: Int32Array
}

export interface CrossValidation {
  /** [l] the class of each, or -1 where the model of its fold had seen no photo of that class */
  truth: Int32Array
  /** For each checkpoint of the plan: what speaks for each class [l, classes] of the fold's own model; zeros where truth is -1 */
  scores: Matrix[]
  /** For each checkpoint: mean training loss of the epoch before it over the folds; NaN for the start */
  losses: number[]
}

export async function crossValidate(
  task: FitTask,
  start: Float32Array,
  labelled: LabelledRows,
  plan: TrainingPlan,
  random: Random,
  report: EpochReport,
): Promise<CrossValidation> {
  const { folds, classes, classCount } = labelled
  const used = [...new Set(folds)].sort((a, b) => a - b)
  const out: CrossValidation = {
    truth: Int32Array.from(classes, (label, index) => (isLearned(labelled, index) ? label : -1)),
    scores: plan.checkpoints.map(() => matrix(folds.length, classCount)),
    losses: plan.checkpoints.map(() => 0),
  }
  for (const fold of used) {
    const trained = indicesWhere(folds, (other) => other !== fold)
    const judged = indicesWhere(folds, (other, index) => other === fold && out.truth[index] >= 0)
    if (judged.length === 0) continue
    const run = readAtCheckpoints(
      task,
      start,
      labelled.rows,
      trained,
      plan,
      random.fork(`fold ${fold}`),
      report,
    )
    let checkpoint = 0
    for await (const { loss, embeddings, extras } of run) {
      const trainedClasses = trained.map((index) => classes[index])
      const pairs = task.strategy.reading?.(extras) ?? null
      const scores = await classReadings(embeddings, trained, trainedClasses, classCount, pairs)
      for (const index of judged) row(out.scores[checkpoint], index).set(row(scores, index))
      out.losses[checkpoint] += loss / used.length
      checkpoint += 1
    }
  }
  return out
}

/** Whether another fold has a photo of the same class. */
function isLearned({ classes, folds }: LabelledRows, index: number): boolean {
  return classes.some((label, other) => label === classes[index] && folds[other] !== folds[index])
}

/** Trains one fold's model and yields the embeddings [l, width] of all labelled rows at each checkpoint. */
async function* readAtCheckpoints(
  task: FitTask,
  start: Float32Array,
  rows: Int32Array,
  trained: Int32Array,
  plan: TrainingPlan,
  random: Random,
  report: EpochReport,
): AsyncGenerator<Pick<Trained, 'loss' | 'extras'> & { embeddings: Matrix }> {
  const inputs = task.inputs.map((input) => gatherRows(input, rows))
  const embed = (parameters: Float32Array): Matrix =>
    embedRows(task.tf, task.network, parameters, rows.length, (from, to) =>
      inputs.map((input) => rowRange(input, from, to)),
    )
  const training = epochs(
    task,
    start,
    trained.map((index) => rows[index]),
    plan.stepsPerEpoch,
    random,
  )
  for (let epoch = 0; epoch <= plan.epochs; epoch += 1) {
    const { value } = await training.next()
    if (epoch > 0) report(value.loss)
    if (plan.checkpoints.includes(epoch)) {
      yield { loss: value.loss, embeddings: embed(value.parameters), extras: value.extras }
    }
  }
}

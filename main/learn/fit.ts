/**
 * @file One training run: a network, a loss, batches, steps. Tensors never outlive a step; parameters and the optimiser's
 * state are plain arrays between steps, so that a cancel between two steps leaves nothing behind.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { throwIfCancelled } from '../../shared/errors.ts'
import { gatherRows, matrix, row, type Matrix } from '../math/matrix.ts'
import {
  embedRows,
  matrixTensors,
  parameterTensors,
  rowRange,
  unitRows,
  type Network,
} from '../math/network.ts'
import type { Random } from '../math/random.ts'
import type { Tensor, Tensor2D, TensorFlow } from '../math/tensorflow.ts'
import { adamState, adamStep, type AdamOptions } from './adam.ts'
import { batchPairs, batchSampler, drawer, type Pairs, type TrainingLabels } from './batches.ts'
import type { Strategy, TrainingBatch } from './strategies/strategy.ts'

/** Photos without a label that may train along. */
export interface UnlabelledPhotos {
  /** [u, d] each: one matrix per input of the network */
  readonly inputs: readonly Matrix[]
  /** What a strategy is told of them when only these labelled rows are known: [u, classes + 1], rows sum to 1. */
  targets: (rows: Int32Array) => Matrix
}

export interface FitTask {
  tf: TensorFlow
  network: Network
  strategy: Strategy
  /** [rows, d] each: one matrix per input of the network */
  inputs: readonly Matrix[]
  known: TrainingLabels
  unlabelled?: UnlabelledPhotos | undefined
  optimiser: AdamOptions
  /** Share of the input numbers that are dropped in each step, the others grow accordingly. */
  dropout: number
  signal?: AbortSignal | undefined
}

/** What has been trained so far; the same arrays after every epoch: copy what you keep. */
export interface Trained {
  /** Mean loss of the epoch. */
  loss: number
  /** The network's. */
  parameters: Float32Array
  /** The strategy's own, by name. */
  extras: Readonly<Record<string, Float32Array>>
}

/** A loss's own parameters begin anywhere, while the network begins at a good baseline: they may move faster. */
const EXTRA_OPTIMISER: AdamOptions = { rate: 5e-3, decay: 0 }

/**
 * Trains on the given rows for one epoch after another; the generator's owner decides when it was enough.
 * @param parameters the start; not changed
 * @param stepsPerEpoch an epoch is as many steps, whether or not every photo was seen
 */
export async function* epochs(
  task: FitTask,
  parameters: Float32Array,
  rows: Int32Array,
  stepsPerEpoch: number,
  random: Random,
): AsyncGenerator<Trained, never> {
  const run = new Run(task, parameters, rows, random)
  for (;;) {
    let total = 0
    for (let step = 0; step < stepsPerEpoch; step += 1) {
      await nextTurn() // lets a cancel arrive
      throwIfCancelled(task.signal)
      total += run.step()
    }
    yield { loss: total / stepsPerEpoch, parameters: run.parameters, extras: run.extras }
  }
}

class Run {
  readonly parameters: Float32Array
  readonly extras: Record<string, Float32Array>
  readonly #task: FitTask
  readonly #networkState
  readonly #extraStates
  readonly #nextBatch: () => Int32Array
  readonly #nextUnlabelled: (() => Int32Array) | undefined
  readonly #targets: Matrix | undefined
  readonly #noise: Random

  constructor(task: FitTask, start: Float32Array, rows: Int32Array, random: Random) {
    const { strategy, network, known, unlabelled } = task
    this.#task = task
    this.parameters = start.slice()
    this.#networkState = adamState(this.parameters)
    const wanted = strategy.extras(network.width, known.classes)
    const point = {
      random: random.fork('extras'),
      classMeans: classMeans(task, start, rows, wanted.length > 0),
    }
    this.extras = Object.fromEntries(wanted.map(({ name, initial }) => [name, initial(point)]))
    this.#extraStates = new Map(
      Object.entries(this.extras).map(([name, values]) => [name, adamState(values)]),
    )
    this.#nextBatch = batchSampler(known, rows, random.fork('batches'))
    if (strategy.unlabelled > 0 && unlabelled !== undefined && unlabelled.inputs[0].rows > 0) {
      this.#nextUnlabelled = drawer(unlabelled.inputs[0].rows, strategy.unlabelled, random.fork('unlabelled'))
      this.#targets = unlabelled.targets(rows)
    }
    this.#noise = random.fork('dropout')
  }

  /** One step of the optimiser. @returns the batch's loss. */
  step(): number {
    const { known, inputs, dropout, optimiser, unlabelled } = this.#task
    const batch = this.#nextBatch()
    const others = this.#nextUnlabelled?.()
    const rows = (of: readonly Matrix[], chosen: Int32Array): Matrix[] =>
      of.map((input) => gatherWithDropout(input, chosen, dropout, this.#noise))
    const { loss, gradient, extraGradients } = lossAndGradient(this.#task, this, {
      inputs: rows(inputs, batch),
      pairs: batchPairs(known, batch),
      labels: batch.map((index) => known.labels[index]),
      classes: known.classes,
      unlabelled:
        others === undefined || unlabelled === undefined || this.#targets === undefined
          ? undefined
          : { inputs: rows(unlabelled.inputs, others), targets: gatherRows(this.#targets, others) },
    })
    adamStep(this.parameters, gradient, this.#networkState, optimiser)
    for (const [name, state] of this.#extraStates) {
      adamStep(this.extras[name], extraGradients[name], state, EXTRA_OPTIMISER)
    }
    return loss
  }
}

/** One batch as numbers. */
export interface BatchNumbers {
  /** [b, d] each */
  inputs: readonly Matrix[]
  pairs: Pairs
  /** [b] class, or -1 */
  labels: Int32Array
  classes: number
  unlabelled?: { inputs: readonly Matrix[]; targets: Matrix } | undefined
}

export interface LossAndGradient {
  loss: number
  /** Of the network's parameters. */
  gradient: Float32Array
  extraGradients: Record<string, Float32Array>
}

/** Leaves no tensor behind, also when it throws. */
export function lossAndGradient(
  { tf, network, strategy }: Pick<FitTask, 'tf' | 'network' | 'strategy'>,
  { parameters, extras }: Pick<Trained, 'parameters' | 'extras'>,
  batch: BatchNumbers,
): LossAndGradient {
  return tf.tidy(() => {
    const given = inputTensors(tf, batch)
    const blocks = network.blocks.length
    const shapes = strategy.extras(network.width, batch.classes)
    const lossOf = (...weights: Tensor[]) => {
      const named = Object.fromEntries(shapes.map(({ name }, index) => [name, weights[blocks + index]]))
      const raw = network.project(tf, weights.slice(0, blocks), given.inputs)
      return strategy.loss(tf, trainingBatch(tf, raw, batch, given), named)
    }
    const { value, grads } = tf.valueAndGrads(lossOf)([
      ...parameterTensors(tf, network, parameters),
      ...shapes.map(({ name, shape }) => tf.tensor(extras[name], shape)),
    ])
    const gradient = new Float32Array(parameters.length)
    network.blocks.forEach(({ offset }, index) => {
      gradient.set(grads[index].dataSync<'float32'>(), offset)
    })
    const extraGradients = Object.fromEntries(
      shapes.map(({ name }, index) => [name, grads[blocks + index].dataSync<'float32'>().slice()]),
    )
    return { loss: value.dataSync()[0], gradient, extraGradients }
  })
}

interface GivenTensors {
  /** Labelled rows first, then those without a label: one forward pass for both. */
  inputs: Tensor2D[]
  pairs: TrainingBatch['pairs']
  classes: Tensor2D
  targets: Tensor2D | undefined
}

function inputTensors(
  tf: TensorFlow,
  { inputs, pairs, labels, classes, unlabelled }: BatchNumbers,
): GivenTensors {
  const size = labels.length
  const oneHot = new Float32Array(size * classes)
  labels.forEach((label, index) => {
    if (label >= 0) oneHot[index * classes + label] = 1
  })
  const labelled = matrixTensors(tf, inputs)
  const others = unlabelled === undefined ? undefined : matrixTensors(tf, unlabelled.inputs)
  return {
    inputs:
      others === undefined ? labelled : labelled.map((input, index) => tf.concat([input, others[index]], 0)),
    pairs: {
      same: tf.tensor2d(pairs.same, [size, size]),
      different: tf.tensor2d(pairs.different, [size, size]),
    },
    classes: tf.tensor2d(oneHot, [size, classes]),
    targets: unlabelled === undefined ? undefined : matrixTensors(tf, [unlabelled.targets])[0],
  }
}

function trainingBatch(
  tf: TensorFlow,
  raw: Tensor2D,
  batch: BatchNumbers,
  given: GivenTensors,
): TrainingBatch {
  const { pairs, classes, targets } = given
  const embeddings = unitRows(tf, raw)
  if (targets === undefined) return { raw, embeddings, pairs, classes }
  const [size, width] = [batch.labels.length, raw.shape[1]]
  const [others] = targets.shape
  return {
    raw: tf.slice(raw, [0, 0], [size, width]),
    embeddings: tf.slice(embeddings, [0, 0], [size, width]),
    pairs,
    classes,
    unlabelled: { embeddings: tf.slice(embeddings, [size, 0], [others, width]), targets },
  }
}

/** [classes, width] the direction of each class's mean before training; not computed where nobody asks. */
function classMeans(task: FitTask, start: Float32Array, rows: Int32Array, wanted: boolean): Matrix {
  const { tf, network, known, inputs } = task
  const means = matrix(known.classes, network.width)
  if (!wanted) return means
  const labelled = inputs.map((input) => gatherRows(input, rows))
  const embeddings = embedRows(tf, network, start, rows.length, (from, to) =>
    labelled.map((input) => rowRange(input, from, to)),
  )
  rows.forEach((index, l) => {
    if (known.labels[index] < 0) return
    const [sum, values] = [row(means, known.labels[index]), row(embeddings, l)]
    for (let k = 0; k < sum.length; k += 1) sum[k] += values[k]
  })
  for (let c = 0; c < means.rows; c += 1) {
    const mean = row(means, c)
    const length = Math.hypot(...mean)
    if (length > 0) for (let k = 0; k < mean.length; k += 1) mean[k] /= length
  }
  return means
}

function gatherWithDropout(input: Matrix, rows: Int32Array, share: number, random: Random): Matrix {
  const out = matrix(rows.length, input.columns)
  for (let i = 0; i < rows.length; i += 1) row(out, i).set(row(input, rows[i]))
  if (share === 0) return out
  const kept = 1 / (1 - share)
  for (let i = 0; i < out.data.length; i += 1) out.data[i] = random.next() < share ? 0 : out.data[i] * kept
  return out
}

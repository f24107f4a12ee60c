/**
 * @file One training run: a network, a loss, batches, steps. Tensors never outlive a step; parameters and the optimiser's
 * state are plain arrays between steps, so that a cancel between two steps leaves nothing behind.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { throwIfCancelled } from '../../shared/errors.ts'
import { gatherRows, type Matrix } from '../math/matrix.ts'
import { embedRows, rowRange, type Network } from '../math/network.ts'
import type { Random } from '../math/random.ts'
import type { TensorFlow } from '../math/tensorflow.ts'
import { adamState, adamStep, type AdamOptions, type AdamState } from './adam.ts'
import { batchPairs, batchSampler, drawer, withMade, type TrainingLabels } from './batches.ts'
import { classMeans } from './class-means.ts'
import { dropped } from './dropout.ts'
import { lossAndGradient } from './gradient.ts'
import { indicesWhere } from './indices.ts'
import type { Augmenter, Strategy } from './strategies/strategy.ts'

/** Photos without a label that may train along. */
export interface UnlabelledPhotos {
  /** [u, d] each: one matrix per input of the network */
  readonly inputs: readonly Matrix[]
  /** What a strategy is told of them when only these labelled rows are known: [u, classes + 1], rows sum to 1. */
  targets: (rows: Int32Array) => Matrix
  /** [u] the class that each is all but certain to have when only these labelled rows are known, or -1. */
  sure: (rows: Int32Array) => Int32Array
}

export interface FitTask {
  tf: TensorFlow
  network: Network
  strategy: Strategy
  /** [rows, d] each: one matrix per input of the network */
  inputs: readonly Matrix[]
  known: TrainingLabels
  unlabelled?: UnlabelledPhotos | undefined
  /**
   * Photos without a label train along where their class is all but certain. Then `inputs` (and `known`) go on, behind their
   * own rows, with those of `unlabelled`.
   */
  pseudoLabels?: boolean | undefined
  optimiser: AdamOptions
  /** Share of the input numbers that are dropped in each step, the others grow accordingly. */
  dropout: number
  signal?: AbortSignal | undefined
}

/** What has been trained so far; the same arrays after every epoch: copy what you keep. */
export interface Trained {
  /** Mean loss of the epoch; NaN before the first. */
  loss: number
  /** The network's. */
  parameters: Float32Array
  /** The strategy's own, by name. */
  extras: Readonly<Record<string, Float32Array>>
}

/** A loss's own parameters begin anywhere, while the network begins at a good baseline: they may move faster. */
const EXTRA_OPTIMISER: AdamOptions = { rate: 5e-3, decay: 0 }

/**
 * Yields the start, then the state after one epoch after another; the generator's owner decides when it was enough.
 * @param start the network's parameters; not changed
 * @param rows of the task's inputs that may be trained on
 * @param stepsPerEpoch an epoch is as many steps, whether or not every photo was seen
 */
export async function* epochs(
  task: FitTask,
  start: Float32Array,
  rows: Int32Array,
  stepsPerEpoch: number,
  random: Random,
): AsyncGenerator<Trained, never> {
  const run = new Run(task, start, rows, random)
  yield { loss: Number.NaN, parameters: run.parameters, extras: run.extras }
  await run.prepare()
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
  readonly #rows: Int32Array
  readonly #random: Random
  readonly #networkState: AdamState
  readonly #extraStates: ReadonlyMap<string, AdamState>
  readonly #nextBatch: () => Int32Array
  readonly #nextUnlabelled: (() => Int32Array) | undefined
  readonly #targets: Matrix | undefined
  readonly #noise: Random
  #augmenter: Augmenter | undefined

  constructor(task: FitTask, start: Float32Array, rows: Int32Array, random: Random) {
    const { strategy, unlabelled } = task
    const told =
      task.pseudoLabels === true && unlabelled !== undefined ? withSure(task, unlabelled, rows) : undefined
    const known = told?.known ?? task.known
    this.#task = { ...task, known }
    this.#rows = told?.rows ?? rows
    this.#random = random
    this.parameters = start.slice()
    this.#networkState = adamState(this.parameters)
    this.extras = initialExtras(task, start, rows, random.fork('extras'))
    this.#extraStates = new Map(
      Object.entries(this.extras).map(([name, values]) => [name, adamState(values)]),
    )
    this.#nextBatch = batchSampler(known, this.#rows, random.fork('batches'))
    if (strategy.unlabelled > 0 && unlabelled !== undefined && unlabelled.inputs[0].rows > 0) {
      this.#nextUnlabelled = drawer(unlabelled.inputs[0].rows, strategy.unlabelled, random.fork('unlabelled'))
      this.#targets = unlabelled.targets(rows)
    }
    this.#noise = random.fork('dropout')
  }

  /** What a strategy learns before its first step from the labels of this run alone. */
  async prepare(): Promise<void> {
    const { tf, strategy, inputs, known, signal } = this.#task
    this.#augmenter = await strategy.augmenter?.({
      tf,
      inputs: inputs.map((input) => gatherRows(input, this.#rows)),
      labels: this.#rows.map((index) => known.labels[index]),
      random: this.#random.fork('augmenter'),
      signal,
    })
  }

  /** One step of the optimiser. @returns the batch's loss. */
  step(): number {
    const { known, inputs, dropout, optimiser, unlabelled } = this.#task
    const batch = this.#nextBatch()
    const others = this.#nextUnlabelled?.()
    const rows = (of: readonly Matrix[], chosen: Int32Array): Matrix[] =>
      of.map((input) => dropped(gatherRows(input, chosen), dropout, this.#noise))
    const own = {
      inputs: rows(inputs, batch),
      labels: batch.map((index) => known.labels[index]),
      pairs: batchPairs(known, batch),
    }
    const made = this.#augmenter?.(own.inputs, own.labels)
    const { loss, gradient, extraGradients } = lossAndGradient(this.#task, this, {
      ...(made === undefined ? own : withMade(own, made)),
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

/** The labels and the rows to train on, with those photos beside that are sure enough. */
function withSure(
  { known, inputs }: FitTask,
  unlabelled: UnlabelledPhotos,
  rows: Int32Array,
): { known: TrainingLabels; rows: Int32Array } {
  const sure = unlabelled.sure(rows)
  const first = inputs[0].rows - sure.length
  const labels = known.labels.slice()
  labels.set(sure, first)
  const added = indicesWhere(sure, (label) => label >= 0).map((index) => first + index)
  return { known: { ...known, labels }, rows: Int32Array.from([...rows, ...added]) }
}

/** The strategy's own parameters before training. */
function initialExtras(
  { tf, strategy, network, known, inputs }: FitTask,
  start: Float32Array,
  rows: Int32Array,
  random: Random,
): Record<string, Float32Array> {
  const wanted = strategy.extras(network.width, known.classes)
  if (wanted.length === 0) return {}
  const labelled = inputs.map((input) => gatherRows(input, rows))
  const embeddings = embedRows(tf, network, start, rows.length, (from, to) =>
    labelled.map((input) => rowRange(input, from, to)),
  )
  const labels = rows.map((index) => known.labels[index])
  const all = Int32Array.from(rows.keys())
  const point = { random, classMeans: classMeans(embeddings, all, labels, known.classes) }
  return Object.fromEntries(wanted.map(({ name, initial }) => [name, initial(point)]))
}

/**
 * @file One training run: a network, a loss, batches, steps. Tensors never outlive a step; parameters and the optimiser's
 * state are plain arrays between steps, so that a cancel between two steps leaves nothing behind.
 */
import { throwIfCancelled } from '../../../shared/errors.ts'
import { gatherRows, type Matrix } from '../../math/matrix.ts'
import { nextTurn } from '../../math/next-turn.ts'
import type { Random } from '../../math/random.ts'
import { adamState, adamStep, restoreAdam, type AdamOptions, type AdamState } from './adam.ts'
import { batchPairs, batchSampler, drawer, withGenerated } from './batches.ts'
import type { RunState } from './checkpoint.ts'
import { drop } from './dropout.ts'
import { initialExtras, withoutRows, addPseudoLabels, type FitTask, type TrainingSet } from './fit-task.ts'
import { lossAndGradient, type BatchNumbers, type Scratch } from './gradient.ts'
import type { Augmenter } from '../strategies/strategy.ts'

/** What has been trained so far; the same arrays after every epoch: copy what you keep. */
export interface Trained {
  /** Mean loss of the epoch; NaN before the first. */
  loss: number
  /** The network's. */
  parameters: Float32Array
  /** The strategy's own, by name. */
  extras: Readonly<Record<string, Float32Array>>
  /** All of it, for a checkpoint. */
  state: RunState
  /** The most bytes of tensors in a step so far. */
  tensorBytes: number
}

/** The length of a run, and where it continues. */
export interface RunPlan {
  /** Steps of one epoch, whether or not they use every photo. */
  readonly stepsPerEpoch: number
  /** The most epochs of the run: learning rates may depend on it. */
  readonly epochs: number
  /** The state that an earlier process saved of the same run. */
  readonly from?: RunState | undefined
}

/** The parameters of a loss start anywhere, while the network starts at a good baseline: they may change faster. */
const EXTRA_OPTIMISER: AdamOptions = { rate: 5e-3, decay: 0 }

/**
 * Yields the start, then the state after each epoch, for as long as the caller wants. A run that continues yields the
 * saved state first, and then the same states as the first run would have.
 * @param start the network's parameters; not changed
 * @param rows of the task's inputs that may be trained on
 */
export async function* epochs(
  task: FitTask,
  start: Float32Array,
  rows: Int32Array,
  plan: RunPlan,
  random: Random,
): AsyncGenerator<Trained, never> {
  const { unlabelled } = task
  const isSelfTaught = task.pseudoLabels === true && unlabelled !== undefined
  const trainingSet = isSelfTaught ? await addPseudoLabels(task, unlabelled, rows) : undefined
  const run = new Run(task, start, rows, random, trainingSet)
  if (plan.from !== undefined) {
    await run.prepare()
    run.goOnFrom(plan.from, plan.stepsPerEpoch)
  }
  yield run.trained(Number.NaN)
  if (plan.from === undefined) await run.prepare()
  for (;;) {
    let total = 0
    const rates = task.network.recipe?.rates?.(run.epoch + 1, plan.epochs)
    for (let step = 0; step < plan.stepsPerEpoch; step += 1) {
      await nextTurn() // lets a cancel arrive
      throwIfCancelled(task.signal)
      total += await run.step(rates)
    }
    run.epoch += 1
    yield run.trained(total / plan.stepsPerEpoch)
  }
}

class Run {
  readonly parameters: Float32Array
  readonly extras: Record<string, Float32Array>
  /** Epochs that are done. */
  epoch = 0
  readonly #task: FitTask
  readonly #rows: Int32Array
  /** The rows that the person has labelled. */
  readonly #labelled: Int32Array
  readonly #random: Random
  readonly #blocks: readonly { parameters: Float32Array; state: AdamState }[]
  readonly #extraStates: ReadonlyMap<string, AdamState>
  readonly #nextBatch: () => Int32Array
  readonly #nextUnlabelled: (() => Int32Array) | undefined
  #targets: Matrix | undefined
  readonly #noise: Random
  readonly #scratch: Scratch = {}
  #steps = 0
  #tensorBytes = 0
  #augmenter: Augmenter | undefined

  /** @param trainingSet the labels and rows to train on, where they differ from the task's */
  constructor(
    task: FitTask,
    start: Float32Array,
    rows: Int32Array,
    random: Random,
    trainingSet?: TrainingSet,
  ) {
    const { strategy, unlabelled } = task
    const supervision = trainingSet?.supervision ?? task.supervision
    this.#task = { ...task, supervision }
    this.#rows = trainingSet?.rows ?? rows
    this.#labelled = rows
    this.#random = random
    this.parameters = start.slice()
    this.#blocks = task.network.blocks.map(({ offset, size }) => {
      const parameters = this.parameters.subarray(offset, offset + size)
      return { parameters, state: adamState(parameters) }
    })
    this.extras = initialExtras(task, start, rows, random.fork('extras'))
    this.#extraStates = new Map(
      Object.entries(this.extras).map(([name, values]) => [name, adamState(values)]),
    )
    this.#nextBatch = batchSampler(
      supervision,
      this.#rows,
      random.fork('batches'),
      task.network.recipe?.batch,
    )
    const others = strategy.unlabelled > 0 && unlabelled !== undefined ? withoutRows(unlabelled, rows) : []
    if (others.length > 0) {
      const next = drawer(others.length, strategy.unlabelled, random.fork('unlabelled'))
      this.#nextUnlabelled = () => next().map((index) => others[index])
    }
    this.#noise = random.fork('dropout')
  }

  /** What a strategy learns, or gets as targets, before its first step, from the labels of this run alone. */
  async prepare(): Promise<void> {
    const { tf, strategy, inputs, supervision, signal, unlabelled } = this.#task
    if (this.#nextUnlabelled !== undefined) {
      this.#targets = await unlabelled?.targets(this.#labelled, strategy.teacher ?? 'propagation')
    }
    this.#augmenter = await strategy.augmenter?.({
      tf,
      inputs: inputs.map((input) => gatherRows(input, this.#rows)),
      labels: this.#rows.map((index) => supervision.labels[index]),
      random: this.#random.fork('augmenter'),
      signal,
    })
  }

  /** What has been trained so far. */
  trained(loss: number): Trained {
    const { parameters, extras } = this
    const state = {
      epoch: this.epoch,
      parameters,
      blocks: this.#blocks.map((block) => block.state),
      extras: Object.fromEntries(
        [...this.#extraStates].map(([name, moments]) => [name, { values: extras[name], moments }]),
      ),
    }
    return { loss, parameters, extras, state, tensorBytes: this.#tensorBytes }
  }

  /** Continues a run of the same task and seed: the random numbers of its steps are drawn again. */
  goOnFrom(from: RunState, stepsPerEpoch: number): void {
    this.parameters.set(from.parameters)
    this.#blocks.forEach(({ state }, index) => {
      restoreAdam(state, from.blocks[index])
    })
    for (const [name, state] of this.#extraStates) {
      this.extras[name].set(from.extras[name].values)
      restoreAdam(state, from.extras[name].moments)
    }
    this.epoch = from.epoch
    for (let step = 0; step < from.epoch * stepsPerEpoch; step += 1) this.#draw()
  }

  /**
   * One step of the optimiser.
   * @param rates a factor of the learning rate for each block: see TrainingRecipe
   * @returns the batch's loss
   */
  async step(rates?: readonly number[]): Promise<number> {
    const { optimiser } = this.#task
    const rateOf = (block: number): number => rates?.[block] ?? 1
    const moves = (block: number): boolean => rateOf(block) > 0
    const made = await lossAndGradient(this.#task, this, this.#draw(), moves, this.#scratch)
    const { loss, gradient, extraGradients } = made
    this.#tensorBytes = Math.max(this.#tensorBytes, made.tensorBytes)
    this.#task.network.blocks.forEach(({ offset, size }, index) => {
      if (!moves(index)) return
      const { parameters, state } = this.#blocks[index]
      const rate = optimiser.rate * rateOf(index)
      adamStep(parameters, gradient.subarray(offset, offset + size), state, { ...optimiser, rate })
    })
    for (const [name, state] of this.#extraStates) {
      adamStep(this.extras[name], extraGradients[name], state, EXTRA_OPTIMISER)
    }
    return loss
  }

  /** The next batch. All random choices of a step are made here. */
  #draw(): BatchNumbers {
    const { supervision, inputs, dropout, unlabelled } = this.#task
    const batch = this.#nextBatch()
    const others = this.#nextUnlabelled?.()
    const rows = (of: readonly Matrix[], chosen: Int32Array): Matrix[] =>
      of.map((input) => drop(gatherRows(input, chosen), dropout, this.#noise))
    const own = {
      inputs: rows(inputs, batch),
      labels: batch.map((index) => supervision.labels[index]),
      pairs: batchPairs(supervision, batch),
    }
    const generated = this.#augmenter?.(own.inputs, own.labels)
    this.#steps += 1
    return {
      ...(generated === undefined ? own : withGenerated(own, generated)),
      classes: supervision.classes,
      unlabelled:
        others === undefined || unlabelled === undefined || this.#targets === undefined
          ? undefined
          : { inputs: rows(unlabelled.inputs, others), targets: gatherRows(this.#targets, others) },
      augment: this.#random.fork(`views ${this.#steps}`),
    }
  }
}

/** @file The task of one training run, and what is prepared from it before the first step. */
import { gatherRows, type Matrix } from '../../math/matrix.ts'
import { embedRows, rowRange, type Network } from '../../math/network.ts'
import type { Random } from '../../math/random.ts'
import type { TensorFlow } from '../../math/tensorflow.ts'
import type { AdamOptions } from './adam.ts'
import type { TrainingLabels } from './batches.ts'
import { classMeans } from '../fast-path/class-means.ts'
import type { Strategy, Teacher } from '../strategies/strategy.ts'

/** Photos without a label that training may use. */
export interface UnlabelledPhotos {
  /** [u, d] each: one matrix per input of the network */
  readonly inputs: readonly Matrix[]
  /**
   * [u] the row of the training inputs that holds the same photo, or -1. A fold's run, whose labels do not include
   * the photos that it judges, uses these photos as unlabelled ones, as it will the photos that it is meant for.
   */
  readonly rowOf?: Int32Array | undefined
  /**
   * The targets that a strategy gets for them when only these rows count as labelled: [u, classes + 1], rows sum to 1
   * (or to 0 where nothing is known).
   */
  targets: (rows: Int32Array, teacher: Teacher) => Matrix | Promise<Matrix>
  /** [u] the class that each has almost certainly when only these rows count as labelled, or -1. */
  pseudoLabels: (rows: Int32Array) => Int32Array | Promise<Int32Array>
}

export interface FitTask {
  tf: TensorFlow
  network: Network
  strategy: Strategy
  /** [rows, d] each: one matrix per input of the network */
  inputs: readonly Matrix[]
  supervision: TrainingLabels
  unlabelled?: UnlabelledPhotos | undefined
  /**
   * Whether photos without a label are trained on where their class is almost certain. If so, the rows of
   * `unlabelled` follow the own rows of `inputs` (and of `supervision`).
   */
  pseudoLabels?: boolean | undefined
  optimiser: AdamOptions
  /** Share of the input numbers that are dropped in each step; the others are scaled up to make up for it. */
  dropout: number
  signal?: AbortSignal | undefined
}

/** The photos without a label that are not among these rows. */
export function withoutRows({ inputs, rowOf }: UnlabelledPhotos, rows: Int32Array): number[] {
  const isTrained = new Set(rows)
  return Array.from({ length: inputs[0].rows }, (_, index) => index).filter(
    (index) => !isTrained.has(rowOf?.[index] ?? -1),
  )
}

export interface TrainingSet {
  supervision: TrainingLabels
  rows: Int32Array
}

/** The labels and the rows to train on, with the pseudo-labels that are certain enough. */
export async function addPseudoLabels(
  { supervision, inputs }: FitTask,
  unlabelled: UnlabelledPhotos,
  rows: Int32Array,
): Promise<TrainingSet> {
  const pseudoLabels = await unlabelled.pseudoLabels(rows)
  const first = inputs[0].rows - pseudoLabels.length
  const labels = supervision.labels.slice()
  labels.set(pseudoLabels, first)
  const others = withoutRows(unlabelled, rows)
  const added = others.filter((index) => pseudoLabels[index] >= 0).map((index) => first + index)
  return { supervision: { ...supervision, labels }, rows: Int32Array.from([...rows, ...added]) }
}

/** The strategy's own parameters before training. */
export function initialExtras(
  { tf, strategy, network, supervision, inputs }: FitTask,
  start: Float32Array,
  rows: Int32Array,
  random: Random,
): Record<string, Float32Array> {
  const wanted = strategy.extras(network.width, supervision.classes)
  if (wanted.length === 0) return {}
  const labelled = inputs.map((input) => gatherRows(input, rows))
  const embeddings = embedRows(tf, network, start, rows.length, (from, to) =>
    labelled.map((input) => rowRange(input, from, to)),
  )
  const labels = rows.map((index) => supervision.labels[index])
  const all = Int32Array.from(rows.keys())
  const point = { random, classMeans: classMeans(embeddings, all, labels, supervision.classes) }
  return Object.fromEntries(wanted.map(({ name, initial }) => [name, initial(point)]))
}

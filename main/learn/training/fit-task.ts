/** @file What one training run is about, and what it makes of that before its first step. */
import { gatherRows, type Matrix } from '../../math/matrix.ts'
import { embedRows, rowRange, type Network } from '../../math/network.ts'
import type { Random } from '../../math/random.ts'
import type { TensorFlow } from '../../math/tensorflow.ts'
import type { AdamOptions } from './adam.ts'
import type { TrainingLabels } from './batches.ts'
import { classMeans } from '../fast-path/class-means.ts'
import type { Strategy, Teacher } from '../strategies/strategy.ts'

/** Photos without a label that may train along. */
export interface UnlabelledPhotos {
  /** [u, d] each: one matrix per input of the network */
  readonly inputs: readonly Matrix[]
  /**
   * [u] the row of the training inputs that each is as well, or -1. A run whose labels do not include it (that of a fold, for
   * what the fold judges) sees it without its label, as it will see the photos that it is there for.
   */
  readonly rowOf?: Int32Array | undefined
  /**
   * What a strategy is told of them when only these labelled rows are known: [u, classes + 1], rows sum to 1 (or to 0 where
   * nothing can be said).
   */
  targets: (rows: Int32Array, teacher: Teacher) => Matrix | Promise<Matrix>
  /** [u] the class that each is all but certain to have when only these labelled rows are known, or -1. */
  sure: (rows: Int32Array) => Int32Array | Promise<Int32Array>
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

/** Those of the photos without a label that are not among these rows. */
export function withoutRows({ inputs, rowOf }: UnlabelledPhotos, rows: Int32Array): number[] {
  const isTrained = new Set(rows)
  return Array.from({ length: inputs[0].rows }, (_, index) => index).filter(
    (index) => !isTrained.has(rowOf?.[index] ?? -1),
  )
}

export interface TrainingSet {
  known: TrainingLabels
  rows: Int32Array
}

/** The labels and the rows to train on, with those photos beside that are sure enough. */
export async function addPseudoLabels(
  { known, inputs }: FitTask,
  unlabelled: UnlabelledPhotos,
  rows: Int32Array,
): Promise<TrainingSet> {
  const sure = await unlabelled.sure(rows)
  const first = inputs[0].rows - sure.length
  const labels = known.labels.slice()
  labels.set(sure, first)
  const others = withoutRows(unlabelled, rows)
  const added = others.filter((index) => sure[index] >= 0).map((index) => first + index)
  return { known: { ...known, labels }, rows: Int32Array.from([...rows, ...added]) }
}

/** The strategy's own parameters before training. */
export function initialExtras(
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

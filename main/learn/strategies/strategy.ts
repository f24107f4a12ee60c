/**
 * @file The seam for ways of learning: how the embeddings of one batch become a loss. Another strategy is another file
 * beside triplet.ts, a line in index.ts and a name in shared/domain.ts; nothing else knows how many there are.
 */
import type { StrategyName } from '../../../shared/domain.ts'
import type { Matrix } from '../../math/matrix.ts'
import type { Network } from '../../math/network.ts'
import type { Random } from '../../math/random.ts'
import type { Scalar, Tensor, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'
import type { PairClassifier } from '../training/pair-classifier.ts'

/** Which pairs of a batch belong together and which do not; both [b, b] of 0 and 1, with a zero diagonal. */
export interface PairMasks {
  /** (i, j) = 1: i and j were confirmed as the same class. */
  same: Tensor2D
  /** (i, j) = 1: they were confirmed as different, or j was rejected for i's class. */
  different: Tensor2D
}

/**
 * Who gives photos without a label their targets: label propagation, which leaves a share for "none of these", or the fast
 * path with all its views, which leaves none.
 */
export type Teacher = 'propagation' | 'fast-path'

/** Photos without a label that went through the network in the same forward pass. */
export interface UnlabelledBatch {
  /** [u, width], rows L2-normalised */
  embeddings: Tensor2D
  /** [u, classes + 1] rows sum to 1: what the strategy's teacher makes of each photo; the last column is "none of these". */
  targets: Tensor2D
}

/** What a loss sees; all of it is disposed of by the caller. */
export interface TrainingBatch {
  /** [b, width] as the network gives them */
  raw: Tensor2D
  /** [b, width] the same, rows L2-normalised */
  embeddings: Tensor2D
  pairs: PairMasks
  /** [b, classes] 1 for the confirmed class; a row of zeros for a photo of which only a rejection is known */
  classes: Tensor2D
  /** Only for a strategy that asks for them, and only where there are such photos. */
  unlabelled?: UnlabelledBatch | undefined
}

/** Where training starts, for parameters that begin at what the baseline says. */
export interface StartingPoint {
  random: Random
  /** [classes, width] mean embedding of each class's labelled photos before training, L2-normalised; zeros without one. */
  classMeans: Matrix
}

/** Parameters that a loss needs beside the network's, such as the weights of a softmax. They train along. */
export interface ExtraParameters {
  name: string
  shape: number[]
  /** As many numbers as the shape holds. */
  initial: (start: StartingPoint) => Float32Array
}

/** Makes photos for the classes of a batch that have few in it: rows that follow the batch's own. */
export type Augmenter = (
  inputs: readonly Matrix[],
  labels: Int32Array,
) => { inputs: readonly Matrix[]; labels: Int32Array } | undefined

/** The labels that a run may use, and nothing else. */
export interface AugmenterTask {
  tf: TensorFlow
  /** [l, d] each: one matrix per input of the network */
  inputs: readonly Matrix[]
  /** [l] class of each */
  labels: Int32Array
  random: Random
  signal?: AbortSignal | undefined
}

/** All photos there are, with or without a label: what may be learned before any label is looked at. */
export interface StartTask {
  tf: TensorFlow
  network: Network
  parameters: Float32Array
  /** [n, d] each: one matrix per input of the network */
  inputs: readonly Matrix[]
  random: Random
  signal?: AbortSignal | undefined
}

export interface Strategy {
  readonly name: StrategyName
  /** Recorded with the head. */
  readonly hyperParameters: Readonly<Record<string, number>>
  /** How many photos without a label join each batch. */
  readonly unlabelled: number
  /** Who says what they are likely to be; propagation unless said. */
  readonly teacher?: Teacher
  /** Whether its loss takes classes and targets that were mixed as the photos were; not where it looks at pairs. */
  readonly mixes?: boolean
  extras(width: number, classes: number): readonly ExtraParameters[]
  /** @returns the network's parameters to start from in the place of the baseline's. */
  start?(task: StartTask): Promise<Float32Array>
  augmenter?(task: AugmenterTask): Promise<Augmenter>
  /** Directions R [width, bits] of the binary codes that the training found: row by row, bits a multiple of 8. */
  codes?(extras: Readonly<Record<string, Float32Array>>): Float32Array
  /** The distance that reads the embeddings in the cosine's place. */
  reading?(extras: Readonly<Record<string, Float32Array>>): PairClassifier
  /** @returns the batch's mean loss, a scalar; disposed of by the caller. */
  loss(tf: TensorFlow, batch: TrainingBatch, extras: Readonly<Record<string, Tensor>>): Scalar
}

/** For a strategy whose loss looks at pairs of embeddings and at nothing else. */
export function pairStrategy(
  name: StrategyName,
  hyperParameters: Readonly<Record<string, number>>,
  loss: (tf: TensorFlow, embeddings: Tensor2D, pairs: PairMasks) => Scalar,
): Strategy {
  return {
    name,
    hyperParameters,
    unlabelled: 0,
    extras: () => [],
    loss: (tf, { embeddings, pairs }) => loss(tf, embeddings, pairs),
  }
}

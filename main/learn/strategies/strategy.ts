/**
 * @file The interface of a strategy: how the embeddings of one batch become a loss. To add one, add a file beside
 * triplet.ts, a line in index.ts and a name in shared/domain.ts; no other file lists them.
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
 * Where photos without a label get their targets from: label propagation, which leaves a share for "none of these",
 * or the fast path with all its experts, which leaves none.
 */
export type Teacher = 'propagation' | 'fast-path'

/** Photos without a label that went through the network in the same forward pass. */
export interface UnlabelledBatch {
  /** [u, width], rows L2-normalised */
  embeddings: Tensor2D
  /**
   * [u, classes + 1] rows sum to 1: the teacher's probabilities for each photo; the last column is "none of these".
   */
  targets: Tensor2D
}

/** The input of a loss; the caller disposes of all of it. */
export interface TrainingBatch {
  /** [b, width] as the network gives them */
  raw: Tensor2D
  /** [b, width] the same, rows L2-normalised */
  embeddings: Tensor2D
  pairs: PairMasks
  /** [b, classes] 1 for the confirmed class; a row of zeros for a photo that has only rejections */
  classes: Tensor2D
  /** Only for a strategy that asks for them, and only where there are such photos. */
  unlabelled?: UnlabelledBatch | undefined
}

/** What parameters may start from: the state of the baseline. */
export interface StartingPoint {
  random: Random
  /** [classes, width] mean embedding of each class's labelled photos before training, L2-normalised; zeros without one. */
  classMeans: Matrix
}

/** Parameters that a loss needs beside the network's, such as the weights of a softmax. They are trained with it. */
export interface ExtraParameters {
  name: string
  shape: number[]
  /** As many numbers as the shape holds. */
  initial: (start: StartingPoint) => Float32Array
}

/** Generates photos for the classes of a batch that have few in it: rows to append to the batch. */
export type Augmenter = (
  inputs: readonly Matrix[],
  labels: Int32Array,
) => { inputs: readonly Matrix[]; labels: Int32Array } | undefined

/** The labels that one training run may use, and nothing else. */
export interface AugmenterTask {
  tf: TensorFlow
  /** [l, d] each: one matrix per input of the network */
  inputs: readonly Matrix[]
  /** [l] class of each */
  labels: Int32Array
  random: Random
  signal?: AbortSignal | undefined
}

/** All photos, with or without a label, for what is learned before any label is used. */
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
  /** Where these photos get their targets from; propagation by default. */
  readonly teacher?: Teacher
  /** Whether its loss takes classes and targets that were mixed like the photos (mixup); a loss over pairs cannot. */
  readonly mixes?: boolean
  extras(width: number, classes: number): readonly ExtraParameters[]
  /** @returns the network's first parameters, in place of the baseline's. */
  start?(task: StartTask): Promise<Float32Array>
  augmenter?(task: AugmenterTask): Promise<Augmenter>
  /** Directions R [width, bits] of the binary codes that the training found: row by row, bits a multiple of 8. */
  codes?(extras: Readonly<Record<string, Float32Array>>): Float32Array
  /** The learned distance that replaces the cosine when the embeddings are classified. */
  pairClassifier?(extras: Readonly<Record<string, Float32Array>>): PairClassifier
  /** @returns the batch's mean loss, a scalar; disposed of by the caller. */
  loss(tf: TensorFlow, batch: TrainingBatch, extras: Readonly<Record<string, Tensor>>): Scalar
}

/** For a strategy whose loss uses only pairs of embeddings. */
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

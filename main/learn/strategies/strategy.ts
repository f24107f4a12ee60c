/**
 * @file The seam for ways of learning: how embeddings of one batch become a loss. Another strategy is another file beside
 * triplet.ts, a line in index.ts and a name in shared/domain.ts; nothing else knows how many there are.
 */
import type { StrategyName } from '../../../shared/domain.ts'
import type { Scalar, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'

/** Which pairs of a batch belong together and which do not; both [b, b] of 0 and 1, with a zero diagonal. */
export interface PairMasks {
  /** (i, j) = 1: i and j were confirmed as the same class. */
  same: Tensor2D
  /** (i, j) = 1: they were confirmed as different, or j was rejected for i's class. */
  different: Tensor2D
}

export interface Strategy {
  readonly name: StrategyName
  /** Recorded with the head. */
  readonly hyperParameters: Readonly<Record<string, number>>
  /** @param embeddings [b, width], rows L2-normalised. @returns the batch's mean loss; disposed of by the caller. */
  loss(tf: TensorFlow, embeddings: Tensor2D, pairs: PairMasks): Scalar
}

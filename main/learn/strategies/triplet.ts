/**
 * @file Batch-hard triplet loss with a soft margin (Hermans, Beyer and Leibe 2017): each anchor of a batch against its
 * farthest positive and its nearest negative.
 */
import type { Scalar, Tensor, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'
import { rootDistance, squaredDistances } from './parts/distances.ts'
import { pairStrategy, type PairMasks } from './strategy.ts'

/**
 * Distances of unit vectors lie in [0, 2], where softplus is nearly straight: with the original's soft margin every
 * triplet would count for ever. The sharpness makes it a margin of about 1 / sharpness.
 */
const SHARPNESS = 8
const MARGIN = 0.2
/** Larger than any squared distance of unit vectors (4): pushes masked pairs out of a minimum or maximum. */
const OUT_OF_REACH = 8

export const triplet = pairStrategy('triplet', { margin: MARGIN, sharpness: SHARPNESS }, batchHardLoss)

/**
 * mean over anchors of softplus(sharpness * (d(farthest positive) - d(nearest negative) + margin)) / sharpness, where d is
 * the Euclidean distance. Anchors without a positive or a negative do not count; a batch of such gives 0.
 */
export function batchHardLoss(tf: TensorFlow, embeddings: Tensor2D, { same, different }: PairMasks): Scalar {
  return tf.tidy(() => {
    const squared = squaredDistances(tf, embeddings)
    const farthest = tf.max(tf.sub(squared, outside(tf, same)), 1)
    const nearest = tf.min(tf.add(squared, outside(tf, different)), 1)
    const usable = tf.mul(tf.max(same, 1), tf.max(different, 1)) // [b]: 1 for an anchor that counts
    // Unusable anchors would take the root of a negative number: give them a distance of zero on both sides.
    const gap = tf.sub(rootDistance(tf, tf.mul(farthest, usable)), rootDistance(tf, tf.mul(nearest, usable)))
    const losses = tf.softplus(tf.mul(tf.add(gap, MARGIN), SHARPNESS))
    const count = tf.mul(tf.maximum(tf.sum(usable), 1), SHARPNESS)
    return tf.div<Scalar>(tf.sum(tf.mul(losses, usable)), count)
  })
}

function outside(tf: TensorFlow, mask: Tensor2D): Tensor {
  return tf.mul(tf.sub(1, mask), OUT_OF_REACH)
}

/**
 * @file Triplet network by the ratio of distances (Hoffer and Ailon 2015, section 3): a softmax over the distances of an
 * anchor to its positive and to its negative; the loss is the square of the positive's share, which is 0 when the
 * negative is infinitely farther.
 */
import type { Scalar, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'
import { rootDistance, squaredDistances } from './parts/distances.ts'
import { pairStrategy, type PairMasks } from './strategy.ts'

/** Distances of unit vectors end at 2, where the softmax of the original is still soft: they are stretched by this. */
const STRETCH = 4

export const tripletRatio = pairStrategy('triplet-ratio', { stretch: STRETCH }, ratioLoss)

/**
 * mean over all triplets of (e^(s d+) / (e^(s d+) + e^(s d-)))^2 = sigmoid(s (d+ - d-))^2, where d is the Euclidean
 * distance and s the stretch. (The original's second term, (e^d- / (...) - 1)^2, equals the first.)
 */
export function ratioLoss(tf: TensorFlow, embeddings: Tensor2D, { same, different }: PairMasks): Scalar {
  return tf.tidy(() => {
    const [size] = same.shape
    const distance = tf.mul(rootDistance(tf, squaredDistances(tf, embeddings)), STRETCH)
    const positive = tf.reshape(distance, [size, size, 1])
    const negative = tf.reshape(distance, [size, 1, size])
    const share = tf.sigmoid(tf.sub(positive, negative)) // [anchor, positive, negative]
    const mask = tf.mul(tf.reshape(same, [size, size, 1]), tf.reshape(different, [size, 1, size]))
    const count = tf.maximum(tf.sum(mask), 1)
    return tf.div<Scalar>(tf.sum(tf.mul(tf.square(share), mask)), count)
  })
}

/** @file What the losses over pairs share: distances of all pairs of a batch, means under a mask, constants. */
import type { Scalar, Tensor, Tensor2D, TensorFlow } from '../../../math/tensorflow.ts'

/**
 * Added under a root, so that its gradient stays finite for equal vectors; larger than the rounding error of a zero.
 */
const ROOT_FLOOR = 1e-6

/** Squared Euclidean distances [b, b] of unit vectors: 2 - 2 cosine, 0 to 4; rounding may leave -4e-7. */
export function squaredDistances(tf: TensorFlow, embeddings: Tensor2D): Tensor2D {
  return tf.tidy(() => tf.sub<Tensor2D>(2, tf.mul(tf.matMul(embeddings, embeddings, false, true), 2)))
}

/** The root of squared distances, with a gradient that is finite everywhere. */
export function rootDistance<T extends Tensor>(tf: TensorFlow, squared: T): T {
  return tf.tidy(() => tf.sqrt<T>(tf.add<T>(tf.relu<T>(squared), ROOT_FLOOR)))
}

/** The mean of the values where the mask is 1; 0 where the mask is all zeros. */
export function maskedMean(tf: TensorFlow, values: Tensor, mask: Tensor): Scalar {
  return tf.tidy(() => tf.div<Scalar>(tf.sum(tf.mul(values, mask)), tf.maximum(tf.sum(mask), 1)))
}

/** The same numbers, through which no gradient flows. To be disposed of by the caller. */
export function constant<T extends Tensor>(tf: TensorFlow, x: T): T {
  return tf.tensor(x.dataSync<'float32'>().slice(), x.shape) as T
}

/** log(sum(exp(x))) over the columns where the mask is 1, [b]; very low where there is none. */
export function maskedLogSumExp(tf: TensorFlow, x: Tensor2D, mask: Tensor2D): Tensor {
  const OUT_OF_REACH = 1e4
  return tf.tidy(() => tf.logSumExp(tf.sub(x, tf.mul(tf.sub(1, mask), OUT_OF_REACH)), 1))
}

/**
 * @file The triplet loss as the article that started the project writes it:
 *   L = 1/2 sum over pairs (|f(xi) - f(xj)|^2 - |f(xi) + f(xj)|^2 + m) + lambda sum over k max(0, m - |f(xk)|^2), m = 30.
 * [Note: what the article's formula does] The bracket equals m - 4 f(xi).f(xj). Summed over all pairs, as written, it pulls
 * every photo towards every other, and scaling all embeddings by s multiplies the first sum by s^2: it falls without bound.
 * Hence two changes: the sum runs over pairs of the same class, and the norms are bounded: f lies in the ball of radius
 * sqrt(m), where the second sum, which pushes norms up to sqrt(m), ends as well. What remains has no term that pushes
 * classes apart but the ball's rim; it is kept to be compared, not recommended.
 */
import type { Scalar, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'
import { maskedMean } from './parts/distances.ts'
import type { PairMasks, Strategy } from './strategy.ts'

/** The article's own. */
const MARGIN = 30
const LAMBDA = 1
/** Keeps the norm's gradient finite at zero. */
const NORM_FLOOR = 1e-12

export const tripletArticle: Strategy = {
  name: 'triplet-article',
  hyperParameters: { margin: MARGIN, lambda: LAMBDA },
  unlabelled: 0,
  extras: () => [],
  loss: (tf, { raw, pairs }) => articleLoss(tf, raw, pairs),
}

/**
 * Means instead of sums, divided by the margin, so that its size does not depend on the batch.
 * @param raw [b, width] not normalised
 */
export function articleLoss(tf: TensorFlow, raw: Tensor2D, { same }: PairMasks): Scalar {
  return tf.tidy(() => {
    const bounded = insideBall(tf, raw)
    const products = tf.matMul(bounded, bounded, false, true)
    const pull = maskedMean(tf, tf.mul(0.5, tf.sub(MARGIN, tf.mul(4, products))), same)
    const norms = tf.mean<Scalar>(tf.relu(tf.sub(MARGIN, tf.sum(tf.square(bounded), 1))))
    return tf.div<Scalar>(tf.add(pull, tf.mul(LAMBDA, norms)), MARGIN)
  })
}

/** Rows whose norm exceeds sqrt(margin) are scaled back to it. */
function insideBall(tf: TensorFlow, raw: Tensor2D): Tensor2D {
  return tf.tidy(() => {
    const norm = tf.sqrt(tf.add(tf.sum(tf.square(raw), 1, true), NORM_FLOOR))
    return tf.mul<Tensor2D>(raw, tf.div(Math.sqrt(MARGIN), tf.maximum(norm, Math.sqrt(MARGIN))))
  })
}

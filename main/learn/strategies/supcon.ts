/** @file Supervised contrastive loss (Khosla et al. 2020, eq. 2, the form with the sum outside the logarithm). */
import type { Scalar, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'
import { maskedLogSumExp } from './parts/distances.ts'
import { pairStrategy, type PairMasks } from './strategy.ts'

/** The paper's own. */
const TEMPERATURE = 0.1

export const supcon = pairStrategy('supcon', { temperature: TEMPERATURE }, supervisedContrastiveLoss)

/**
 * mean over anchors with a positive of -1/|P| sum over p in P of log(exp(s_ap / t) / sum over all others exp(s_aj / t)), where
 * s is the cosine. The others are photos known to be of the same or of another class, rejections included.
 */
export function supervisedContrastiveLoss(
  tf: TensorFlow,
  embeddings: Tensor2D,
  { same, different }: PairMasks,
): Scalar {
  return tf.tidy(() => {
    const scores = tf.div<Tensor2D>(tf.matMul(embeddings, embeddings, false, true), TEMPERATURE)
    const denominator = maskedLogSumExp(tf, scores, tf.add(same, different))
    const positives = tf.sum(same, 1)
    const usable = tf.minimum(positives, 1) // [b]: 1 for an anchor that has a positive
    const meanScore = tf.div(tf.sum(tf.mul(scores, same), 1), tf.maximum(positives, 1))
    const losses = tf.mul(tf.sub(denominator, meanScore), usable)
    return tf.div<Scalar>(tf.sum(losses), tf.maximum(tf.sum(usable), 1))
  })
}

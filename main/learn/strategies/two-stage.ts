/**
 * @file The article's two stages taken literally. Stage one learns the features; stage two is another network that
 * learns the distance between two photos: a sigmoid over the weighted differences of their embeddings (Koch, Zemel
 * and Salakhutdinov 2015, section 3.1), trained on same / different pairs, rejections included. No gradient of stage
 * two reaches stage one, so both train in the same steps. Its probability "same class" classifies the embeddings.
 */
import type { Scalar, Tensor, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'
import { constant, maskedMean } from './parts/distances.ts'
import type { PairMasks, Strategy } from './strategy.ts'
import { supervisedContrastiveLoss } from './supcon.ts'

/**
 * Coordinates of unit vectors differ by about 1 / sqrt(width); with this first weight such differences change the
 * result.
 */
const FIRST_WEIGHT = 8
const FIRST_BIAS = 4

export const twoStage: Strategy = {
  name: 'two-stage',
  hyperParameters: {},
  unlabelled: 0,
  extras: (width) => [
    {
      name: 'distance',
      shape: [width],
      initial: () => new Float32Array(width).fill(FIRST_WEIGHT / Math.sqrt(width)),
    },
    { name: 'bias', shape: [1], initial: () => Float32Array.of(FIRST_BIAS) },
  ],
  loss: (tf, { embeddings, pairs }, extras) =>
    tf.tidy(() => {
      const features = supervisedContrastiveLoss(tf, embeddings, pairs)
      const fixed = constant(tf, embeddings)
      return tf.add(features, pairLoss(tf, fixed, pairs, extras.distance, extras.bias))
    }),
  pairClassifier: ({ distance, bias }) => ({ distance: [...distance], bias: bias[0] }),
}

/** Cross entropy of "same class" over the known pairs; same and different pairs each count half. */
export function pairLoss(
  tf: TensorFlow,
  embeddings: Tensor2D,
  { same, different }: PairMasks,
  distance: Tensor,
  bias: Tensor,
): Scalar {
  return tf.tidy(() => {
    const logits = pairLogits(tf, embeddings, distance, bias)
    const ofSame = maskedMean(tf, tf.softplus(tf.neg(logits)), same) // -log p
    const ofDifferent = maskedMean(tf, tf.softplus(logits), different) // -log (1 - p)
    return tf.mul<Scalar>(tf.add(ofSame, ofDifferent), 0.5)
  })
}

/** bias - sum_k distance_k |z_ik - z_jk| for all pairs [b, b]: the logit of "same class". */
function pairLogits(tf: TensorFlow, embeddings: Tensor2D, distance: Tensor, bias: Tensor): Tensor2D {
  return tf.tidy(() => {
    const [rows, width] = embeddings.shape
    const one = tf.reshape(embeddings, [rows, 1, width])
    const other = tf.reshape(embeddings, [1, rows, width])
    const weighted = tf.sum(tf.mul(tf.abs(tf.sub(one, other)), distance), 2)
    return tf.sub<Tensor2D>(bias, weighted)
  })
}

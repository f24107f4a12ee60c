/** @file What the strategies with class weights share: their parameters, cosine scores, and cross entropy. */
import { row } from '../../../math/matrix.ts'
import type { Scalar, Tensor, Tensor2D, TensorFlow } from '../../../math/tensorflow.ts'
import type { ExtraParameters, StartingPoint } from '../strategy.ts'

/** Keeps the norm's gradient finite for a weight vector of zeros. */
const NORM_FLOOR = 1e-12
/** Below this length a class mean counts as missing: the class starts at a random direction. */
const ZERO = 1e-6

/**
 * Weights [width, classes + more], one column for each class, starting at the class means: so the first step is
 * already as good as the baseline.
 */
export function classWeights(width: number, classes: number, more = 0): ExtraParameters {
  const columns = classes + more
  return {
    name: 'classes',
    shape: [width, columns],
    initial: ({ classMeans, random }: StartingPoint) => {
      const out = new Float32Array(width * columns)
      for (let c = 0; c < columns; c += 1) {
        const mean = c < classMeans.rows ? row(classMeans, c) : new Float32Array(width)
        const known = mean.some((value) => Math.abs(value) > ZERO)
        for (let k = 0; k < width; k += 1) {
          out[k * columns + c] = known ? mean[k] : random.normal() / Math.sqrt(width)
        }
      }
      return out
    },
  }
}

/** Cosines [b, classes] of unit rows with the columns of the weights. */
export function cosineScores(tf: TensorFlow, embeddings: Tensor2D, weights: Tensor): Tensor2D {
  return tf.tidy(() => {
    const norms = tf.rsqrt(tf.add(tf.sum(tf.square(weights), 0, true), NORM_FLOOR))
    return tf.matMul<Tensor2D>(embeddings, tf.mul(weights, norms))
  })
}

/**
 * mean over rows that have a target of -sum(target * log softmax(logits)); rows of zeros do not count.
 * @param logits [n, c]
 * @param targets [n, c] rows sum to 1, or to 0
 */
export function crossEntropy(tf: TensorFlow, logits: Tensor2D, targets: Tensor2D): Scalar {
  return tf.tidy(() => {
    const losses = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), targets), 1))
    return tf.div<Scalar>(tf.sum(losses), tf.maximum(tf.sum(targets), 1))
  })
}

/**
 * @file Siamese + softmax, as the article describes it: twin branches whose embeddings enter two softmaxes with shared
 * parameters. One is over the labelled photos (C classes), the other over photos without a label (the same C classes and
 * "none of these"), whose soft targets come from label propagation. Every photo of either kind goes through the network
 * once, in one forward pass.
 */
import type { Tensor, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'
import { classWeights, cosineScores, crossEntropy } from './parts/softmax-loss.ts'
import type { Strategy } from './strategy.ts'

const TEMPERATURE = 0.1
/** Weight of the photos without a label beside the labelled ones: their targets are guesses. */
const UNLABELLED_WEIGHT = 0.3
const UNLABELLED_PHOTOS = 64

export const siameseSoftmax: Strategy = {
  name: 'siamese-softmax',
  hyperParameters: {
    temperature: TEMPERATURE,
    unlabelledWeight: UNLABELLED_WEIGHT,
    unlabelled: UNLABELLED_PHOTOS,
  },
  unlabelled: UNLABELLED_PHOTOS,
  extras: (width, classes) => [
    classWeights(width, classes),
    // The logit of "none of these", which wins where every class is far: it starts below every cosine of a member.
    { name: 'none', shape: [1], initial: () => Float32Array.of(0) },
  ],
  loss: (tf, { embeddings, classes, unlabelled }, extras) =>
    tf.tidy(() => {
      const labelled = crossEntropy(tf, logits(tf, embeddings, extras.classes), classes)
      // Where every photo has a label, "none of these" is unused but still needs a gradient: zero.
      if (unlabelled === undefined) return tf.add(labelled, tf.mul(tf.sum(extras.none), 0))
      const known = logits(tf, unlabelled.embeddings, extras.classes)
      const guessed = crossEntropy(tf, withNone(tf, known, extras.none), unlabelled.targets)
      return tf.add(labelled, tf.mul(guessed, UNLABELLED_WEIGHT))
    }),
}

/** One more column, the same in every row. Written as a product, since wasm has no gradient for joining tensors. */
function withNone(tf: TensorFlow, known: Tensor2D, none: Tensor): Tensor2D {
  return tf.tidy(() => {
    const [rows, classes] = known.shape
    const widened = tf.matMul<Tensor2D>(known, tf.eye(classes, classes + 1))
    const last = tf.tensor2d(
      Float32Array.from({ length: classes + 1 }, (_, c) => (c === classes ? 1 : 0)),
      [1, classes + 1],
    )
    const column = tf.mul(tf.mul(tf.ones([rows, 1]), none), last)
    return tf.add<Tensor2D>(widened, column)
  })
}

function logits(tf: TensorFlow, embeddings: Tensor2D, weights: Tensor): Tensor2D {
  return tf.tidy(() => tf.div<Tensor2D>(cosineScores(tf, embeddings, weights), TEMPERATURE))
}

/**
 * @file Knowledge distillation (Hinton, Vinyals and Dean 2015) with the fast path as the teacher: beside the labelled
 * photos, the head learns unlabelled ones by the probabilities that ridge regression and propagation give them. So
 * what the graph of look-alikes shows gets into the embeddings, which a handful of labels could not teach. The
 * softmax is normalised, as in cosine-softmax.ts.
 */
import type { Tensor, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'
import { classWeights, cosineScores, crossEntropy } from './parts/softmax-loss.ts'
import type { Strategy } from './strategy.ts'

const TEMPERATURE = 0.1
/**
 * Weight of the unlabelled photos beside the labelled ones: the same, since the teacher is right more often than a
 * head trained on labels alone.
 */
const UNLABELLED_WEIGHT = 1
const UNLABELLED_PHOTOS = 48

export const distillation: Strategy = {
  name: 'distillation',
  hyperParameters: {
    temperature: TEMPERATURE,
    unlabelledWeight: UNLABELLED_WEIGHT,
    unlabelled: UNLABELLED_PHOTOS,
  },
  unlabelled: UNLABELLED_PHOTOS,
  teacher: 'fast-path',
  mixes: true,
  extras: (width, classes) => [classWeights(width, classes)],
  loss: (tf, { embeddings, classes, unlabelled }, extras) =>
    tf.tidy(() => {
      const labelled = crossEntropy(tf, logits(tf, embeddings, extras.classes), classes)
      if (unlabelled === undefined) return labelled
      const targets = tf.slice(unlabelled.targets, [0, 0], [unlabelled.targets.shape[0], classes.shape[1]])
      const taught = crossEntropy(tf, logits(tf, unlabelled.embeddings, extras.classes), targets)
      return tf.add(labelled, tf.mul(taught, UNLABELLED_WEIGHT))
    }),
}

function logits(tf: TensorFlow, embeddings: Tensor2D, weights: Tensor): Tensor2D {
  return tf.tidy(() => tf.div<Tensor2D>(cosineScores(tf, embeddings, weights), TEMPERATURE))
}

/**
 * @file Cross entropy over a fully connected layer, the usual loss of a classification network. Neither the
 * embeddings nor the weights are normalised (cosine-softmax.ts does both). The layer is used in training only: photos
 * are classified by their embeddings, as with every head, so that classes may come and go between two trainings.
 */
import type { Tensor, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'
import { crossEntropy } from './parts/softmax-loss.ts'
import type { Strategy } from './strategy.ts'

export const plainSoftmax: Strategy = {
  name: 'softmax',
  hyperParameters: {},
  unlabelled: 0,
  extras: (width, classes) => [
    {
      name: 'weights',
      shape: [width, classes],
      initial: ({ random }) =>
        Float32Array.from({ length: width * classes }, () => random.normal() / Math.sqrt(width)),
    },
    { name: 'bias', shape: [classes], initial: () => new Float32Array(classes) },
  ],
  loss: (tf, { raw, classes }, { weights, bias }) =>
    crossEntropy(tf, logits(tf, raw, weights, bias), classes),
}

function logits(tf: TensorFlow, raw: Tensor2D, weights: Tensor, bias: Tensor): Tensor2D {
  return tf.tidy(() => tf.add<Tensor2D>(tf.matMul<Tensor2D>(raw, weights), bias))
}

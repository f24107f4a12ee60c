/**
 * @file Normalised softmax with a temperature (Wang et al. 2017, NormFace; Zhai and Wu 2019): embeddings and class weights
 * are unit vectors, their cosines are the logits.
 */
import { classWeights, cosineScores, crossEntropy } from './parts/softmax-loss.ts'
import type { Strategy } from './strategy.ts'
import type { Tensor2D } from '../../math/tensorflow.ts'

/** Softer than Zhai and Wu's sigma = 0.05, which needs hundreds of photos a class. */
const TEMPERATURE = 0.1

export const cosineSoftmax: Strategy = {
  name: 'cosine-softmax',
  hyperParameters: { temperature: TEMPERATURE },
  unlabelled: 0,
  mixes: true,
  extras: (width, classes) => [classWeights(width, classes)],
  loss: (tf, { embeddings, classes }, extras) =>
    tf.tidy(() => {
      const scores = cosineScores(tf, embeddings, extras.classes)
      return crossEntropy(tf, tf.div<Tensor2D>(scores, TEMPERATURE), classes)
    }),
}

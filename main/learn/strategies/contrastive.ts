/**
 * @file Contrastive loss (Hadsell, Chopra and LeCun 2006) with binary codes that agree with the embeddings: same-class pairs
 * are pulled together, others pushed beyond a margin; codes c = sign(R z) with R learned along, so that z R lies near +-1
 * (quantisation, Gong et al. 2013), each bit is set for half of the photos (balance) and bits say different things
 * (decorrelation). The codes serve as a prefilter by Hamming distance.
 */
import type { Scalar, Tensor, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'
import { randomDirections } from './contrastive-article.ts'
import { maskedMean, rootDistance, squaredDistances } from './parts/distances.ts'
import type { PairMasks, Strategy } from './strategy.ts'

/** A little over half the longest distance of unit vectors, which is 2; a right angle is 1.41. */
const MARGIN = 1.2
const BITS = 64
const QUANTISATION = 0.05
const BALANCE = 0.05
const DECORRELATION = 0.05

export const contrastive: Strategy = {
  name: 'contrastive',
  hyperParameters: {
    margin: MARGIN,
    bits: BITS,
    quantisation: QUANTISATION,
    balance: BALANCE,
    decorrelation: DECORRELATION,
  },
  unlabelled: 0,
  extras: (width) => [randomDirections(width, BITS)],
  codes: ({ codes }) => codes,
  loss: (tf, { embeddings, pairs }, extras) =>
    tf.tidy(() => tf.add(contrastiveLoss(tf, embeddings, pairs), codeLoss(tf, embeddings, extras.codes))),
}

/** mean over same-class pairs of d^2 + mean over others of max(0, margin - d)^2. */
export function contrastiveLoss(
  tf: TensorFlow,
  embeddings: Tensor2D,
  { same, different }: PairMasks,
): Scalar {
  return tf.tidy(() => {
    const squared = squaredDistances(tf, embeddings)
    const apart = tf.square(tf.relu(tf.sub(MARGIN, rootDistance(tf, squared))))
    return tf.add(maskedMean(tf, squared, same), maskedMean(tf, apart, different))
  })
}

/** @param directions R [width, bits] */
export function codeLoss(tf: TensorFlow, embeddings: Tensor2D, directions: Tensor): Scalar {
  return tf.tidy(() => {
    const [rows, width] = embeddings.shape
    // Coordinates of a unit vector are about 1 / sqrt(width): scaled so that those of a code are about 1.
    const soft = tf.tanh(tf.mul(tf.matMul<Tensor2D>(embeddings, directions), Math.sqrt(width)))
    const quantisation = tf.mean(tf.square(tf.sub(1, tf.square(soft))))
    const balance = tf.mean(tf.square(tf.mean(soft, 0)))
    const correlation = tf.div(tf.matMul(soft as Tensor2D, soft as Tensor2D, true, false), rows) // [bits, bits]
    const off = tf.sub(1, tf.eye(BITS))
    const decorrelation = maskedMean(tf, tf.square(correlation), off)
    const regularity = tf.add(tf.mul(balance, BALANCE), tf.mul(decorrelation, DECORRELATION))
    return tf.add<Scalar>(tf.mul(quantisation, QUANTISATION), regularity)
  })
}

/** @file What `fine-tune` sees of a photo: the features that EfficientNet-Lite0 makes of its maps, evened out and centred. */
import type { Tensor, Tensor2D, Tensor4D, TensorFlow } from '../../../math/tensorflow.ts'
import { invertedResidual, pooledFeatures, type InvertedResidual } from './efficientnet.ts'

export interface FineTuneShape {
  /** The inverted residuals that train, in their order. */
  blocks: readonly InvertedResidual[]
  /** Channels of the features: of the convolution after the last block. */
  features: number
  /** Pixels a side of the maps that come in. */
  side: number
}

/** [n, features] as the backbone gives them. To be disposed of by the caller. */
export function featuresOf(
  tf: TensorFlow,
  shape: FineTuneShape,
  weightsOf: (name: string) => Tensor,
  maps: Tensor2D,
): Tensor2D {
  return tf.tidy(() => {
    let x: Tensor4D = tf.reshape(maps, [maps.shape[0], shape.side, shape.side, shape.blocks[0].input])
    for (const block of shape.blocks) x = invertedResidual(tf, x, block, weightsOf)
    return pooledFeatures(tf, x, weightsOf)
  })
}

/**
 * Softens the root of the features, whose slope at zero is infinite: many channels of a photo are nearly silent, and one
 * step of theirs would drown those that speak. Of the order of the smallest features that matter (their mean is about 0.2).
 */
const FLOOR = 1e-2
const NORM_FLOOR = 1e-12

/** Evens out bursts of single channels, and scales: sqrt(x + floor) - sqrt(floor), then L2. To be disposed of by the caller. */
export function evened(tf: TensorFlow, features: Tensor2D): Tensor2D {
  return tf.tidy(() => unit(tf, tf.sub<Tensor2D>(tf.sqrt(tf.add(features, FLOOR)), Math.sqrt(FLOOR))))
}

/** As model/preprocess.ts, but for the softened root. To be disposed of by the caller. */
export function centredFeatures(tf: TensorFlow, features: Tensor2D, mean: Tensor): Tensor2D {
  return tf.tidy(() => unit(tf, tf.sub<Tensor2D>(evened(tf, features), mean)))
}

function unit(tf: TensorFlow, x: Tensor2D): Tensor2D {
  return tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), 1, true), NORM_FLOOR)))
}

/** Of one photo, in place, as `centredFeatures`. */
export function centre(values: Float32Array, mean: Float32Array): void {
  let squares = NORM_FLOOR
  for (let c = 0; c < values.length; c += 1) {
    values[c] -= mean[c]
    squares += values[c] * values[c]
  }
  const scale = 1 / Math.sqrt(squares)
  for (let c = 0; c < values.length; c += 1) values[c] *= scale
}

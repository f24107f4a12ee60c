/** @file Layers that the deep networks are made of. */
import type { Rank, Tensor, Tensor4D, TensorFlow } from '../../math/tensorflow.ts'

/**
 * Convolution with a bias, as many positions as before.
 * @param maps [n, h, w, in]
 * @param filter [k, k, in, out]
 * @param bias [out]
 * @returns [n, h, w, out], to be disposed of by the caller
 */
export function convolved(tf: TensorFlow, maps: Tensor4D, filter: Tensor, bias: Tensor): Tensor4D {
  return tf.tidy(() => {
    const [side] = filter.shape
    const weights = tf.reshape<Rank.R4>(filter, [side, side, maps.shape[3], bias.size])
    return tf.add<Tensor4D>(tf.conv2d(maps, weights, 1, 'same'), bias)
  })
}

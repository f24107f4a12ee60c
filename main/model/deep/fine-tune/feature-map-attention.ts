/**
 * @file Channel attention on feature maps: which channels matter for this very photo. Query, key and value are as in Vaswani et
 * al. (2017), but across channels instead of positions (as in Fu et al. 2019, DANet, section 3.3): each is a convolution of one
 * pixel, and two channels are compared by the products of their maps, position by position.
 */
import type { AttentionForm } from '../../../../shared/domain.ts'
import type { Tensor, Tensor2D, Tensor3D, Tensor4D, TensorFlow } from '../../../math/tensorflow.ts'
import type { BlockPlan } from '../network.ts'

export interface MapAttentionWeights {
  /** [channels, channels] each */
  query: Tensor
  key: Tensor
  value: Tensor
  /** [1] how much of the attended maps is added; 0 leaves the input as it is */
  gate: Tensor
}

/** The blocks of an attention over so many channels. It starts as if it were not there: values as they come, a gate of 0. */
export function attentionBlocks(channels: number): BlockPlan[] {
  const shape = [channels, channels]
  const initial = { deviation: 1 / Math.sqrt(channels) }
  return [
    { name: 'attention/query', shape, initial },
    { name: 'attention/key', shape, initial },
    { name: 'attention/value', shape, initial: { identity: channels } },
    { name: 'attention/gate', shape: [1], initial: { value: 0 } },
  ]
}

/**
 * @param maps [n, h, w, channels]; not disposed of
 * @returns the same shape, to be disposed of by the caller
 */
export function attendToChannels(
  tf: TensorFlow,
  maps: Tensor4D,
  weights: MapAttentionWeights,
  form: Exclude<AttentionForm, 'off'>,
): Tensor4D {
  return tf.tidy(() => {
    const [n, height, width, channels] = maps.shape
    const positions = height * width
    const rows = tf.reshape(maps, [n * positions, channels])
    const of = (part: Tensor): Tensor3D =>
      tf.reshape(tf.matMul<Tensor2D>(rows, part), [n, positions, channels])
    const attend = form === 'gate' ? weighChannels : mixChannels
    const attended = attend(tf, of(weights.query), of(weights.key), of(weights.value))
    return tf.add<Tensor4D>(maps, tf.mul(tf.reshape(attended, maps.shape), weights.gate))
  })
}

/**
 * The article's form, in which the channels stay apart: channels * softmax_c(sigmoid(mean_p q_pc k_pc)) * v_pc. The sigmoid
 * scales the scores to 0 .. 1; the factor `channels` makes an indifferent softmax multiply by one.
 * @param query [n, positions, channels], as are key and value
 */
function weighChannels(tf: TensorFlow, query: Tensor3D, key: Tensor3D, value: Tensor3D): Tensor3D {
  const [n, , channels] = query.shape
  const scores = tf.sigmoid(tf.mean(tf.mul(query, key), 1)) // [n, channels]
  const shares = tf.mul(tf.softmax(scores), channels)
  return tf.mul<Tensor3D>(value, tf.reshape(shares, [n, 1, channels]))
}

/**
 * The usual matrix form, which mixes the channels: V softmax(Q^T K / sqrt(positions))^T (Vaswani et al. 2017, equation 1, with
 * channels in the place of positions).
 */
function mixChannels(tf: TensorFlow, query: Tensor3D, key: Tensor3D, value: Tensor3D): Tensor3D {
  const [, positions] = query.shape
  const scores = tf.mul(tf.matMul(query, key, true, false), 1 / Math.sqrt(positions)) // [n, channels, channels]
  return tf.matMul<Tensor3D>(value, tf.softmax(scores), false, true)
}

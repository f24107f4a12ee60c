/**
 * @file Channel attention: which groups of channels matter for this very photo. Query, key and value as in Vaswani et al.
 * (2017), but over channel groups of one vector instead of positions. In the article's form the softmax weights multiply
 * the values element-wise, so that the channels stay apart; in the usual matrix form they mix the groups.
 */
import type { Tensor, Tensor2D, TensorFlow } from '../math/tensorflow.ts'

export interface AttentionWeights {
  /** [channels, depth] one query from the whole vector; in the matrix form [depth, depth], one from each group */
  query: Tensor
  /** [depth, depth] keys, from the channels of each group (depth = channels / groups); shared by the groups */
  key: Tensor
  /** [depth, depth] values, likewise */
  value: Tensor
  /** [groups, depth] added to the keys, so that a group is known by its place as well as by its content */
  place: Tensor
  /** [1] how much of the attended channels is added; 0 leaves the input as it is */
  gate: Tensor
}

/**
 * x + gate * groups * softmax_g(query . key_g / sqrt(depth)) * value_g, for each group g.
 * The factor `groups` makes an indifferent softmax multiply by one.
 * @param x [n, channels]; groups must divide channels. The caller disposes of the result.
 */
export function channelAttention(
  tf: TensorFlow,
  x: Tensor2D,
  weights: AttentionWeights,
  groups: number,
): Tensor2D {
  return tf.tidy(() => {
    const [n, channels] = x.shape
    const depth = channels / groups
    const tokens = tf.reshape(x, [n * groups, depth])
    const query = tf.matMul<Tensor2D>(x, weights.query)
    const key = tf.add(tf.reshape(tf.matMul(tokens, weights.key), [n, groups, depth]), weights.place)
    const value = tf.reshape(tf.matMul(tokens, weights.value), [n, groups, depth])
    const scores = tf.sum(tf.mul(key, tf.reshape(query, [n, 1, depth])), 2) // [n, groups]
    const shares = tf.softmax(tf.mul(scores, 1 / Math.sqrt(depth)))
    const attended = tf.mul(value, tf.mul(tf.reshape(shares, [n, groups, 1]), groups))
    return tf.add<Tensor2D>(x, tf.mul(tf.reshape(attended, [n, channels]), weights.gate))
  })
}

/**
 * x + gate * softmax(Q K^T / sqrt(depth)) V over the groups (Vaswani et al. 2017, equation 1), where row g of Q, K and V
 * comes from the channels of group g.
 * @param x [n, channels]; groups must divide channels. The caller disposes of the result.
 */
export function matrixAttention(
  tf: TensorFlow,
  x: Tensor2D,
  weights: AttentionWeights,
  groups: number,
): Tensor2D {
  return tf.tidy(() => {
    const [n, channels] = x.shape
    const depth = channels / groups
    const tokens = tf.reshape(x, [n * groups, depth])
    const part = (matrix: Tensor): Tensor => tf.reshape(tf.matMul(tokens, matrix), [n, groups, depth])
    const key = tf.add(part(weights.key), weights.place)
    const scores = tf.matMul(part(weights.query), key, false, true) // [n, groups, groups]
    const attended = tf.matMul(tf.softmax(tf.mul(scores, 1 / Math.sqrt(depth))), part(weights.value))
    return tf.add<Tensor2D>(x, tf.mul(tf.reshape(attended, [n, channels]), weights.gate))
  })
}

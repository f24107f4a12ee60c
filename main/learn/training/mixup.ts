/**
 * @file Mixup (Zhang et al. 2018): each photo of a batch is mixed with another, and so are their targets. On the maps
 * of a network this is manifold mixup (Verma et al. 2019). It keeps a network of millions of weights from learning a
 * few hundred photos by heart.
 */
import type { Random } from '../../math/random.ts'
import type { Tensor1D, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'

/** Which photos are mixed, and in which shares. */
export interface Mixing {
  /** [n] the other photo of each row */
  readonly partners: Int32Array
  /** [n] the own share, at least a half */
  readonly shares: Float32Array
}

/**
 * Labelled photos are mixed with each other, and unlabelled ones with each other: their targets are of different
 * kinds.
 * @param most the largest share of the other photo, 0 .. 0.5
 */
export function drawMixing(labelled: number, others: number, most: number, random: Random): Mixing {
  const shuffled = (first: number, count: number): number[] =>
    random.shuffle(Array.from({ length: count }, (_, index) => first + index))
  return {
    partners: Int32Array.from([...shuffled(0, labelled), ...shuffled(labelled, others)]),
    shares: Float32Array.from({ length: labelled + others }, () => 1 - most * random.next()),
  }
}

/** Rows `from` up to `to` of the mixing, on rows that begin at `from`. @returns a tensor that the caller disposes of */
export function mixRows(tf: TensorFlow, rows: Tensor2D, { partners, shares }: Mixing, from = 0): Tensor2D {
  return tf.tidy(() => {
    const [count] = rows.shape
    const others = tf.tensor1d(
      partners.slice(from, from + count).map((partner) => partner - from),
      'int32',
    )
    const own = tf.tensor2d(shares.slice(from, from + count), [count, 1])
    const partner = tf.gather(rows, others satisfies Tensor1D)
    return tf.add<Tensor2D>(tf.mul(rows, own), tf.mul(partner, tf.sub(1, own)))
  })
}

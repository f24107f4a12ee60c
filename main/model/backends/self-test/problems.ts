/**
 * @file What a backend has to get right before it trains anything of a person's: a small Siamese head and a small network of
 * convolutions, with the operations that the product's own are made of. Fixed numbers, so that every backend has the same task.
 */
import { Random } from '../../../math/random.ts'
import { unitRows } from '../../../math/network.ts'
import type { Rank, Scalar, Tensor, Tensor2D, Tensor4D, TensorFlow } from '../../../math/tensorflow.ts'

export interface Problem {
  readonly name: string
  /** Of the parameters. */
  readonly shapes: readonly number[][]
  readonly rate: number
  /** To be disposed of by the caller. */
  loss(tf: TensorFlow, parameters: readonly Tensor[]): Scalar
}

const CLASSES = 4

/** Gated features, a projection to unit vectors, the hardest triplets of a batch and a softmax. */
const head: Problem = {
  name: 'head',
  shapes: [
    [40, 8],
    [8, 40],
    [40, 12],
    [12, CLASSES],
  ],
  rate: 0.2,
  loss: (tf, [squeeze, excite, projection, classifier]) =>
    tf.tidy(() => {
      const rows = 24
      const features = fixed(tf, [rows, 40], 1)
      const gate = tf.sigmoid(tf.matMul(tf.relu(tf.matMul(features, squeeze)), excite))
      const raw = tf.matMul<Tensor2D>(tf.mul(features, tf.add(gate, 1)), projection)
      const embeddings = unitRows(tf, raw)
      const similarity = tf.matMul(embeddings, embeddings, false, true)
      const classes = targets(tf, rows)
      const same = tf.matMul(classes, classes, false, true)
      const nearestOther = tf.max(tf.sub(similarity, tf.mul(same, 4)), 1)
      const furthestSame = tf.min(tf.add(similarity, tf.mul(tf.sub(1, same), 4)), 1)
      const triplets = tf.mean(tf.softplus(tf.add(tf.sub(nearestOther, furthestSame), 0.2)))
      return tf.add(triplets, crossEntropy(tf, tf.matMul(tf.mul(embeddings, 3), classifier), classes))
    }),
}

/** Convolutions of every kind, pooling, a smaller map beside a larger one, and a softmax. */
const convolutions: Problem = {
  name: 'convolutions',
  shapes: [[3, 3, 3, 8], [8], [3, 3, 8, 1], [1, 1, 8, 12], [3, 3, 24, 8], [8, CLASSES]],
  rate: 0.1,
  loss: (tf, [first, bias, depthwise, pointwise, second, dense]) =>
    tf.tidy(() => {
      const photos = 8
      const pixels = tf.reshape<Rank.R4>(fixed(tf, [photos * 15 * 15, 3], 2), [photos, 15, 15, 3])
      const stem = tf.relu6(tf.add<Tensor4D>(tf.conv2d(pixels, filter(tf, first), 2, 'same'), bias))
      const spread = tf.depthwiseConv2d(stem, filter(tf, depthwise), 1, 'same')
      const wide = tf.relu(tf.conv2d(spread, filter(tf, pointwise), 1, 'same'))
      const small = tf.maxPool(wide, 2, 2, 'same')
      const back = tf.image.resizeNearestNeighbor(small, [8, 8])
      const both = tf.conv2d(tf.concat([wide, back], 3), filter(tf, second), 2, 'same')
      const pooled = tf.mean<Tensor2D>(tf.mul(both, tf.sigmoid(both)), [1, 2])
      return crossEntropy(tf, tf.mul(tf.matMul(pooled, dense), 4), targets(tf, photos))
    }),
}

export const PROBLEMS: readonly Problem[] = [head, convolutions]

/** Where training begins. */
export function initialParameters({ shapes }: Problem): Float32Array[] {
  return shapes.map((shape, index) => {
    const size = shape.reduce((product, length) => product * length, 1)
    const inputs = size / shape[shape.length - 1]
    return normals(size, 100 + index, Math.sqrt(1 / inputs))
  })
}

function normals(count: number, seed: number, deviation: number): Float32Array {
  const random = new Random(seed)
  return Float32Array.from({ length: count }, () => random.normal() * deviation)
}

function fixed(tf: TensorFlow, [rows, columns]: [number, number], seed: number): Tensor2D {
  return tf.tensor2d(normals(rows * columns, seed, 1), [rows, columns])
}

/** Row i is of class i mod 4. [rows, 4] */
function targets(tf: TensorFlow, rows: number): Tensor2D {
  const values = new Float32Array(rows * CLASSES)
  for (let row = 0; row < rows; row += 1) values[row * CLASSES + (row % CLASSES)] = 1
  return tf.tensor2d(values, [rows, CLASSES])
}

function crossEntropy(tf: TensorFlow, logits: Tensor, classes: Tensor2D): Scalar {
  return tf.neg(tf.mean<Scalar>(tf.sum(tf.mul(tf.logSoftmax(logits), classes), 1)))
}

function filter(tf: TensorFlow, parameters: Tensor): Tensor4D {
  const [height, width, inputs, outputs] = parameters.shape
  return tf.reshape<Rank.R4>(parameters, [height, width, inputs, outputs])
}

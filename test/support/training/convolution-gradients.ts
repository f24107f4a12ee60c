/**
 * @file Convolutions, pooling and what networks of them need, one operation at a time: their gradients against finite
 * differences. For test files that bring a backend.
 */
import { beforeAll, expect, it } from 'vitest'
import { Random } from '../../../main/math/random.ts'
import type { Rank, Scalar, Tensor, Tensor4D, TensorFlow } from '../../../main/math/tensorflow.ts'
import { gradientError } from './finite-differences.ts'

/** Relative to the steepest slope. */
const DIFFERENCES = 5e-3

export function random4d(tf: TensorFlow, shape: [number, number, number, number], seed: number): Tensor4D {
  const random = new Random(seed)
  const size = shape.reduce((product, length) => product * length, 1)
  return tf.tensor4d(
    Float32Array.from({ length: size }, () => random.normal()),
    shape,
  )
}

export interface Case {
  name: string
  shapes: [number, number, number, number][]
  /** What the native package's own gradients cannot do, or do wrongly. */
  oursOnly?: true
  f: (tf: TensorFlow, x: Tensor4D, filter: Tensor4D) => Tensor
}

const X: [number, number, number, number] = [2, 6, 5, 3]
const CONVOLUTIONS: readonly Case[] = [
  ...(['same', 'valid'] as const).flatMap((pad) =>
    [1, 2].flatMap((stride): Case[] => [
      {
        name: `conv2d 3x3, stride ${stride}, ${pad}`,
        shapes: [X, [3, 3, 3, 4]],
        f: (tf, x, filter) => tf.conv2d(x, filter, stride, pad),
      },
      {
        name: `depthwise 3x3, stride ${stride}, ${pad}`,
        shapes: [X, [3, 3, 3, 1]],
        f: (tf, x, filter) => tf.depthwiseConv2d(x, filter, stride, pad),
      },
      {
        name: `depthwise 3x3 with two results a channel, stride ${stride}, ${pad}`,
        shapes: [X, [3, 3, 3, 2]],
        f: (tf, x, filter) => tf.depthwiseConv2d(x, filter, stride, pad),
      },
    ]),
  ),
  {
    name: 'conv2d 1x1',
    shapes: [X, [1, 1, 3, 4]],
    f: (tf, x, filter) => tf.conv2d(x, filter, 1, 'same'),
  },
  {
    name: 'conv2d 1x1, stride 2',
    shapes: [X, [1, 1, 3, 4]],
    f: (tf, x, filter) => tf.conv2d(x, filter, 2, 'valid'),
  },
  {
    name: 'conv2d 5x2, stride 2 down and 1 across',
    shapes: [X, [5, 2, 3, 2]],
    f: (tf, x, filter) => tf.conv2d(x, filter, [2, 1], 'same'),
  },
  {
    name: 'conv2d with a padding of its own',
    oursOnly: true,
    shapes: [X, [3, 3, 3, 2]],
    f: (tf, x, filter) => tf.conv2d(x, filter, 2, 1, 'NHWC', 1, 'floor'),
  },
  {
    name: 'depthwise 5x5, stride 2',
    shapes: [X, [5, 5, 3, 1]],
    f: (tf, x, filter) => tf.depthwiseConv2d(x, filter, 2, 'same'),
  },
  {
    name: 'fused conv2d with bias',
    shapes: [X, [3, 3, 3, 4]],
    f: (tf, x, filter) => {
      const bias = tf.mean(filter, [0, 1, 2])
      return tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', bias, activation: 'linear' })
    },
  },
]

const OTHERS: readonly Case[] = [
  { name: 'max pool', shapes: [X], f: (tf, x) => tf.maxPool(x, 2, 2, 'same') },
  { name: 'average pool', oursOnly: true, shapes: [X], f: (tf, x) => tf.avgPool(x, [3, 2], 2, 'same') },
  { name: 'global average', shapes: [X], f: (tf, x) => tf.mean(x, [1, 2]) },
  {
    name: 'nearest neighbour, twice as large',
    shapes: [X],
    f: (tf, x) => tf.image.resizeNearestNeighbor(x, [12, 10]),
  },
  { name: 'bilinear', shapes: [X], f: (tf, x) => tf.image.resizeBilinear(x, [4, 9]) },
  {
    name: 'pad',
    shapes: [X],
    f: (tf, x) =>
      tf.pad(x, [
        [0, 0],
        [1, 2],
        [0, 1],
        [0, 0],
      ]),
  },
  { name: 'transpose', shapes: [X], f: (tf, x) => tf.mul(tf.transpose(x, [3, 0, 2, 1]), tf.range(1, 7)) },
  { name: 'expand', shapes: [X], f: (tf, x) => tf.expandDims(x, 1) },
  { name: 'tile', shapes: [X], f: (tf, x) => tf.mul(tf.tile(x, [1, 2, 1, 3]), tf.range(0, 9)) },
  { name: 'reverse', shapes: [X], f: (tf, x) => tf.mul(tf.reverse(x, [1, 2]), tf.range(1, 4)) },
  {
    name: 'concat',
    shapes: [X, [2, 6, 5, 2]],
    f: (tf, x, y) => tf.mul(tf.concat([x, y], 3), tf.range(0, 5)),
  },
  {
    name: 'stack',
    shapes: [X, X],
    f: (tf, x, y) => tf.mul(tf.stack([tf.mean(x, 1), tf.sum(y, 1)], 3), tf.range(1, 3)),
  },
  {
    name: 'split',
    shapes: [X],
    f: (tf, x) => {
      const [a, b] = tf.split(x, [2, 3], 2)
      return tf.mul(tf.sum(a, 2), tf.mean(b, 2))
    },
  },
  {
    name: 'unstack',
    shapes: [X],
    f: (tf, x) => {
      const [a, b, c] = tf.unstack(x, 3)
      return tf.sub(tf.mul(a, b), c)
    },
  },
  {
    name: 'gather along an axis, repeated',
    shapes: [X],
    f: (tf, x) => tf.mul(tf.gather(x, tf.tensor1d([3, 0, 3, 3], 'int32'), 2), tf.range(1, 4)),
  },
  { name: 'where', shapes: [X, X], f: (tf, x, y) => tf.where(tf.greater(tf.range(0, 3), 1), x, y) },
  { name: 'minimum', oursOnly: true, shapes: [X, [1, 1, 1, 3]], f: (tf, x, y) => tf.minimum(x, y) },
  {
    name: 'squared difference',
    oursOnly: true,
    shapes: [X, [1, 1, 1, 3]],
    f: (tf, x, y) => tf.squaredDifference(x, y),
  },
  { name: 'sum of many', shapes: [X, X], f: (tf, x, y) => tf.addN([x, y, x]) },
  { name: 'relu6', shapes: [X], f: (tf, x) => tf.relu6(tf.mul(x, 5)) },
  { name: 'leaky relu', shapes: [X], f: (tf, x) => tf.leakyRelu(x, 0.1) },
  { name: 'clip', shapes: [X], f: (tf, x) => tf.clipByValue(x, -0.7, 0.9) },
  { name: 'swish', shapes: [X], f: (tf, x) => tf.mul(x, tf.sigmoid(x)) },
]

export const OPERATIONS: readonly Case[] = [...CONVOLUTIONS, ...OTHERS]

/** A different slope at every element. */
export const total = (tf: TensorFlow, y: Tensor): Scalar => tf.sum<Scalar>(tf.mul(y, y))

/** Numbers that lie no closer than this to a kink stay on their side of it under the differences' step. */
function clearOfKinks(tf: TensorFlow, x: Tensor4D): Tensor4D {
  return tf.tidy(() => {
    const kinks = [0, -0.7, 0.9, 1.2]
    return kinks.reduce((moved, kink) => {
      const near = tf.less(tf.abs(tf.sub(moved, kink)), 0.02)
      return tf.where(near, tf.add(moved, 0.05), moved)
    }, x)
  })
}

/** @param cases which of the operations this backend is asked for */
export function describeConvolutionGradients(load: () => Promise<TensorFlow>, cases: readonly Case[]): void {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })

  it.each([...cases])('$name agrees with finite differences', ({ shapes, f }) => {
    const before = tf.memory().numTensors
    tf.tidy(() => {
      const inputs = shapes.map((shape, index) => clearOfKinks(tf, random4d(tf, shape, index + 3)))
      expect(gradientError(tf, totalOf(tf, { shapes, f }), inputs)).toBeLessThan(DIFFERENCES)
    })
    expect(tf.memory().numTensors).toBe(before)
  })
}

/** Of the sum of squares of what comes out, by each input. */
export function gradientsOf(tf: TensorFlow, operation: Case): Float32Array[] {
  const out: Float32Array[] = []
  tf.tidy(() => {
    const inputs = operation.shapes.map((shape, index) => random4d(tf, shape, index + 3))
    const slopes = tf.grads(totalOf(tf, operation))(inputs)
    out.push(...slopes.map((slope) => slope.dataSync<'float32'>().slice()))
  })
  return out
}

function totalOf(tf: TensorFlow, { shapes, f }: Pick<Case, 'shapes' | 'f'>): (...inputs: Tensor[]) => Scalar {
  return (...given) => {
    const [x, y = x] = given.map((tensor, index) => tf.reshape<Rank.R4>(tensor, shapes[index]))
    return total(tf, f(tf, x, y))
  }
}

/** The largest difference, relative to the largest number. */
export function relativeError(actual: Float32Array, expected: Float32Array): number {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6)
  return expected.reduce((most, value, index) => Math.max(most, Math.abs(value - actual[index])), 0) / largest
}

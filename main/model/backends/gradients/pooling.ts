/** @file Gradients of pooling and of resizing pictures. */
import type { GradConfig } from '@tensorflow/tfjs-core'
import type { Rank, Tensor, Tensor2D, TensorFlow } from '../../../math/tensorflow.ts'
import { poolGeometry } from './pool-geometry.ts'
import { runKernel, single } from './shapes.ts'

export function poolingGradients(tf: TensorFlow): GradConfig[] {
  return [
    {
      kernelName: tf.MaxPool,
      inputsToSave: ['x'],
      outputsToSave: [true],
      gradFunc: (dy, [x, y], attributes) => ({
        x: () => runKernel(tf, tf.MaxPoolGrad, { dy: single(dy), input: x, output: y }, attributes),
      }),
    },
    {
      kernelName: tf.AvgPool,
      inputsToSave: ['x'],
      gradFunc: (dy, [x], attributes) => ({
        x: () => {
          const correct = tf.mul(single(dy), edgeFactors(tf, x, attributes))
          return runKernel(tf, tf.AvgPoolGrad, { dy: correct, input: x }, attributes)
        },
      }),
    },
    resizing(tf, tf.ResizeNearestNeighbor),
    resizing(tf, tf.ResizeBilinear),
  ]
}

/**
 * The forward kernel divides by the cells that lie within the picture, its gradient kernel by those of the whole window: this
 * is the quotient of the two for each place. [1, oh, ow, 1]
 */
function edgeFactors(tf: TensorFlow, x: Tensor, attributes: object): Tensor {
  const { size, strides, padding, input, output } = poolGeometry(tf, x.shape, attributes)
  const within = (axis: 0 | 1): number[] =>
    Array.from({ length: output[axis] }, (_, place) => {
      const from = place * strides[axis] - padding[axis]
      return Math.min(from + size[axis], input[axis]) - Math.max(from, 0)
    })
  const factors = within(0).flatMap((down) =>
    within(1).map((across) => (size[0] * size[1]) / (down * across)),
  )
  return tf.tensor(factors, [1, ...output, 1])
}

/**
 * Resizing is a product with one matrix for the rows and one for the columns, whatever its kind; the forward kernel itself
 * tells them when it resizes a picture of single ones. (The gradient kernels of plain JavaScript are wrong for more
 * than one picture, and for those that are not square.)
 */
function resizing(tf: TensorFlow, kernelName: string): GradConfig {
  return {
    kernelName,
    inputsToSave: ['images'],
    gradFunc: (dy, [images], attributes) => ({
      images: () => {
        const d = single(dy)
        const [pictures, height, width, channels] = images.shape
        const [, tall, wide] = d.shape
        const impulses = (length: number, to: number): Tensor2D => {
          const picture = tf.reshape(tf.eye(length), [1, length, 1, length])
          const resized = runKernel(tf, kernelName, { images: picture }, { ...attributes, size: [to, 1] })
          return tf.reshape<Rank.R2>(resized, [to, length])
        }
        const rows = tf.matMul(
          tf.expandDims(impulses(height, tall), 0),
          tf.reshape(d, [pictures, tall, wide * channels]),
          true,
        )
        const columns = tf.matMul(
          tf.expandDims(impulses(width, wide), 0),
          tf.reshape(rows, [pictures * height, wide, channels]),
          true,
        )
        return tf.reshape(columns, images.shape)
      },
    }),
  }
}

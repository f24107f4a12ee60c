/**
 * @file [Note: convolution gradients as convolutions] The wasm backend has no kernel for the gradients of a filter or of a
 * depthwise convolution, and a plain loop for that of an input. All four are convolutions themselves, so that the tiled SIMD
 * routine of the forward pass (XNNPACK) computes them too (Dumoulin & Visin, A guide to convolution arithmetic for deep
 * learning, 2016, section 4):
 *
 * - input:  the gradient, spread out by the stride, convolved with the filter turned by 180 degrees;
 * - filter: the input convolved with the gradient, photos in the place of channels, the stride as dilation.
 *
 * One product of matrices for each position of the filter does the same, 2 to 20 times slower where it was measured.
 */
import type { KernelConfig, NamedAttrMap } from '@tensorflow/tfjs-core'
import type { Rank, Tensor, Tensor2D, Tensor4D, TensorFlow } from '../../../math/tensorflow.ts'
import { geometry, type Geometry } from './geometry.ts'
import { operand, replaceKernel } from './replace-kernel.ts'

/** Registers the four kernels. Idempotent; call it before or after the backend is set up. */
export function registerConvolutionGradients(tf: TensorFlow): void {
  for (const kernel of kernels(tf)) replaceKernel(tf, kernel)
}

function kernels(tf: TensorFlow): KernelConfig[] {
  const kernel = (
    kernelName: string,
    names: [string, string],
    compute: (first: Tensor4D, second: Tensor4D, attributes: NamedAttrMap | undefined) => Tensor,
  ): KernelConfig => ({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => compute(operand(tf, inputs, names[0]), operand(tf, inputs, names[1]), attrs)),
  })
  return [
    kernel(tf.Conv2DBackpropInput, ['dy', 'filter'], (dy, filter, attributes) =>
      toInput(tf, dy, filter, geometry(tf, { filter: filter.shape, attributes, depthwise: false })),
    ),
    kernel(tf.Conv2DBackpropFilter, ['x', 'dy'], (x, dy, attributes) =>
      toFilter(tf, x, dy, geometry(tf, { input: x.shape, attributes, depthwise: false })),
    ),
    kernel(tf.DepthwiseConv2dNativeBackpropInput, ['dy', 'filter'], (dy, filter, attributes) =>
      toDepthwiseInput(tf, dy, filter, geometry(tf, { filter: filter.shape, attributes, depthwise: true })),
    ),
    kernel(tf.DepthwiseConv2dNativeBackpropFilter, ['x', 'dy'], (x, dy, attributes) =>
      toDepthwiseFilter(tf, x, dy, geometry(tf, { input: x.shape, attributes, depthwise: true })),
    ),
  ]
}

/** @param dy [n, oh, ow, co] @param filter [kh, kw, ci, co] @returns [n, h, w, ci] */
function toInput(tf: TensorFlow, dy: Tensor4D, filter: Tensor4D, g: Geometry): Tensor {
  if (g.pointwise) {
    const flat = tf.reshape<Rank.R2>(filter, [g.inChannels, g.outChannels])
    return tf.reshape(tf.matMul(flatten(tf, dy), flat, false, true), g.inputShape)
  }
  const turned = tf.transpose<Tensor4D>(tf.reverse4d(filter, [0, 1]), [0, 1, 3, 2])
  return tf.conv2d(framed(tf, dy, g), turned, 1, 'valid')
}

/** @param x [n, h, w, ci] @param dy [n, oh, ow, co] @returns [kh, kw, ci, co] */
function toFilter(tf: TensorFlow, x: Tensor4D, dy: Tensor4D, g: Geometry): Tensor {
  if (g.pointwise) return tf.reshape(tf.matMul(flatten(tf, x), flatten(tf, dy), true), g.filterShape)
  const photosLast = tf.transpose<Tensor4D>(padded(tf, x, g), [3, 1, 2, 0])
  const photosThird = tf.transpose<Tensor4D>(dy, [1, 2, 0, 3])
  const all = tf.conv2d(photosLast, photosThird, 1, 'valid', 'NHWC', g.strides)
  return tf.transpose(tf.slice(all, 0, [g.inChannels, ...g.filterSize, g.outChannels]), [1, 2, 0, 3])
}

/** @param dy [n, oh, ow, c * m] @param filter [kh, kw, c, m] @returns [n, h, w, c] */
function toDepthwiseInput(tf: TensorFlow, dy: Tensor4D, filter: Tensor4D, g: Geometry): Tensor {
  const [photos, height, width] = g.inputShape
  const turned = tf.reshape<Rank.R4>(tf.reverse4d(filter, [0, 1]), [...g.filterSize, g.outChannels, 1])
  const all = tf.depthwiseConv2d(framed(tf, dy, g), turned, 1, 'valid')
  if (g.outChannels === g.inChannels) return all
  return tf.reshape(
    tf.sum(tf.reshape(all, [photos * height * width, g.inChannels, g.outChannels / g.inChannels]), 2),
    g.inputShape,
  )
}

/** @param x [n, h, w, c] @param dy [n, oh, ow, c * m] @returns [kh, kw, c, m] */
function toDepthwiseFilter(tf: TensorFlow, x: Tensor4D, dy: Tensor4D, g: Geometry): Tensor {
  const frame = padded(tf, x, g)
  const [photos, height, width, channels] = frame.shape
  const wide = photos * channels // every photo's every channel is a channel of one picture
  const picture = tf.reshape<Rank.R4>(tf.transpose(frame, [1, 2, 0, 3]), [1, height, width, wide])
  const [, outHeight, outWidth] = dy.shape
  const filters = tf.reshape<Rank.R4>(tf.transpose(dy, [1, 2, 0, 3]), [
    outHeight,
    outWidth,
    wide,
    g.outChannels / channels,
  ])
  const all = tf.depthwiseConv2d(picture, filters, 1, 'valid', 'NHWC', g.strides)
  const [kernelHeight, kernelWidth] = g.filterSize
  const each = tf.slice(all, 0, [1, kernelHeight, kernelWidth, photos * g.outChannels])
  return tf.reshape(
    tf.sum(tf.reshape(each, [kernelHeight * kernelWidth, photos, g.outChannels]), 1),
    g.filterShape,
  )
}

/** The input with the zeros around it that the forward pass saw. */
function padded(tf: TensorFlow, x: Tensor4D, { padding: [top, bottom, left, right] }: Geometry): Tensor4D {
  if (top + bottom + left + right === 0) return x
  return tf.pad(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ])
}

/** The gradient spread out by the stride, with a frame of zeros that makes a `valid` convolution of it as large as the input. */
function framed(tf: TensorFlow, dy: Tensor4D, g: Geometry): Tensor4D {
  const spread = spreadOut(tf, dy, g.strides)
  const [, height, width] = g.inputShape
  const [top, , left] = g.padding
  const above = g.filterSize[0] - 1 - top
  const before = g.filterSize[1] - 1 - left
  return tf.pad(spread, [
    [0, 0],
    [above, height + g.filterSize[0] - 1 - spread.shape[1] - above],
    [before, width + g.filterSize[1] - 1 - spread.shape[2] - before],
    [0, 0],
  ])
}

/** Stride - 1 zeros between neighbours, none after the last. */
function spreadOut(tf: TensorFlow, dy: Tensor4D, [down, right]: readonly [number, number]): Tensor4D {
  if (down === 1 && right === 1) return dy
  const [photos, height, width, channels] = dy.shape
  // Zeros after each number along its row, and whole rows of them after each row, in one padding.
  const apart = tf.pad(tf.reshape(dy, [photos * height, 1, width, channels]), [
    [0, 0],
    [0, down - 1],
    [0, 0],
    [0, (right - 1) * channels],
  ])
  const all = tf.reshape<Rank.R4>(apart, [photos, height * down, width * right, channels])
  return tf.slice(all, 0, [photos, (height - 1) * down + 1, (width - 1) * right + 1, channels])
}

function flatten(tf: TensorFlow, x: Tensor4D): Tensor2D {
  return tf.reshape(x, [-1, x.shape[3]])
}

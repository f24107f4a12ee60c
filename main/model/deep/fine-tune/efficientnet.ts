/**
 * @file EfficientNet-Lite0 (Tan and Le 2019; the Lite form has no squeeze-and-excitation and ReLU6 for swish) in
 * TensorFlow.js, so that it can be trained on: inverted residuals (Sandler et al. 2018) with batch norm folded into the
 * kernels. Convolutions of one pixel are matrix products, whose gradients every backend has.
 */
import { z } from 'zod'
import { AppError } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import type { Tensor, Tensor2D, Tensor4D, TensorFlow } from '../../../math/tensorflow.ts'
import { decodeSafetensors, type NamedTensor } from '../safetensors.ts'

/** One inverted residual, as the file's metadata describes it. */
export const InvertedResidual = z.object({
  block: z.int().nonnegative(),
  /** Pixels a side of the depthwise convolution. */
  kernel: z.int().positive(),
  stride: z.int().positive(),
  /** The input's channels are expanded so many times; 1: not at all. */
  expand: z.int().positive(),
  input: z.int().positive(),
  output: z.int().positive(),
  /** Whether the input is added to the output. */
  residual: z.boolean(),
})
export type InvertedResidual = z.infer<typeof InvertedResidual>

/** The network as it ships. */
export interface EfficientNet {
  readonly blocks: readonly InvertedResidual[]
  /** @throws RangeError for a name that it does not have. Kernels lie as [height, width, in, out], depthwise [h, w, c, 1]. */
  weights: (name: string) => NamedTensor
}

/** The weights of a network as tensors, by their names. */
export type WeightsOf = (name: string) => Tensor

/** Pixels a side of the pictures. */
export const PICTURE_SIDE = 224
const MEAN_PIXEL = 127
const PIXEL_RANGE = 128
/** The last block of each level that the pyramid reads. */
export const LAST_BLOCK = { stage3: 4, stage4: 10, stage5: 15 } as const

/** @param bytes of the shipped file. @throws AppError `backend-unavailable` when they cannot be read */
export function parseEfficientNet(bytes: Uint8Array): EfficientNet {
  try {
    const file = decodeSafetensors(bytes)
    const blocks = z.array(InvertedResidual).parse(JSON.parse(file.metadata.blocks))
    return { blocks, weights: (name) => file.read(name) }
  } catch (cause) {
    throw new AppError('backend-unavailable', sentence('weights-unreadable'), undefined, cause)
  }
}

/**
 * The maps before the first block.
 * @param pixels [n, 224, 224, 3] RGB, 0 .. 255
 * @returns [n, 112, 112, 32]. The caller disposes of it.
 */
export function stem(tf: TensorFlow, pixels: Tensor4D, weightsOf: WeightsOf): Tensor4D {
  return tf.tidy(() => {
    const scaled = tf.div<Tensor4D>(tf.sub(pixels, MEAN_PIXEL), PIXEL_RANGE)
    const kernel = weightsOf('stem.kernel') as Tensor4D
    return tf.relu6(tf.add<Tensor4D>(tf.conv2d(scaled, kernel, 2, 'same'), weightsOf('stem.bias')))
  })
}

/**
 * Expand, filter each channel, project; the input is added where the shape says so.
 * @param x [n, h, w, input]
 * @returns [n, h / stride, w / stride, output]. The caller disposes of it.
 */
export function invertedResidual(
  tf: TensorFlow,
  x: Tensor4D,
  shape: InvertedResidual,
  weightsOf: WeightsOf,
): Tensor4D {
  const weights = (part: string): Tensor => weightsOf(`block${shape.block}.${part}`)
  return tf.tidy(() => {
    const expanded =
      shape.expand === 1 ? x : tf.relu6(pointwise(tf, x, weights('expand.kernel'), weights('expand.bias')))
    const kernel = weights('depthwise.kernel') as Tensor4D
    const filtered = tf.depthwiseConv2d(expanded, kernel, shape.stride, 'same')
    const active = tf.relu6(tf.add<Tensor4D>(filtered, weights('depthwise.bias')))
    const projected = pointwise(tf, active, weights('project.kernel'), weights('project.bias'))
    return shape.residual ? tf.add<Tensor4D>(projected, x) : projected
  })
}

/**
 * What the network says of a picture in the end: 1280 channels, averaged over all places.
 * @param x [n, h, w, 320] the maps after the last block
 * @returns [n, 1280], none below zero. The caller disposes of it.
 */
export function pooledFeatures(tf: TensorFlow, x: Tensor4D, weightsOf: WeightsOf): Tensor2D {
  return tf.tidy(() =>
    averaged(tf, tf.relu6(pointwise(tf, x, weightsOf('head.kernel'), weightsOf('head.bias')))),
  )
}

/** [n, h, w, c] -> [n, c]. The caller disposes of it. */
export function averaged(tf: TensorFlow, x: Tensor4D): Tensor2D {
  return tf.mean<Tensor2D>(x, [1, 2])
}

/** A convolution of one pixel: x [n, h, w, c] times kernel [1, 1, c, d], plus bias [d]. */
function pointwise(tf: TensorFlow, x: Tensor4D, kernel: Tensor, bias: Tensor): Tensor4D {
  const [n, height, width, channels] = x.shape
  const filters = bias.size
  const rows = tf.reshape(x, [n * height * width, channels])
  const product = tf.matMul(rows, tf.reshape(kernel, [channels, filters]))
  return tf.reshape(tf.add(product, bias), [n, height, width, filters])
}

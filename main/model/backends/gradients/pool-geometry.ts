/** @file The shapes of one pooling, computed from the attributes of its kernels. */
import { z } from 'zod'
import type { TensorFlow } from '../../../math/tensorflow.ts'

/** Each pair: down, right. */
export interface PoolGeometry {
  size: [number, number]
  strides: [number, number]
  /** Cells of the first window that lie above and before the picture. */
  padding: [number, number]
  input: [number, number]
  output: [number, number]
}

const Pair = z.tuple([z.int(), z.int()])
const Attributes = z.object({
  filterSize: z.union([z.int(), Pair]),
  strides: z.union([z.int(), Pair]),
  pad: z.union([z.enum(['same', 'valid']), z.int(), z.tuple([Pair, Pair, Pair, Pair])]),
  dimRoundingMode: z.enum(['floor', 'round', 'ceil']).nullish(),
})
const PictureShape = z.tuple([z.int(), z.int(), z.int(), z.int()])

export function poolGeometry(tf: TensorFlow, shape: number[], attributes: unknown): PoolGeometry {
  const { filterSize, strides, pad, dimRoundingMode } = Attributes.parse(attributes)
  const info = tf.backend_util.computePool2DInfo(
    PictureShape.parse(shape),
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode ?? undefined,
  )
  return {
    size: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    padding: [info.padInfo.top, info.padInfo.left],
    input: [info.inHeight, info.inWidth],
    output: [info.outHeight, info.outWidth],
  }
}

/** @file The shapes of one convolution, computed from the attributes of its gradient kernels. */
import { z } from 'zod'
import type { TensorFlow } from '../../../math/tensorflow.ts'

type Shape = [number, number, number, number]

export interface Geometry {
  /** [n, h, w, ci] */
  inputShape: Shape
  /** [kh, kw, ci, co], or [kh, kw, c, m] of a depthwise convolution */
  filterShape: Shape
  filterSize: [number, number]
  /** Down, right. */
  strides: [number, number]
  /** Zeros above, below, before and after. */
  padding: [number, number, number, number]
  inChannels: number
  outChannels: number
  /** Each number of the result comes from one place of the input: a product of matrices. */
  pointwise: boolean
}

const FourNumbers = z.tuple([z.int(), z.int(), z.int(), z.int()])
const Pair = z.tuple([z.int(), z.int()])
const Attributes = z.object({
  strides: z.union([z.int(), Pair]),
  pad: z.union([z.enum(['same', 'valid']), z.int(), z.tuple([Pair, Pair, Pair, Pair])]),
  dataFormat: z.literal('NHWC').optional(),
  dimRoundingMode: z.enum(['floor', 'round', 'ceil']).nullish(),
  inputShape: FourNumbers.optional(),
  filterShape: FourNumbers.optional(),
})

/**
 * @param known The shape that an operand has; the other one is an attribute.
 * @throws TypeError for what the wasm kernels cannot do: channels first, a padding wider than the filter.
 */
export function geometry(
  tf: TensorFlow,
  known: { input?: number[]; filter?: number[]; attributes: unknown; depthwise: boolean },
): Geometry {
  const parsed = Attributes.parse(known.attributes)
  const inputShape = FourNumbers.parse(known.input ?? parsed.inputShape)
  const filterShape = FourNumbers.parse(known.filter ?? parsed.filterShape)
  const info = tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    parsed.strides,
    1,
    parsed.pad,
    parsed.dimRoundingMode ?? undefined,
    known.depthwise,
  )
  const { top, bottom, left, right } = info.padInfo
  const [filterHeight, filterWidth] = filterShape
  if (Math.max(top, bottom) >= filterHeight || Math.max(left, right) >= filterWidth) {
    throw new TypeError('The gradient of a convolution with more padding than filter is not written.')
  }
  const size = filterHeight * filterWidth * info.strideHeight * info.strideWidth
  return {
    inputShape,
    filterShape,
    filterSize: [filterHeight, filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    padding: [top, bottom, left, right],
    inChannels: info.inChannels,
    outChannels: info.outChannels,
    pointwise: size === 1 && top + bottom + left + right === 0,
  }
}

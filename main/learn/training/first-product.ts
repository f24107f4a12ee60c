/**
 * @file The first product of a training step by ONNX Runtime.
 *
 * [Note: the first product] The head begins by multiplying thousands of numbers of each photo with a matrix: nearly all the work of a step, and
 * of its gradient. In WebAssembly that takes one thread at a fraction of the processor's width, and all those numbers are copied in and out.
 * So ONNX Runtime computes that product, TensorFlow.js goes on from it as from a parameter, and of the product's gradient ONNX Runtime makes that of the
 * matrix. Backends that compute with native code or on a graphics card do all of it themselves.
 */
import { matrix, sideBySide, type Allocate, type Matrix } from '../../math/matrix.ts'
import type { Network } from '../../math/network.ts'
import { multiplyFew, multiplyFewTransposed } from '../../math/products/products.ts'
import type { Rank, Tensor, Tensor2D, TensorFlow } from '../../math/tensorflow.ts'

export interface FirstStep {
  /** Its blocks, the first ones of the network. */
  readonly blocks: number
  /** [n, width] */
  readonly product: Matrix
  /** The rest of the network. */
  project: (parameters: readonly Tensor[], product: Tensor) => Tensor2D
  /** Writes the gradient of the matrix into that of all parameters. @param slope [n, width] the gradient of the product */
  writeGradient: (slope: Float32Array, gradient: Float32Array) => Promise<void>
}

/** Undefined where TensorFlow.js does all of it: the network begins in another way, or not all of these blocks move. */
export async function firstStep(
  tf: TensorFlow,
  network: Network,
  parameters: Float32Array,
  {
    inputs,
    moves,
    scratch,
  }: {
    inputs: () => readonly Matrix[]
    moves: (block: number) => boolean
    scratch: { inputs?: Float32Array }
  },
): Promise<FirstStep | undefined> {
  const { first, width } = network
  if (first === undefined || tf.getBackend() !== 'wasm') return undefined
  const { blocks } = first
  if (!Array.from({ length: blocks }, (_, block) => block).every((block) => moves(block))) return undefined
  const x = sideBySide(inputs(), allocateIn(scratch))
  const weights = matrix(x.columns, width, parameters.subarray(0, x.columns * width))
  const product = await multiplyFew(x, weights)
  return {
    blocks,
    product,
    project: (all, given) => first.project(tf, all, tf.reshape<Rank.R2>(given, [x.rows, width])),
    writeGradient: async (slope, gradient) => {
      const out = matrix(x.columns, width, gradient.subarray(0, x.columns * width))
      await multiplyFewTransposed(x, matrix(x.rows, width, slope), out)
    },
  }
}

/** The numbers of the step before are written over. */
function allocateIn(scratch: { inputs?: Float32Array }): Allocate {
  return (length) => {
    if (scratch.inputs?.length !== length) scratch.inputs = new Float32Array(length)
    return scratch.inputs
  }
}

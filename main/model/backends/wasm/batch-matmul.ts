/**
 * @file [Note: transposing matrix product] The wasm kernel of the batched matrix product is a tiled SIMD routine (XNNPACK) only
 * for operands that lie as they are multiplied; with `transposeA` or `transposeB` it falls back to a plain triple loop.
 * Every gradient of a product has a transposed operand, so training spends its time there. This kernel transposes first
 * (which is cheap and exact) and multiplies then: a training step fell from 175-220 ms to 49 ms where it was measured.
 * [Note: one shape for each data] XNNPACK's operator is kept by the data of the right operand alone. The same data in another shape (a
 * reshaped gradient, say) would go through the first one's operator, which writes beyond the result: it gets a copy instead.
 */
import type { DataId, KernelConfig, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../../math/tensorflow.ts'
import { replaceKernel } from './replace-kernel.ts'

const BACKEND = 'wasm'

/** Replaces the wasm product by the transposing one. Idempotent; call it before or after the backend is set up. */
export function registerTransposingMatMul(tf: TensorFlow): void {
  const original = tf.getKernel(tf.BatchMatMul, BACKEND)
  const transpose = tf.getKernel(tf.Transpose, BACKEND)
  if (replacements.has(original)) return
  const replacement = transposingKernel(tf, original, transpose, tf.getKernel(tf.Identity, BACKEND))
  replaceKernel(tf, replacement)
  replacements.add(replacement)
}

const replacements = new WeakSet<KernelConfig>()

/** @param copy gives a tensor with data of its own */
function transposingKernel(
  tf: TensorFlow,
  original: KernelConfig,
  transpose: KernelConfig,
  copy: KernelConfig,
): KernelConfig {
  const shapeOf = new WeakMap<DataId, string>()
  return {
    ...original,
    kernelFunc: ({ inputs, backend, attrs }) => {
      const made: DataId[] = []
      const straight = (operand: TensorInfo, transposed: unknown): TensorInfo => {
        if (transposed !== true) return operand
        const result = single(
          transpose.kernelFunc({ inputs: { x: operand }, backend, attrs: { perm: swapLast(operand) } }),
        )
        made.push(result.dataId)
        return result
      }
      const ofOneShape = (operand: TensorInfo): TensorInfo => {
        const shape = operand.shape.join('x')
        const known = shapeOf.get(operand.dataId)
        if (known === undefined) shapeOf.set(operand.dataId, shape)
        if (known === undefined || known === shape) return operand
        const result = single(copy.kernelFunc({ inputs: { x: operand }, backend }))
        made.push(result.dataId)
        return result
      }
      try {
        const { a, b } = operands(inputs)
        const straightInputs = {
          ...inputs,
          a: straight(a, attrs?.transposeA),
          b: ofOneShape(straight(b, attrs?.transposeB)),
        }
        const straightAttributes = { ...attrs, transposeA: false, transposeB: false }
        return original.kernelFunc({ inputs: straightInputs, backend, attrs: straightAttributes })
      } finally {
        for (const id of made) tf.findBackend(BACKEND).disposeData(id)
      }
    },
  }
}

function operands(inputs: NamedTensorInfoMap): { a: TensorInfo; b: TensorInfo } {
  const { a, b } = inputs
  if (a === undefined || b === undefined) throw new TypeError('A matrix product needs two operands.')
  return { a, b }
}

/** The order of axes that swaps the last two. */
function swapLast(operand: TensorInfo): number[] {
  const axes = operand.shape.map((_, axis) => axis)
  const rank = axes.length
  return [...axes.slice(0, -2), rank - 1, rank - 2]
}

function single(result: TensorInfo | TensorInfo[]): TensorInfo {
  return Array.isArray(result) ? result[0] : result
}

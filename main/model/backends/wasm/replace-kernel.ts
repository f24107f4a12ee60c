/** @file Replaces kernels of a backend by ours. */
import type { KernelConfig, NamedTensorInfoMap } from '@tensorflow/tfjs-core'
import type { Rank, Tensor, Tensor4D, TensorFlow } from '../../../math/tensorflow.ts'

/** Registers a kernel instead of the backend's own, if it has one. */
export function replaceKernel(tf: TensorFlow, kernel: KernelConfig): void {
  const existing: unknown = tf.getKernel(kernel.kernelName, kernel.backendName)
  if (existing !== undefined) tf.unregisterKernel(kernel.kernelName, kernel.backendName)
  tf.registerKernel(kernel)
}

/** An input. Kernels are typed as if they received bare descriptions; the engine hands them the tensors. */
export function operand(tf: TensorFlow, inputs: NamedTensorInfoMap, name: string): Tensor4D {
  const found: unknown = inputs[name]
  if (!isTensor(tf, found) || found.rank !== 4) throw new TypeError(`${name} is not four-dimensional.`)
  const [photos, height, width, channels] = found.shape
  return tf.reshape<Rank.R4>(found, [photos, height, width, channels])
}

function isTensor(tf: TensorFlow, value: unknown): value is Tensor {
  return value instanceof tf.Tensor
}

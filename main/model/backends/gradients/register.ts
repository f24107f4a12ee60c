/**
 * @file [Note: gradients for the plain core] The core package that wasm, WebGPU and cpu use comes without gradients: upstream
 * they are registered by the union package `@tensorflow/tfjs`, 250 MB for a few formulas. Here are those of the kernels that
 * our models and strategies are made of; one that is missing fails by name at the first step. Each is tested by
 * finite differences, and against upstream's own where tfjs-node is installed (its gradients are left alone).
 */
import type { TensorFlow } from '../../../math/tensorflow.ts'
import { arithmeticGradients } from './arithmetic.ts'
import { convolutionGradients } from './convolutions.ts'
import { curveGradients } from './curves.ts'
import { layoutGradients } from './layout.ts'
import { poolingGradients } from './pooling.ts'
import { reductionGradients } from './reductions.ts'

/** Registers what is not registered yet. Idempotent. */
export function registerGradients(tf: TensorFlow): void {
  const all = [
    ...arithmeticGradients(tf),
    ...reductionGradients(tf),
    ...curveGradients(tf),
    ...layoutGradients(tf),
    ...convolutionGradients(tf),
    ...poolingGradients(tf),
  ]
  for (const gradient of all) {
    if (!hasGradient(tf, gradient.kernelName)) tf.registerGradient(gradient)
  }
}

/** `getGradient` is typed as if every kernel had one. */
function hasGradient(tf: TensorFlow, kernelName: string): boolean {
  const found: unknown = tf.getGradient(kernelName)
  return found !== undefined
}

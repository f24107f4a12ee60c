/**
 * @file [Note: gradients for the plain core] The core package that wasm, WebGPU and cpu use comes without gradients: upstream
 * they are registered by the union package `@tensorflow/tfjs`, 250 MB for a few formulas. Here are those of the kernels that
 * our models and strategies are made of; one that is missing fails by name at the first step. Each is tested by
 * finite differences, and against upstream's own where tfjs-node is installed.
 *
 * The copies of TensorFlow.js in one process share one registry, and tfjs-node brings upstream's formulas into it, of which
 * some need kernels that the other backends lack. Whichever backend is activated therefore gets its own.
 */
import type { GradConfig } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../../math/tensorflow.ts'
import { arithmeticGradients } from './arithmetic.ts'
import { convolutionGradients } from './convolutions.ts'
import { curveGradients } from './curves.ts'
import { layoutGradients } from './layout.ts'
import { poolingGradients } from './pooling.ts'
import { reductionGradients } from './reductions.ts'

/** What ours took the place of, by kernel. */
const replaced = new Map<string, GradConfig>()
let ours: ReadonlyMap<string, GradConfig> | undefined

/** Puts our gradients into force. Idempotent. */
export function useOwnGradients(tf: TensorFlow): void {
  ours ??= ownGradients(tf)
  for (const gradient of ours.values()) {
    const existing = gradientOf(tf, gradient.kernelName)
    if (existing === gradient) continue
    if (existing !== undefined) replaced.set(gradient.kernelName, existing)
    replaceGradient(tf, gradient)
  }
}

/** Puts back those that the native package registered. Idempotent. */
export function useNativeGradients(tf: TensorFlow): void {
  for (const gradient of replaced.values()) replaceGradient(tf, gradient)
  replaced.clear()
}

function ownGradients(tf: TensorFlow): ReadonlyMap<string, GradConfig> {
  const all = [
    ...arithmeticGradients(tf),
    ...reductionGradients(tf),
    ...curveGradients(tf),
    ...layoutGradients(tf),
    ...convolutionGradients(tf),
    ...poolingGradients(tf),
  ]
  return new Map(all.map((gradient) => [gradient.kernelName, gradient]))
}

function replaceGradient(tf: TensorFlow, gradient: GradConfig): void {
  if (gradientOf(tf, gradient.kernelName) !== undefined) tf.unregisterGradient(gradient.kernelName)
  tf.registerGradient(gradient)
}

/** `getGradient` is typed as if every kernel had one. */
function gradientOf(tf: TensorFlow, kernelName: string): GradConfig | undefined {
  const found: GradConfig | undefined = tf.getGradient(kernelName)
  return found
}

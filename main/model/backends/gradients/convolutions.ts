/**
 * @file Gradients of convolutions: kernels of their own ("backprop"), those that wasm lacks in ../wasm/convolution-gradients.ts.
 * Attributes are handed on as the forward kernel had them.
 */
import type { GradConfig } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../../math/tensorflow.ts'
import { runKernel, single } from './shapes.ts'

/** Dilated convolutions (rates over 1) have no gradient, as upstream. */
export function convolutionGradients(tf: TensorFlow): GradConfig[] {
  return [
    convolution(tf, tf.Conv2D, tf.Conv2DBackpropInput, tf.Conv2DBackpropFilter),
    convolution(
      tf,
      tf.DepthwiseConv2dNative,
      tf.DepthwiseConv2dNativeBackpropInput,
      tf.DepthwiseConv2dNativeBackpropFilter,
    ),
  ]
}

function convolution(tf: TensorFlow, kernelName: string, toInput: string, toFilter: string): GradConfig {
  return {
    kernelName,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, [x, filter], attributes) => {
      const d = single(dy)
      const { dilations }: { dilations?: unknown } = attributes
      if ([dilations ?? 1].flat().some((rate) => rate !== 1)) {
        throw new TypeError('The gradient of a dilated convolution is not written.')
      }
      return {
        x: () => runKernel(tf, toInput, { dy: d, filter }, { ...attributes, inputShape: x.shape }),
        filter: () => runKernel(tf, toFilter, { x, dy: d }, { ...attributes, filterShape: filter.shape }),
      }
    },
  }
}

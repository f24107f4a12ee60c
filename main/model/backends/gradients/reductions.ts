/** @file Gradients of what makes one number of many: sum, mean, largest and smallest. */
import type { GradConfig } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../../math/tensorflow.ts'
import { restoreAxes, single } from './shapes.ts'

export function reductionGradients(tf: TensorFlow): GradConfig[] {
  return [
    {
      kernelName: tf.Sum,
      inputsToSave: ['x'],
      gradFunc: (dy, [x], attributes) => ({
        x: () => tf.mul(restoreAxes(tf, single(dy), x, attributes), tf.onesLike(x)),
      }),
    },
    {
      kernelName: tf.Mean,
      inputsToSave: ['x'],
      gradFunc: (dy, [x], attributes) => ({
        x: () => {
          const d = single(dy)
          return tf.mul(restoreAxes(tf, d, x, attributes), tf.fill(x.shape, d.size / x.size))
        },
      }),
    },
    extreme(tf, tf.Max),
    extreme(tf, tf.Min),
  ]
}

/** The gradient goes to whichever element was the largest or smallest; equal ones all receive it. */
function extreme(tf: TensorFlow, kernelName: string): GradConfig {
  return {
    kernelName,
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, [x, y], attributes) => ({
      x: () => {
        // The product brings y to x's shape first: wasm compares broadcast operands ten times slower than equal shapes.
        const extremes = tf.mul(tf.onesLike(x), restoreAxes(tf, y, x, attributes))
        const chosen = tf.cast(tf.equal(x, extremes), 'float32')
        return tf.mul(restoreAxes(tf, single(dy), x, attributes), chosen)
      },
    }),
  }
}

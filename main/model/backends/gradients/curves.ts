/** @file Gradients of functions of single numbers (activations, roots, logarithms), and of softmax. */
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../../math/tensorflow.ts'
import { single } from './shapes.ts'

export function curveGradients(tf: TensorFlow): GradConfig[] {
  const ofInput = (kernelName: string, slope: (x: Tensor, attributes: object) => Tensor): GradConfig => ({
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => ({ x: () => tf.mul(single(dy), slope(x, attributes)) }),
  })
  return [
    ofInput(tf.Square, (x) => tf.mul(x, 2)),
    ofInput(tf.Sqrt, (x) => tf.div(0.5, tf.sqrt(x))),
    ofInput(tf.Rsqrt, (x) => tf.mul(-0.5, tf.div(tf.rsqrt(x), x))),
    ofInput(tf.Softplus, (x) => tf.sigmoid(x)),
    ofInput(tf.Relu, (x) => tf.step(x)),
    ofInput(tf.Relu6, (x) => tf.mul(tf.step(x), tf.cast(tf.lessEqual(x, 6), 'float32'))),
    ofInput(tf.LeakyRelu, (x, attributes) =>
      tf.step(x, 'alpha' in attributes ? Number(attributes.alpha) : 0),
    ),
    ofInput(tf.ClipByValue, (x, attributes) => within(tf, x, attributes)),
    ofInput(tf.Abs, (x) => tf.sign(x)),
    ofInput(tf.Log, (x) => tf.div(1, x)),
    ofInput(tf.Exp, (x) => tf.exp(x)),
    ofInput(tf.Tanh, (x) => tf.sub(1, tf.square(tf.tanh(x)))),
    ofInput(tf.Sigmoid, (x) => {
      const y = tf.sigmoid(x)
      return tf.mul(y, tf.sub(1, y))
    }),
    softmax(tf),
    logSoftmax(tf),
  ]
}

/** 1 where x was not clipped, else 0. */
function within(tf: TensorFlow, x: Tensor, attributes: object): Tensor {
  const { clipValueMin, clipValueMax } = { clipValueMin: -Infinity, clipValueMax: Infinity, ...attributes }
  return tf.cast(tf.logicalAnd(tf.greaterEqual(x, clipValueMin), tf.lessEqual(x, clipValueMax)), 'float32')
}

function softmax(tf: TensorFlow): GradConfig {
  return {
    kernelName: tf.Softmax,
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({
      logits: () => {
        const weighted = tf.mul(single(dy), y)
        return tf.sub(weighted, tf.mul(tf.sum(weighted, -1, true), y))
      },
    }),
  }
}

function logSoftmax(tf: TensorFlow): GradConfig {
  return {
    kernelName: tf.LogSoftmax,
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({
      logits: () => {
        const d = single(dy)
        return tf.sub(d, tf.mul(tf.sum(d, -1, true), tf.exp(y)))
      },
    }),
  }
}

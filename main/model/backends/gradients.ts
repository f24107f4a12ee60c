/**
 * @file [Note: gradients for the plain core] The core package that wasm and cpu use comes without gradients: upstream they
 * are registered by the union package `@tensorflow/tfjs`, 250 MB for a few formulas. Here are those of the kernels that
 * our models and strategies are made of; one that is missing fails by name at the first step. Each is tested by
 * finite differences, and against upstream's own where tfjs-node is installed (its gradients are left alone).
 */
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../math/tensorflow.ts'

/** Registers what is not registered yet. Idempotent. */
export function registerGradients(tf: TensorFlow): void {
  for (const gradient of [...products(tf), ...sums(tf), ...extremes(tf), ...curves(tf)]) {
    if (!hasGradient(tf, gradient.kernelName)) tf.registerGradient(gradient)
  }
}

/** `getGradient` is typed as if every kernel had one. */
function hasGradient(tf: TensorFlow, kernelName: string): boolean {
  const found: unknown = tf.getGradient(kernelName)
  return found !== undefined
}

function products(tf: TensorFlow): GradConfig[] {
  return [
    {
      kernelName: tf.Multiply,
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, [a, b]) => {
        const d = single(dy)
        return { a: () => unbroadcast(tf, tf.mul(d, b), a), b: () => unbroadcast(tf, tf.mul(d, a), b) }
      },
    },
    {
      kernelName: tf.RealDiv,
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, [a, b]) => {
        const d = single(dy)
        return {
          a: () => unbroadcast(tf, tf.div(d, b), a),
          b: () => unbroadcast(tf, tf.neg(tf.div(tf.mul(d, a), tf.square(b))), b),
        }
      },
    },
    {
      kernelName: tf.BatchMatMul,
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, [a, b], attributes) => {
        const d = single(dy)
        const { transposeA, transposeB } = { transposeA: false, transposeB: false, ...attributes }
        return {
          a: () => (transposeA ? tf.matMul(b, d, transposeB, true) : tf.matMul(d, b, false, !transposeB)),
          b: () => (transposeB ? tf.matMul(d, a, true, transposeA) : tf.matMul(a, d, !transposeA, false)),
        }
      },
    },
  ]
}

function sums(tf: TensorFlow): GradConfig[] {
  return [
    {
      kernelName: tf.Add,
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, [a, b]) => {
        const d = single(dy)
        return { a: () => unbroadcast(tf, d, a), b: () => unbroadcast(tf, d, b) }
      },
    },
    {
      kernelName: tf.Sub,
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, [a, b]) => {
        const d = single(dy)
        return { a: () => unbroadcast(tf, d, a), b: () => unbroadcast(tf, tf.neg(d), b) }
      },
    },
    {
      kernelName: tf.Sum,
      inputsToSave: ['x'],
      gradFunc: (dy, [x], attributes) => ({
        x: () => tf.mul(restoreAxes(tf, single(dy), x, attributes), tf.onesLike(x)),
      }),
    },
    {
      kernelName: tf.Reshape,
      inputsToSave: ['x'],
      gradFunc: (dy, [x]) => ({ x: () => tf.reshape(single(dy), x.shape) }),
    },
  ]
}

/** The gradient goes to whichever element was the largest or smallest; equal ones all receive it. */
function extremes(tf: TensorFlow): GradConfig[] {
  const along = (kernelName: string): GradConfig => ({
    kernelName,
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, [x, y], attributes) => ({
      x: () => {
        // The product brings y to x's shape first: wasm compares broadcast operands ten times slower than equal shapes.
        const extreme = tf.mul(tf.onesLike(x), restoreAxes(tf, y, x, attributes))
        const chosen = tf.cast(tf.equal(x, extreme), 'float32')
        return tf.mul(restoreAxes(tf, single(dy), x, attributes), chosen)
      },
    }),
  })
  return [along(tf.Max), along(tf.Min)]
}

function curves(tf: TensorFlow): GradConfig[] {
  const ofInput = (kernelName: string, slope: (x: Tensor) => Tensor): GradConfig => ({
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.mul(single(dy), slope(x)) }),
  })
  const softmax: GradConfig = {
    kernelName: tf.Softmax,
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({
      logits: () => {
        const weighted = tf.mul(single(dy), y)
        return tf.sub(weighted, tf.mul(tf.sum(weighted, -1, true), y))
      },
    }),
  }
  return [
    ofInput(tf.Square, (x) => tf.mul(x, 2)),
    ofInput(tf.Sqrt, (x) => tf.div(0.5, tf.sqrt(x))),
    ofInput(tf.Rsqrt, (x) => tf.mul(-0.5, tf.div(tf.rsqrt(x), x))),
    ofInput(tf.Softplus, (x) => tf.sigmoid(x)),
    softmax,
  ]
}

/** `gradient` summed over the axes along which `operand` was broadcast, in the operand's shape. */
function unbroadcast(tf: TensorFlow, gradient: Tensor, operand: Tensor): Tensor {
  const axes = tf.broadcast_util.getReductionAxes(operand.shape, gradient.shape)
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, operand.shape)
}

/** A reduced tensor with its lost axes put back as length one, so that it broadcasts over `x`. */
function restoreAxes(tf: TensorFlow, reduced: Tensor, x: Tensor, attributes: object): Tensor {
  const axis =
    'axis' in attributes
      ? attributes.axis
      : 'reductionIndices' in attributes
        ? attributes.reductionIndices
        : null
  const axes = tf.util.parseAxisParam(isAxis(axis) ? axis : x.shape.map((_, index) => index), x.shape)
  return tf.reshape(
    reduced,
    x.shape.map((length, index) => (axes.includes(index) ? 1 : length)),
  )
}

function isAxis(value: unknown): value is number | number[] {
  return typeof value === 'number' || Array.isArray(value)
}

function single(gradient: Tensor | Tensor[]): Tensor {
  return Array.isArray(gradient) ? gradient[0] : gradient
}

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
  for (const gradient of [...products(tf), ...sums(tf), ...extremes(tf), ...curves(tf), ...joins(tf)]) {
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
      kernelName: tf.Mean,
      inputsToSave: ['x'],
      gradFunc: (dy, [x], attributes) => ({
        x: () => {
          const d = single(dy)
          return tf.mul(restoreAxes(tf, d, x, attributes), tf.fill(x.shape, d.size / x.size))
        },
      }),
    },
    {
      kernelName: tf.Neg,
      gradFunc: (dy) => ({ x: () => tf.neg(single(dy)) }),
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
  const logSoftmax: GradConfig = {
    kernelName: tf.LogSoftmax,
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({
      logits: () => {
        const d = single(dy)
        return tf.sub(d, tf.mul(tf.sum(d, -1, true), tf.exp(y)))
      },
    }),
  }
  return [
    ofInput(tf.Square, (x) => tf.mul(x, 2)),
    ofInput(tf.Sqrt, (x) => tf.div(0.5, tf.sqrt(x))),
    ofInput(tf.Rsqrt, (x) => tf.mul(-0.5, tf.div(tf.rsqrt(x), x))),
    ofInput(tf.Softplus, (x) => tf.sigmoid(x)),
    ofInput(tf.Relu, (x) => tf.step(x)),
    ofInput(tf.Abs, (x) => tf.sign(x)),
    ofInput(tf.Log, (x) => tf.div(1, x)),
    ofInput(tf.Exp, (x) => tf.exp(x)),
    ofInput(tf.Tanh, (x) => tf.sub(1, tf.square(tf.tanh(x)))),
    ofInput(tf.Sigmoid, (x) => {
      const y = tf.sigmoid(x)
      return tf.mul(y, tf.sub(1, y))
    }),
    softmax,
    logSoftmax,
  ]
}

/** The larger of two, cutting out a part, putting parts together. */
function joins(tf: TensorFlow): GradConfig[] {
  return [
    {
      kernelName: tf.Maximum,
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, [a, b]) => {
        const d = single(dy)
        const to = (chosen: Tensor, operand: Tensor) =>
          unbroadcast(tf, tf.mul(d, tf.cast(chosen, 'float32')), operand)
        return { a: () => to(tf.greaterEqual(a, b), a), b: () => to(tf.less(a, b), b) }
      },
    },
    {
      kernelName: tf.Slice,
      inputsToSave: ['x'],
      gradFunc: (dy, [x], attributes) => ({
        x: () => {
          const d = single(dy)
          const begin = startsOf(attributes, x.rank)
          const paddings = x.shape.map((length, axis): [number, number] => [
            begin[axis],
            length - begin[axis] - d.shape[axis],
          ])
          return tf.pad(d, paddings)
        },
      }),
    },
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

function startsOf(attributes: object, rank: number): number[] {
  const begin: unknown = 'begin' in attributes ? attributes.begin : 0
  if (Array.isArray(begin)) return begin.map(Number)
  return Array.from({ length: rank }, (_, axis) => (axis === 0 ? Number(begin) : 0))
}

function isAxis(value: unknown): value is number | number[] {
  return typeof value === 'number' || Array.isArray(value)
}

function single(gradient: Tensor | Tensor[]): Tensor {
  return Array.isArray(gradient) ? gradient[0] : gradient
}

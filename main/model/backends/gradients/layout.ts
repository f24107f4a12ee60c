/** @file Gradients of what only moves numbers: other shapes and orders, cutting out, putting together, looking up. */
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../../math/tensorflow.ts'
import { axisOf, single } from './shapes.ts'

export function layoutGradients(tf: TensorFlow): GradConfig[] {
  return [...shapes(tf), ...parts(tf), ...joins(tf), lookUp(tf)]
}

function shapes(tf: TensorFlow): GradConfig[] {
  const reshaped = (kernelName: string, input: string): GradConfig => ({
    kernelName,
    inputsToSave: [input],
    gradFunc: (dy, [x]) => ({ [input]: () => tf.reshape(single(dy), x.shape) }),
  })
  const floats = (kernelName: string): GradConfig => ({
    kernelName,
    gradFunc: (dy) => ({ x: () => tf.cast(single(dy), 'float32') }),
  })
  return [
    reshaped(tf.Reshape, 'x'),
    reshaped(tf.ExpandDims, 'input'),
    floats(tf.Identity),
    floats(tf.Cast),
    {
      kernelName: tf.Transpose,
      gradFunc: (dy, _saved, attributes) => ({
        x: () => {
          const d = single(dy)
          const order = numbersIn(attributes, 'perm', d.rank)
          return tf.transpose(d, tf.backend_util.getUndoAxesPermutation(order))
        },
      }),
    },
    {
      kernelName: tf.Reverse,
      gradFunc: (dy, _saved, attributes) => ({
        x: () => tf.reverse(single(dy), numbersIn(attributes, 'dims', 0)),
      }),
    },
    {
      kernelName: tf.Tile,
      inputsToSave: ['x'],
      gradFunc: (dy, [x], attributes) => ({ x: () => untiled(tf, single(dy), x, attributes) }),
    },
  ]
}

/** Copies lie side by side along each axis: as an axis of their own they can be summed. */
function untiled(tf: TensorFlow, dy: Tensor, x: Tensor, attributes: object): Tensor {
  const repetitions = numbersIn(attributes, 'reps', x.rank)
  return x.shape.reduce((gradient, length, axis) => {
    if (repetitions[axis] === 1) return gradient
    const [before, after] = [gradient.shape.slice(0, axis), gradient.shape.slice(axis + 1)]
    const apart = tf.reshape(gradient, [...before, repetitions[axis], length, ...after])
    return tf.sum(apart, axis)
  }, dy)
}

function parts(tf: TensorFlow): GradConfig[] {
  return [
    {
      kernelName: tf.Slice,
      inputsToSave: ['x'],
      gradFunc: (dy, [x], attributes) => ({
        x: () => {
          const d = single(dy)
          const begin = numbersIn(attributes, 'begin', x.rank)
          const paddings = x.shape.map((length, axis): [number, number] => [
            begin[axis],
            length - begin[axis] - d.shape[axis],
          ])
          return tf.pad(d, paddings)
        },
      }),
    },
    {
      kernelName: tf.PadV2,
      inputsToSave: ['x'],
      gradFunc: (dy, [x], attributes) => ({ x: () => tf.slice(single(dy), leading(attributes), x.shape) }),
    },
    {
      kernelName: tf.SplitV,
      gradFunc: (dy, _saved, attributes) => ({
        x: () => {
          const pieces = Array.isArray(dy) ? dy : [dy]
          return tf.concat(pieces, axisOf(tf, attributes, pieces[0].shape))
        },
      }),
    },
    {
      kernelName: tf.Unpack,
      gradFunc: (dy, _saved, attributes) => ({
        value: () => {
          const pieces = Array.isArray(dy) ? dy : [dy]
          return tf.stack(pieces, axisOf(tf, attributes, [pieces.length, ...pieces[0].shape]))
        },
      }),
    },
  ]
}

function joins(tf: TensorFlow): GradConfig[] {
  return [
    {
      kernelName: tf.Concat,
      saveAllInputs: true,
      gradFunc: (dy, inputs, attributes) => {
        const axis = axisOf(tf, attributes, inputs[0].shape)
        const begins = inputs.map((_, index) =>
          inputs.slice(0, index).reduce((sum, { shape }) => sum + shape[axis], 0),
        )
        return byIndex(inputs, ({ shape }, index) => {
          const begin = shape.map((_, each) => (each === axis ? begins[index] : 0))
          return tf.slice(single(dy), begin, shape)
        })
      },
    },
    {
      kernelName: tf.Pack,
      saveAllInputs: true,
      gradFunc: (dy, inputs, attributes) => {
        const d = single(dy)
        const axis = axisOf(tf, attributes, d.shape)
        return byIndex(inputs, ({ shape }, index) => {
          const begin = d.shape.map((_, each) => (each === axis ? index : 0))
          const size = d.shape.map((length, each) => (each === axis ? 1 : length))
          return tf.reshape(tf.slice(d, begin, size), shape)
        })
      },
    },
  ]
}

/**
 * Rows looked up several times receive the sum of their gradients: a product with one row of zeros and a one for each look-up,
 * because wasm and WebGPU have no kernel that sums by index.
 */
function lookUp(tf: TensorFlow): GradConfig {
  return {
    kernelName: tf.GatherV2,
    inputsToSave: ['x', 'indices'],
    gradFunc: (dy, [x, indices], attributes) => ({
      x: () => {
        if ('batchDims' in attributes && Number(attributes.batchDims) > 0) {
          throw new TypeError('The gradient of a gather with batch dimensions is not written.')
        }
        const axis = axisOf(tf, attributes, x.shape)
        const rest = x.shape.filter((_, each) => each !== axis)
        const toFront = [axis, ...x.shape.map((_, each) => each).filter((each) => each !== axis)]
        const looked = tf.reshape(single(dy), [
          ...x.shape.slice(0, axis),
          indices.size,
          ...x.shape.slice(axis + 1),
        ])
        const rows = tf.reshape(tf.transpose(looked, toFront), [indices.size, -1])
        const chosen = tf.oneHot(tf.reshape(tf.cast(indices, 'int32'), [-1]), x.shape[axis])
        const sums = tf.matMul(tf.reshape(tf.cast(chosen, 'float32'), [indices.size, -1]), rows, true)
        return tf.transpose(
          tf.reshape(sums, [x.shape[axis], ...rest]),
          tf.backend_util.getUndoAxesPermutation(toFront),
        )
      },
      indices: () => tf.zerosLike(indices),
    }),
  }
}

/** One function for each input, as kernels with any number of inputs want them. */
function byIndex(
  inputs: readonly Tensor[],
  gradient: (input: Tensor, index: number) => Tensor,
): Record<string, () => Tensor> {
  return Object.fromEntries(inputs.map((input, index) => [index, () => gradient(input, index)]))
}

/** How many numbers were put before the first on each axis. */
function leading(attributes: object): number[] {
  const paddings: unknown = 'paddings' in attributes ? attributes.paddings : []
  if (!Array.isArray(paddings)) throw new TypeError('Padding is given as pairs.')
  return paddings.map((pair: unknown) => (Array.isArray(pair) ? Number(pair[0]) : 0))
}

/** An attribute that is a list of numbers; a single number is the first, the others zero. */
function numbersIn(attributes: object, name: string, rank: number): number[] {
  const value: unknown = Object.entries(attributes).find(([key]) => key === name)?.[1]
  if (Array.isArray(value)) return value.map(Number)
  return Array.from({ length: rank }, (_, axis) => (axis === 0 ? Number(value ?? 0) : 0))
}

/** @file Gradients of sums, differences, products and quotients of two tensors, and of choosing between two. */
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../../math/tensorflow.ts'
import { single, unbroadcast } from './shapes.ts'

export function arithmeticGradients(tf: TensorFlow): GradConfig[] {
  return [matrixProduct(tf), ...products(tf), ...sums(tf), ...choices(tf)]
}

function matrixProduct(tf: TensorFlow): GradConfig {
  return {
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
  }
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
      kernelName: tf.SquaredDifference,
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, [a, b]) => {
        const slope = (): Tensor => tf.mul(tf.mul(single(dy), 2), tf.sub(a, b))
        return { a: () => unbroadcast(tf, slope(), a), b: () => unbroadcast(tf, tf.neg(slope()), b) }
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
      kernelName: tf.AddN,
      saveAllInputs: true,
      gradFunc: (dy, summands) =>
        Object.fromEntries(summands.map((_, index) => [index, () => single(dy).clone()])),
    },
    {
      kernelName: tf.Sub,
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, [a, b]) => {
        const d = single(dy)
        return { a: () => unbroadcast(tf, d, a), b: () => unbroadcast(tf, tf.neg(d), b) }
      },
    },
    { kernelName: tf.Neg, gradFunc: (dy) => ({ x: () => tf.neg(single(dy)) }) },
  ]
}

/** The gradient goes to the operand that was taken; to the first where both are equal. */
function choices(tf: TensorFlow): GradConfig[] {
  const between = (kernelName: string, first: (a: Tensor, b: Tensor) => Tensor): GradConfig => ({
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b]) => {
      const to = (chosen: Tensor, operand: Tensor) =>
        unbroadcast(tf, tf.mul(single(dy), tf.cast(chosen, 'float32')), operand)
      return { a: () => to(first(a, b), a), b: () => to(tf.logicalNot(first(a, b)), b) }
    },
  })
  return [
    between(tf.Maximum, (a, b) => tf.greaterEqual(a, b)),
    between(tf.Minimum, (a, b) => tf.lessEqual(a, b)),
    {
      kernelName: tf.Select,
      inputsToSave: ['condition'],
      gradFunc: (dy, [condition]) => ({
        condition: () => tf.zerosLike(tf.cast(condition, 'float32')),
        t: () => tf.mul(single(dy), tf.cast(condition, 'float32')),
        e: () => tf.mul(single(dy), tf.cast(tf.logicalNot(condition), 'float32')),
      }),
    },
  ]
}

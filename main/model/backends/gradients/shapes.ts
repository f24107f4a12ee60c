/** @file What the gradients share: undoing a broadcast, putting reduced axes back, one tensor out of one or many. */
import type { NamedAttrMap, NamedTensorMap } from '@tensorflow/tfjs-core'
import type { Tensor, TensorFlow } from '../../../math/tensorflow.ts'

/** `gradient` summed over the axes along which `operand` was broadcast, in the operand's shape. */
export function unbroadcast(tf: TensorFlow, gradient: Tensor, operand: Tensor): Tensor {
  const axes = tf.broadcast_util.getReductionAxes(operand.shape, gradient.shape)
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, operand.shape)
}

/** A reduced tensor with its lost axes put back as length one, so that it broadcasts over `x`. */
export function restoreAxes(tf: TensorFlow, reduced: Tensor, x: Tensor, attributes: object): Tensor {
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

/** The attribute `axis` as 0 .. rank - 1. */
export function axisOf(tf: TensorFlow, attributes: object, shape: number[]): number {
  return tf.util.parseAxisParam('axis' in attributes ? Number(attributes.axis) : 0, shape)[0]
}

/** The gradient that arrives at a kernel with one result. */
export function single(gradient: Tensor | Tensor[]): Tensor {
  return Array.isArray(gradient) ? gradient[0] : gradient
}

/** A kernel with one result, by name. */
export function runKernel(
  tf: TensorFlow,
  kernelName: string,
  inputs: NamedTensorMap,
  attributes: NamedAttrMap,
): Tensor {
  return single(tf.engine().runKernel(kernelName, inputs, attributes))
}

function isAxis(value: unknown): value is number | number[] {
  return typeof value === 'number' || Array.isArray(value)
}

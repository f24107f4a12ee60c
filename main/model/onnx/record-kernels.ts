/**
 * @file How each operation of TensorFlow.js is written in ONNX: see [Note: recording] in record.ts. Only operators that mean the
 * same in every operator set from 11 on are used.
 */
import type { KernelFunc, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'
import { z } from 'zod'
import type { Attribute } from '../../math/onnx/onnx-graph.ts'
import type { Value } from './builder.ts'
import type { Recording } from './recording.ts'

export interface Kernel {
  kernelName: string
  kernelFunc: KernelFunc
}

const Reduction = z.object({
  axis: z.union([z.int(), z.array(z.int())]).nullish(),
  keepDims: z.boolean().nullish(),
})
const Stride = z.union([z.int(), z.tuple([z.int(), z.int()])])
const Padding = z.union([z.enum(['same', 'valid']), z.int()])
const Windows = z.object({ strides: Stride, pad: Padding, dilations: Stride.nullish() })

/** What is done number by number, by the same name in both. */
const UNARY = ['Relu', 'Sqrt', 'Exp', 'Tanh', 'Sigmoid', 'Abs', 'Neg', 'Log']
const BINARY = { Add: 'Add', Sub: 'Sub', Multiply: 'Mul', RealDiv: 'Div', Maximum: 'Max', Minimum: 'Min' }

type Rule = (inputs: Record<string, TensorInfo>, attributes: NamedAttrMap) => TensorInfo

/** All that is known. */
export function kernels(recording: Recording): Kernel[] {
  return Object.entries({
    ...elementwise(recording),
    ...shapes(recording),
    ...products(recording),
    ...windows(recording),
  }).map(([kernelName, rule]) => ({
    kernelName,
    kernelFunc: ({ inputs, attrs }) => rule(present(inputs), attrs ?? {}),
  }))
}

function present(inputs: NamedTensorInfoMap): Record<string, TensorInfo> {
  const given: Record<string, TensorInfo> = {}
  for (const [name, tensor] of Object.entries(inputs)) if (tensor !== undefined) given[name] = tensor
  return given
}

function elementwise(recording: Recording): Record<string, Rule> {
  const { graph, tf } = recording
  const number = (value: number): Value => graph.floats('number', [], Float32Array.of(value))
  const unary = (x: TensorInfo, operation: (value: Value) => Value): TensorInfo =>
    recording.isChannelsFirst(x)
      ? recording.madeChannelsFirst(operation(recording.channelsFirstOf(x)), x.shape)
      : recording.made(operation(recording.valueOf(x)), x.shape)
  const rules: Record<string, Rule> = {
    Relu6: ({ x }) => unary(x, (value) => graph.node('Clip', [value, number(0), number(6)])),
    Square: ({ x }) => unary(x, (value) => graph.node('Mul', [value, value])),
    Rsqrt: ({ x }) => unary(x, (value) => graph.node('Div', [number(1), graph.node('Sqrt', [value])])),
    LeakyRelu: ({ x }, { alpha }) =>
      unary(x, (value) => graph.node('LeakyRelu', [value], { alpha: { float: z.number().parse(alpha) } })),
    Identity: ({ x }) => unary(x, (value) => value),
    Cast: ({ x }) => unary(x, (value) => value), // all is float32 here
  }
  for (const name of UNARY) rules[name] = ({ x }) => unary(x, (value) => graph.node(name, [value]))
  for (const [name, operator] of Object.entries(BINARY)) {
    rules[name] = ({ a, b }) => {
      const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape)
      const first = [a, b].map((each) => alongChannelsFirst(recording, each, shape))
      const [x, y] = first
      if (x !== undefined && y !== undefined && [a, b].some((each) => recording.isChannelsFirst(each))) {
        return recording.madeChannelsFirst(graph.node(operator, [x(), y()]), shape)
      }
      return recording.made(graph.node(operator, [recording.valueOf(a), recording.valueOf(b)]), shape)
    }
  }
  return rules
}

/** How the tensor joins in with maps that have their channels first; undefined where it does not. */
function alongChannelsFirst(
  recording: Recording,
  tensor: TensorInfo,
  [, height, width, channels]: readonly number[],
): (() => Value) | undefined {
  const { shape } = tensor
  if (shape.length === 4 && shape[1] === height && shape[2] === width && shape[3] === channels) {
    return () => recording.channelsFirstOf(tensor)
  }
  const size = shape.reduce((product, each) => product * each, 1)
  if (size === 1) return () => recording.reshaped(recording.valueOf(tensor), [])
  if (size === channels && shape.at(-1) === channels) {
    return () => recording.reshaped(recording.valueOf(tensor), [channels, 1, 1])
  }
  return undefined
}

function shapes(recording: Recording): Record<string, Rule> {
  const { graph, tf } = recording
  const reduce = (x: TensorInfo, attributes: NamedAttrMap, isMean: boolean): TensorInfo => {
    const { axis, keepDims } = Reduction.parse(attributes)
    const axes = tf.util.parseAxisParam(axis ?? x.shape.map((_, each) => each), x.shape)
    const kept = x.shape.map((_, each) => each).filter((each) => !axes.includes(each))
    const count = axes.reduce((product, each) => product * x.shape[each], 1)
    const order = [...kept, ...axes]
    const isOrdered = order.every((each, index) => each === index)
    const value = isOrdered ? recording.valueOf(x) : recording.turned(recording.valueOf(x), order)
    // A product with ones: how a sum gets its axes changed with operator set 13.
    const ones = graph.floats('ones', [count, 1], new Float32Array(count).fill(isMean ? 1 / count : 1))
    const rows = recording.reshaped(value, [...kept.map((each) => x.shape[each]), count])
    const shape = x.shape.flatMap((size, each) =>
      !axes.includes(each) ? [size] : keepDims === true ? [1] : [],
    )
    return recording.made(recording.reshaped(graph.node('MatMul', [rows, ones]), shape), shape)
  }
  return {
    Reshape: ({ x }, { shape }) => {
      const sizes = tf.util.inferFromImplicitShape(
        z.array(z.int()).parse(shape),
        tf.util.sizeFromShape(x.shape),
      )
      return recording.made(recording.reshaped(recording.valueOf(x), sizes), sizes)
    },
    ExpandDims: ({ input }, { dim }) => {
      const at = z.int().parse(dim)
      const sizes = input.shape.toSpliced(at < 0 ? input.shape.length + 1 + at : at, 0, 1)
      return recording.made(recording.reshaped(recording.valueOf(input), sizes), sizes)
    },
    Transpose: ({ x }, { perm }) => {
      const order = z.array(z.int()).parse(perm)
      return recording.made(
        recording.turned(recording.valueOf(x), order),
        order.map((axis) => x.shape[axis]),
      )
    },
    Concat: (inputs, { axis }) => {
      const tensors = Object.values(inputs)
      const at = tf.util.parseAxisParam(z.int().parse(axis), tensors[0].shape)[0]
      const values = tensors.map((each) => recording.valueOf(each))
      return recording.made(
        graph.node('Concat', values, { axis: { int: at } }),
        tf.backend_util.computeOutShape(
          tensors.map(({ shape }) => shape),
          at,
        ),
      )
    },
    Sum: ({ x }, attributes) => reduce(x, attributes, false),
    Mean: ({ x }, attributes) => reduce(x, attributes, true),
    Softmax: ({ logits }) =>
      // Always over the last axis. Before operator set 13 the axes behind the named one would count as well: there are none.
      recording.made(
        graph.node('Softmax', [recording.valueOf(logits)], { axis: { int: logits.shape.length - 1 } }),
        logits.shape,
      ),
  }
}

function products(recording: Recording): Record<string, Rule> {
  const operand = (tensor: TensorInfo, transposed: boolean): Value => {
    const value = recording.valueOf(tensor)
    if (!transposed) return value
    const axes = tensor.shape.map((_, axis) => axis)
    return recording.turned(value, [...axes.slice(0, -2), axes.length - 1, axes.length - 2])
  }
  return {
    BatchMatMul: ({ a, b }, attributes) => {
      const [turnA, turnB] = [attributes.transposeA === true, attributes.transposeB === true]
      const rows = a.shape[a.shape.length - (turnA ? 1 : 2)]
      const columns = b.shape[b.shape.length - (turnB ? 2 : 1)]
      const batch = recording.tf.backend_util.assertAndGetBroadcastShape(
        a.shape.slice(0, -2),
        b.shape.slice(0, -2),
      )
      const product = recording.graph.node('MatMul', [operand(a, turnA), operand(b, turnB)])
      return recording.made(product, [...batch, rows, columns])
    },
  }
}

/** Operations on windows of maps [n, height, width, channels]. */
function windows(recording: Recording): Record<string, Rule> {
  const { graph, tf } = recording
  const pool =
    (operator: string): Rule =>
    ({ x }, attributes) => {
      const { strides, pad } = Windows.parse(attributes)
      const size = Stride.parse(attributes.filterSize)
      const info = tf.backend_util.computePool2DInfo(fourSizes(x), size, strides, 1, pad)
      const value = graph.node(operator, [recording.channelsFirstOf(x)], {
        kernel_shape: { ints: [info.filterHeight, info.filterWidth] },
        ...windowAttributes(info),
      })
      return recording.madeChannelsFirst(value, info.outShape)
    }
  const convolve =
    (isDepthwise: boolean): Rule =>
    ({ x, filter }, attributes) => {
      const { strides, pad, dilations } = Windows.parse(attributes)
      const kernel = fourSizes(filter)
      const info = tf.backend_util.computeConv2DInfo(
        ...[fourSizes(x), kernel, strides, dilations ?? 1, pad, undefined, isDepthwise],
      )
      // ONNX wants [out, in, height, width], and of one kernel a channel [channels, 1, height, width].
      const turned = recording.turned(recording.valueOf(filter), isDepthwise ? [2, 3, 0, 1] : [3, 2, 0, 1])
      const weights = isDepthwise
        ? recording.reshaped(turned, [info.outChannels, 1, kernel[0], kernel[1]])
        : turned
      const value = graph.node('Conv', [recording.channelsFirstOf(x), weights], {
        kernel_shape: { ints: [kernel[0], kernel[1]] },
        ...windowAttributes(info),
        dilations: { ints: [info.dilationHeight, info.dilationWidth] },
        group: { int: isDepthwise ? info.inChannels : 1 },
      })
      return recording.madeChannelsFirst(value, info.outShape)
    }
  return {
    ResizeNearestNeighbor: ({ images }, attributes) => {
      const [n, height, width, channels] = fourSizes(images)
      const [high, wide] = z.tuple([z.int(), z.int()]).parse(attributes.size)
      const [down, across] = [high / height, wide / width]
      if (!Number.isInteger(down) || !Number.isInteger(across)) {
        throw new RangeError('Maps can be enlarged a whole number of times only.')
      }
      // Each place becomes down x across places; how a resize gets its sizes changed between operator sets.
      const apart = recording.reshaped(recording.valueOf(images), [n, height, 1, width, 1, channels])
      const ones = graph.floats('ones', [down, 1, across, 1], new Float32Array(down * across).fill(1))
      const shape = [n, high, wide, channels]
      return recording.made(recording.reshaped(graph.node('Mul', [apart, ones]), shape), shape)
    },
    Conv2D: convolve(false),
    DepthwiseConv2dNative: convolve(true),
    MaxPool: pool('MaxPool'),
    AvgPool: pool('AveragePool'),
  }
}

function windowAttributes(info: {
  strideHeight: number
  strideWidth: number
  padInfo: { top: number; left: number; bottom: number; right: number }
}): Record<string, Attribute> {
  const { top, left, bottom, right } = info.padInfo
  return {
    strides: { ints: [info.strideHeight, info.strideWidth] },
    pads: { ints: [top, left, bottom, right] },
  }
}

function fourSizes({ shape }: TensorInfo): [number, number, number, number] {
  return z.tuple([z.int(), z.int(), z.int(), z.int()]).parse(shape)
}

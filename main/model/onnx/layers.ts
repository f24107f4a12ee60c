/**
 * @file What networks consist of, as ONNX nodes that compute what TensorFlow.js does. Weights have TensorFlow.js's shapes
 * (kernels [height, width, in, out]); maps lie as ONNX wants them: [n, channels, height, width].
 */
import type { GraphBuilder, Value } from './builder.ts'

/** Kept out of divisions by zero: as in math/network.ts. */
const NORM_FLOOR = 1e-12

export interface Kernel {
  /** [height, width, in, out]; of a depthwise convolution [height, width, channels, 1] */
  shape: readonly [number, number, number, number]
  data: Float32Array
}

export interface ConvolutionOptions {
  stride: number
  /** As TensorFlow.js pads: 'same' puts what is uneven behind. */
  padding: 'same' | 'valid'
  bias?: Float32Array
  /** One kernel a channel. */
  depthwise?: boolean
}

export function scalar(graph: GraphBuilder, name: string, value: number): Value {
  return graph.floats(name, [], Float32Array.of(value))
}

export function add(graph: GraphBuilder, a: Value, b: Value): Value {
  return graph.node('Add', [a, b])
}

export function subtract(graph: GraphBuilder, a: Value, b: Value): Value {
  return graph.node('Sub', [a, b])
}

export function multiply(graph: GraphBuilder, a: Value, b: Value): Value {
  return graph.node('Mul', [a, b])
}

/** [.., n, k] times [.., k, m] */
export function matrixProduct(graph: GraphBuilder, a: Value, b: Value): Value {
  return graph.node('MatMul', [a, b])
}

/** @param shape -1 for the one size that follows from the others */
export function reshape(graph: GraphBuilder, x: Value, shape: readonly number[]): Value {
  return graph.node('Reshape', [x, graph.integers('shape', shape)])
}

export function transpose(graph: GraphBuilder, x: Value, order: readonly number[]): Value {
  return graph.node('Transpose', [x], { perm: { ints: order } })
}

/** Over the last of `rank` axes. */
export function softmax(graph: GraphBuilder, x: Value, rank: number): Value {
  return graph.node('Softmax', [x], { axis: { int: rank - 1 } })
}

/** uint8 [n, side, side, 3], as photos come, to float32 [n, 3, side, side], still 0 .. 255. */
export function channelsFirst(graph: GraphBuilder, pixels: Value): Value {
  return transpose(graph, graph.node('Cast', [pixels], { to: { int: 1 } }), [0, 3, 1, 2])
}

export function convolution(
  graph: GraphBuilder,
  x: Value,
  kernel: Kernel,
  { stride, padding, bias, depthwise = false }: ConvolutionOptions,
): Value {
  const [height, width, input, output] = kernel.shape
  const inputs = [x, graph.floats('kernel', kernelShape(kernel, depthwise), kernelData(kernel, depthwise))]
  if (bias !== undefined) inputs.push(graph.floats('bias', [bias.length], bias))
  return graph.node('Conv', inputs, {
    kernel_shape: { ints: [height, width] },
    strides: { ints: [stride, stride] },
    auto_pad: { text: padding === 'same' ? 'SAME_UPPER' : 'VALID' },
    group: { int: depthwise ? input * output : 1 },
  })
}

function kernelShape({ shape: [height, width, input, output] }: Kernel, depthwise: boolean): number[] {
  return depthwise ? [input * output, 1, height, width] : [output, input, height, width]
}

/** [h, w, in, out] -> [out, in, h, w]; depthwise [h, w, channels, 1] -> [channels, 1, h, w]. */
function kernelData({ shape, data }: Kernel, depthwise: boolean): Float32Array {
  const [height, width, input, output] = shape
  const out = new Float32Array(data.length)
  let at = 0
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let i = 0; i < input; i += 1) {
        for (let o = 0; o < output; o += 1) {
          const kernel = depthwise ? i * output + o : o * input + i
          out[(kernel * height + y) * width + x] = data[at]
          at += 1
        }
      }
    }
  }
  return out
}

export function relu(graph: GraphBuilder, x: Value): Value {
  return graph.node('Relu', [x])
}

/** min(max(x, 0), 6) */
export function relu6(graph: GraphBuilder, x: Value): Value {
  return graph.node('Clip', [x, scalar(graph, 'zero', 0), scalar(graph, 'six', 6)])
}

/** Windows of size x size, side by side unless `stride` says otherwise. */
export function maxPool(graph: GraphBuilder, x: Value, size: number, stride = size): Value {
  return graph.node('MaxPool', [x], {
    kernel_shape: { ints: [size, size] },
    strides: { ints: [stride, stride] },
  })
}

/** [n, channels, height, width] -> [n, channels] */
export function globalAveragePool(graph: GraphBuilder, x: Value): Value {
  return graph.node('Flatten', [graph.node('GlobalAveragePool', [x])], { axis: { int: 1 } })
}

/** x [n, in] . weights [in, out] + bias [out] */
export function dense(
  graph: GraphBuilder,
  x: Value,
  weights: { shape: readonly [number, number]; data: Float32Array },
  bias?: Float32Array,
): Value {
  const product = matrixProduct(graph, x, graph.floats('weights', weights.shape, weights.data))
  return bias === undefined ? product : add(graph, product, graph.floats('bias', [bias.length], bias))
}

/** The rows of x [n, width] divided by their lengths, as `unitRows` in math/network.ts. */
export function unitRows(graph: GraphBuilder, x: Value, width: number): Value {
  const squares = add(graph, squaredNorms(graph, x, width), scalar(graph, 'floor', NORM_FLOOR))
  return graph.node('Div', [x, graph.node('Sqrt', [squares])])
}

/** [n, width] -> [n, 1]. A product with ones: how a sum is told its axes changed with operator set 13. */
export function squaredNorms(graph: GraphBuilder, x: Value, width: number): Value {
  const ones = graph.floats('ones', [width, 1], new Float32Array(width).fill(1))
  return matrixProduct(graph, multiply(graph, x, x), ones)
}

import { InferenceSession, Tensor } from 'onnxruntime-node'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodeModel } from '../../main/math/onnx-write.ts'
import { unitRows as unitRowsOfTensorFlow } from '../../main/math/network.ts'
import { Random } from '../../main/math/random.ts'
import type { Tensor as TensorFlowTensor, Tensor2D, Tensor4D, TensorFlow } from '../../main/math/tensorflow.ts'
import { GraphBuilder, type Value } from '../../main/model/onnx/builder.ts'
import * as layers from '../../main/model/onnx/layers.ts'
import { activate } from '../support/tensorflow.ts'

const random = new Random(11)
const drawn = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal())

/** What the layers make of x [n, 3, height, width] or [n, width], by ONNX Runtime. */
async function byOnnx(
  x: { shape: readonly number[]; data: Float32Array },
  build: (graph: GraphBuilder, x: Value) => Value,
): Promise<{ dims: readonly number[]; data: Float32Array }> {
  const graph = new GraphBuilder('layer')
  const out = build(graph, graph.input('x', 'float32', x.shape))
  graph.output(
    'y',
    out,
    'float32',
    x.shape.map((_, axis) => `axis${axis}`),
  )
  const session = await InferenceSession.create(encodeModel(graph.build()), { logSeverityLevel: 3 })
  const { y } = await session.run({ x: new Tensor('float32', x.data, [...x.shape]) })
  await session.release()
  return { dims: y.dims, data: Float32Array.from(y.data as Float32Array) }
}

function expectClose(a: Float32Array, b: Float32Array): void {
  expect(a).toHaveLength(b.length)
  const worst = a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0)
  expect(worst).toBeLessThan(1e-5)
}

describe('the layers compute what TensorFlow.js does', () => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await activate('cpu')
  })

  /** On maps: TensorFlow.js has its channels last. */
  async function compareMaps(
    [height, width, channels]: readonly [number, number, number],
    build: (graph: GraphBuilder, x: Value) => Value,
    reference: (x: Tensor4D) => TensorFlowTensor,
  ): Promise<void> {
    const data = drawn(2 * channels * height * width)
    const { data: found, dims } = await byOnnx({ shape: [2, channels, height, width], data }, build)
    const wanted = tf.tidy(() => {
      const x = tf.transpose<Tensor4D>(tf.tensor4d(data, [2, channels, height, width]), [0, 2, 3, 1])
      const y = reference(x)
      return y.rank === 4 ? tf.transpose(y, [0, 3, 1, 2]) : y
    })
    expect(dims).toEqual(wanted.shape)
    expectClose(found, Float32Array.from(wanted.dataSync()))
    wanted.dispose()
  }

  const kernelOf = (shape: [number, number, number, number]): layers.Kernel => ({
    shape,
    data: drawn(shape.reduce((product, size) => product * size, 1)),
  })

  it.each([
    { stride: 1, padding: 'same', size: [7, 6], side: 3 },
    { stride: 2, padding: 'same', size: [7, 6], side: 3 },
    { stride: 2, padding: 'same', size: [8, 8], side: 5 },
    { stride: 2, padding: 'valid', size: [9, 8], side: 3 },
    { stride: 1, padding: 'valid', size: [4, 5], side: 1 },
  ] as const)('convolution, $padding, stride $stride, kernel $side on $size', async (each) => {
    const { stride, padding, side, size } = each
    const kernel = kernelOf([side, side, 3, 4])
    const bias = drawn(4)
    await compareMaps(
      [size[0], size[1], 3],
      (graph, x) => layers.convolution(graph, x, kernel, { stride, padding, bias }),
      (x) =>
        tf.add(
          tf.conv2d(
            x,
            tf.tensor4d(kernel.data, [...kernel.shape]),
            stride,
            padding,
          ),
          bias,
        ),
    )
    const narrow = kernelOf([side, side, 3, 1])
    await compareMaps(
      [size[0], size[1], 3],
      (graph, x) => layers.convolution(graph, x, narrow, { stride, padding, depthwise: true }),
      (x) =>
        tf.depthwiseConv2d(
          x,
          tf.tensor4d(narrow.data, [...narrow.shape]),
          stride,
          padding,
        ),
    )
  })

  it('activations and pooling', async () => {
    await compareMaps([6, 5, 3], layers.relu, (x) => tf.relu(x))
    await compareMaps([6, 5, 3], layers.relu6, (x) => tf.relu6(x))
    await compareMaps(
      [6, 5, 3],
      (graph, x) => layers.maxPool(graph, x, 2),
      (x) => tf.maxPool(x, 2, 2, 'valid'),
    )
    await compareMaps([6, 5, 3], layers.globalAveragePool, (x) => tf.mean(x, [1, 2]))
  })

  it('dense layers, unit rows and softmax', async () => {
    const [data, weights, bias] = [drawn(3 * 8), drawn(8 * 4), drawn(4)]
    const found = await byOnnx({ shape: [3, 8], data }, (graph, x) => {
      const y = layers.dense(graph, x, { shape: [8, 4], data: weights }, bias)
      return layers.softmax(graph, layers.unitRows(graph, y, 4), 2)
    })
    const wanted = tf.tidy(() => {
      const y = tf.add<Tensor2D>(tf.matMul(tf.tensor2d(data, [3, 8]), tf.tensor2d(weights, [8, 4])), bias)
      return tf.softmax(unitRowsOfTensorFlow(tf, y))
    })
    expectClose(found.data, Float32Array.from(wanted.dataSync()))
    wanted.dispose()
  })
})

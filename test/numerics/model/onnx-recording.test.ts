import { openSession, Tensor as OnnxTensor } from '../../../main/math/onnx/onnx-runtime.ts'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { matrix } from '../../../main/math/matrix.ts'
import { embedRows, parameterCount, parameterTensors, unitRows } from '../../../main/math/network.ts'
import type { Model } from '../../../main/math/onnx/onnx-graph.ts'
import { encodeModel } from '../../../main/math/onnx/onnx-write.ts'
import { Random } from '../../../main/math/random.ts'
import type { Tensor, Tensor2D, Tensor4D, TensorFlow } from '../../../main/math/tensorflow.ts'
import { invertedResidual, pooledFeatures, stem } from '../../../main/model/deep/fine-tune/efficientnet.ts'
import { readEfficientNet } from '../../../main/model/deep/fine-tune/shipped-efficientnet.ts'
import { createHead } from '../../../main/model/head.ts'
import { GraphBuilder } from '../../../main/model/onnx/builder.ts'
import { pictureGraph } from '../../../main/model/onnx/network-graph.ts'
import { record } from '../../../main/model/onnx/record.ts'
import { activate } from '../../support/training/tensorflow.ts'

const random = new Random(11)
const drawn = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal())

async function run(model: Model, input: string, tensor: OnnxTensor, output: string): Promise<OnnxTensor> {
  const session = await openSession(encodeModel(model), { logSeverityLevel: 3 })
  const results = await session.run({ [input]: tensor })
  await session.release()
  return results[output]
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  let largest = 0
  for (let i = 0; i < a.length; i += 1) largest = Math.max(largest, Math.abs(a[i] - b[i]))
  return largest
}

describe('what is recorded computes what TensorFlow.js does', () => {
  let tf: TensorFlow
  let tensors: number
  beforeAll(async () => {
    tf = await activate('cpu')
  })
  beforeEach(() => {
    tensors = tf.memory().numTensors
  })
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(tensors)
    expect(tf.getBackend()).toBe('cpu')
  })

  /** The function by both, on 3 and on 5 rows of `columns` numbers. */
  async function compare(columns: number, compute: (x: Tensor2D) => Tensor): Promise<void> {
    const graph = new GraphBuilder('compared')
    const value = graph.input('x', 'float32', ['n', columns])
    const recorded = record(tf, graph, [{ value, columns }], ([x]) => compute(x))
    graph.output('y', recorded, 'float32', ['n', 'rest'])
    const model: Model = { graph: graph.build(), operatorSets: {} }
    for (const rows of [3, 5]) {
      const data = drawn(rows * columns)
      const found = await run(model, 'x', new OnnxTensor('float32', data, [rows, columns]), 'y')
      const wanted = tf.tidy(() => compute(tf.tensor2d(data, [rows, columns])))
      const values = wanted.dataSync()
      expect(found.dims).toEqual(wanted.shape)
      wanted.dispose()
      expect(largestDifference(Float32Array.from(await found.getData(), Number), values)).toBeLessThan(1e-5)
    }
  }

  const maps = (x: Tensor2D, height: number, width: number): Tensor4D =>
    tf.reshape(x, [x.shape[0], height, width, x.shape[1] / height / width])
  const rowsOf = (x: Tensor): Tensor2D => tf.reshape(x, [x.shape[0], x.size / x.shape[0]])

  it.each([
    { stride: 1, padding: 'same', height: 7, width: 6, side: 3 },
    { stride: 2, padding: 'same', height: 7, width: 6, side: 3 },
    { stride: 2, padding: 'same', height: 8, width: 8, side: 5 },
    { stride: 2, padding: 'valid', height: 9, width: 8, side: 3 },
    { stride: 1, padding: 'valid', height: 4, width: 5, side: 1 },
  ] as const)('convolutions: $padding, stride $stride, $side x $side on $height x $width', async (each) => {
    const { stride, padding, side, height, width } = each
    const [filter, narrow] = [drawn(side * side * 3 * 4), drawn(side * side * 4)]
    await compare(height * width * 3, (x) => {
      const wide = tf.conv2d(maps(x, height, width), tf.tensor4d(filter, [side, side, 3, 4]), stride, padding)
      const active = tf.relu6(tf.add<Tensor4D>(wide, [1, -1, 0.5, 2]))
      const depthwise = tf.depthwiseConv2d(active, tf.tensor4d(narrow, [side, side, 4, 1]), 1, 'same')
      // Channels first on the left, last on the right; then a size of the batch's own.
      return rowsOf(tf.add(tf.mul(depthwise, 0.5), tf.reshape(tf.softmax(active), active.shape)))
    })
  })

  it('pooling, and means over places and over all', async () => {
    await compare(48, (x) => rowsOf(tf.maxPool(maps(x, 4, 4), 3, 2, 'same')))
    await compare(48, (x) => rowsOf(tf.avgPool(maps(x, 4, 4), 2, 2, 'valid')))
    await compare(48, (x) => tf.mean(tf.relu(maps(x, 4, 4)), [1, 2]))
    await compare(48, (x) => rowsOf(tf.image.resizeNearestNeighbor(maps(x, 4, 2), [8, 6])))
    await compare(48, (x) => rowsOf(tf.sum(maps(x, 4, 4), 3, true)))
    await compare(48, (x) => rowsOf(tf.mean(maps(x, 4, 4), [1, 2, 3])))
  })

  it('what is done number by number, joined and turned', async () => {
    await compare(6, (x) => tf.sqrt(tf.add(tf.abs(tf.tanh(x)), tf.sigmoid(tf.neg(x)))))
    await compare(6, (x) => tf.log(tf.exp(tf.maximum(tf.minimum(x, 1), tf.leakyRelu(x, 0.1)))))
    await compare(6, (x) => tf.concat([tf.div(x, 3), tf.square(tf.sub(x, 1))], 1))
    await compare(6, (x) => rowsOf(tf.matMul(tf.expandDims(x, 2), tf.expandDims(x, 1))))
    await compare(6, (x) => rowsOf(tf.transpose(tf.reshape(x, [-1, 2, 3]), [0, 2, 1])))
    await compare(6, (x) => unitRows(tf, x))
  })

  it('leaves everything as it was when it cannot record', () => {
    const graph = new GraphBuilder('not recorded')
    const value = graph.input('x', 'float32', ['n', 4])
    const recordOf = (compute: (x: Tensor2D) => Tensor) => () =>
      record(tf, graph, [{ value, columns: 4 }], ([x]) => compute(x))
    expect(recordOf((x) => tf.cumsum(x, 1))).toThrow(/Cumsum/)
    expect(recordOf((x) => tf.reshape(tf.matMul(x, x, false, true), [x.shape[0], 1, x.shape[0]]))).toThrow(
      /stay open/,
    )
    expect(recordOf((x) => tf.image.resizeNearestNeighbor(maps(x, 2, 2), [3, 3]))).toThrow(/whole number/)
    const own = tf.scalar(2)
    expect(recordOf((x) => tf.mul(x, own))).toThrow(/another backend/)
    own.dispose()
  })

  it.each(['off', 'gate', 'matrix'] as const)('the Siamese head, attention %s', async (attention) => {
    const levels = [
      { name: 'stage5', dimensions: 5 },
      { name: 'features', dimensions: 9 },
    ]
    const head = createHead({ levels, attention })
    const parameters = drawn(parameterCount(head.blocks))
    const graph = new GraphBuilder('head')
    const inputs = levels.map(({ name, dimensions }) => ({
      value: graph.input(name, 'float32', ['n', dimensions]),
      columns: dimensions,
    }))
    const embedding = record(tf, graph, inputs, (rows) =>
      unitRows(tf, head.project(tf, parameterTensors(tf, head, parameters), rows)),
    )
    graph.output('embedding', embedding, 'float32', ['n', 128])
    const rows = levels.map(({ dimensions }) => matrix(4, dimensions, drawn(4 * dimensions)))
    const wanted = embedRows(tf, head, parameters, 4, () => rows)
    const session = await openSession(encodeModel(graph.build()), { logSeverityLevel: 3 })
    const feeds = Object.fromEntries(
      levels.map(({ name, dimensions }, index) => [
        name,
        new OnnxTensor('float32', rows[index].data, [4, dimensions]),
      ]),
    )
    const { embedding: found } = await session.run(feeds)
    await session.release()
    expect(largestDifference(Float32Array.from(await found.getData(), Number), wanted.data)).toBeLessThan(
      1e-5,
    )
  })

  it('EfficientNet-Lite0, from pixels to features', async () => {
    const network = await readEfficientNet('resources')
    const side = 64
    const project = (_: TensorFlow, pixels: Tensor2D): Tensor2D => {
      const weightsOf = (name: string): Tensor => {
        const { data, shape } = network.weights(name)
        return tf.tensor(data, [...shape])
      }
      let x = stem(tf, tf.reshape(pixels, [pixels.shape[0], side, side, 3]), weightsOf)
      for (const block of network.blocks) x = invertedResidual(tf, x, block, weightsOf)
      return pooledFeatures(tf, x, weightsOf)
    }
    const model = pictureGraph(tf, { side, width: 1280, project })
    const pixels = Uint8Array.from(
      { length: 2 * side * side * 3 },
      (_, i) => 127 + 120 * Math.sin(i / 97 + (i % 3)),
    )
    const found = await run(model, 'pixels', new OnnxTensor('uint8', pixels, [2, side, side, 3]), 'embedding')
    const wanted = tf.tidy(() =>
      unitRows(tf, project(tf, tf.tensor2d(Float32Array.from(pixels), [2, side * side * 3]))),
    )
    const values = wanted.dataSync()
    wanted.dispose()
    expect(largestDifference(Float32Array.from(await found.getData(), Number), values)).toBeLessThan(1e-5)
  })
})

/** @file The network of `fine-tune`: where it starts, its gradients, and that it leaves nothing behind. */
import path from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { matrix, row, type Matrix } from '../../../main/math/matrix.ts'
import { embedRows, matrixTensors, parameterTensors, rowRange } from '../../../main/math/network.ts'
import { Random } from '../../../main/math/random.ts'
import type { Scalar, Tensor, TensorFlow } from '../../../main/math/tensorflow.ts'
import { openBackbone } from '../../../main/model/backbone.ts'
import {
  PICTURE_SIDE,
  type EfficientNet,
  type InvertedResidual,
} from '../../../main/model/deep/fine-tune/efficientnet.ts'
import { readEfficientNet } from '../../../main/model/deep/fine-tune/shipped-efficientnet.ts'
import { startOfFineTune } from '../../../main/model/deep/fine-tune/start.ts'
import { createFineTune, fineTuneShape } from '../../../main/model/deep/fine-tune/fine-tune.ts'
import { MAP_NUMBERS } from '../../../main/model/deep/fine-tune/map-shape.ts'
import { openStageMaps } from '../../../main/model/deep/fine-tune/stage-maps.ts'
import { drawSelfTestPictures, SELF_TEST_PICTURES } from '../../../main/model/self-test-pictures.ts'
import { gradientError } from '../../support/training/finite-differences.ts'
import { describeBackends } from '../../support/training/tensorflow.ts'

const resources = path.resolve(import.meta.dirname, '../../../resources')

/** Two inverted residuals of a few channels, one of which shrinks its maps and one of which adds its input. */
const TINY: readonly InvertedResidual[] = [
  { block: 0, kernel: 3, stride: 2, expand: 2, input: 3, output: 4, residual: false },
  { block: 1, kernel: 3, stride: 1, expand: 2, input: 4, output: 4, residual: true },
]
const SHAPE = { blocks: TINY, features: 6, side: 4 }

/** Random weights whose sums stay inside 0 .. 6 before each ReLU6: there alone differences can stand for its slope. */
function tinyWeights(): Pick<EfficientNet, 'weights'> {
  const random = new Random(5)
  const shapes = new Map(createFineTune(SHAPE).blocks.map(({ name, shape }) => [name, shape]))
  return {
    weights(name) {
      const shape = shapes.get(name) ?? []
      const size = shape.reduce((product, length) => product * length, 1)
      const middle = /(expand|depthwise|head)\.bias/.test(name) ? 3 : 0
      return { name, shape, data: Float32Array.from({ length: size }, () => middle + 0.2 * random.normal()) }
    },
  }
}

/** What the fast path makes of features (but for the softened root): root, length 1, less the mean, length 1, less the mean. */
function centredReference(features: Matrix): number[][] {
  const evened = rowsOf(features).map((values) => unit(values.map((x) => Math.sqrt(x + 0.01) - 0.1)))
  return lessMean(lessMean(evened).map(unit))
}

const rowsOf = (m: Matrix): number[][] => Array.from({ length: m.rows }, (_, i) => Array.from(row(m, i)))
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, k) => sum + value * b[k], 0)
const unit = (values: number[]): number[] => values.map((value) => value / Math.sqrt(dot(values, values)))
const cosine = (a: number[], b: number[]): number => dot(unit(a), unit(b))

function lessMean(rows: number[][]): number[][] {
  const mean = rows[0].map((_, k) => rows.reduce((sum, values) => sum + values[k], 0) / rows.length)
  return rows.map((values) => values.map((value, k) => value - mean[k]))
}

function normals(rows: number, columns: number, seed: number): Matrix {
  const random = new Random(seed)
  const out = matrix(rows, columns)
  for (let i = 0; i < out.data.length; i += 1) out.data[i] = random.normal()
  return out
}

describeBackends('the network of fine-tune', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })

  it('starts at the principal components of the backbone as it ships', async () => {
    const backbone = await openBackbone('efficientnet-lite0-fp16', resources)
    const network = await readEfficientNet(resources)
    const shape = fineTuneShape(network)
    const pictures = drawSelfTestPictures(PICTURE_SIDE)
    const { features } = await backbone.embed(pictures, SELF_TEST_PICTURES)
    await backbone.close()
    const stages = await openStageMaps(resources)
    const maps = matrix(SELF_TEST_PICTURES, MAP_NUMBERS, await stages.compute(pictures, SELF_TEST_PICTURES))
    await stages.close()
    const before = tf.memory().numTensors
    const start = await startOfFineTune(tf, shape, network, maps, new Random(3))
    const again = await startOfFineTune(tf, shape, network, maps, new Random(3))
    const embeddings = embedRows(tf, createFineTune(shape), start, maps.rows, (from, to) => [
      rowRange(maps, from, to),
    ])
    expect(tf.memory().numTensors).toBe(before)
    expect(again).toEqual(start)
    // All components of eight photos: their cosines are those of the features that ONNX Runtime gives.
    const expected = centredReference(matrix(maps.rows, shape.features, features))
    for (let i = 0; i < maps.rows; i += 1) {
      for (let j = 0; j < maps.rows; j += 1) {
        expect(dot(row(embeddings, i), row(embeddings, j))).toBeCloseTo(cosine(expected[i], expected[j]), 2)
      }
    }
  })

  it('has a gradient by every parameter that agrees with finite differences', async () => {
    const network = createFineTune(SHAPE)
    const maps = normals(7, 48, 4)
    const flat = await startOfFineTune(tf, SHAPE, tinyWeights(), maps, new Random(2))
    // Far from the mean of these few: near it the length that rows are divided by is too small for differences.
    const mean = network.blocks.find(({ name }) => name === 'mean')
    flat.fill(0.1, mean?.offset, (mean?.offset ?? 0) + SHAPE.features)
    const before = tf.memory().numTensors
    const given = matrixTensors(tf, [rowRange(maps, 0, 3)])
    const target = tf.tensor2d(normals(3, network.width, 6).data, [3, network.width])
    const parameters = parameterTensors(tf, network, flat)
    const f = (...weights: Tensor[]): Scalar =>
      tf.sum<Scalar>(tf.mul(network.project(tf, weights, given), target))
    expect(gradientError(tf, f, parameters)).toBeLessThan(1e-2)
    tf.dispose([...given, target, ...parameters])
    expect(tf.memory().numTensors).toBe(before)
  })
})

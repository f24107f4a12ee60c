/** @file EfficientNet-Lite0 in TensorFlow.js against the same network in ONNX Runtime, and the file that its weights come from. */
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tensor, TensorFlow } from '../../../main/math/tensorflow.ts'
import { openBackbone, type Backbone } from '../../../main/model/backbone.ts'
import {
  averaged,
  invertedResidual,
  LAST_BLOCK,
  PICTURE_SIDE,
  pooledFeatures,
  stem,
  type EfficientNet,
} from '../../../main/model/deep/fine-tune/efficientnet.ts'
import { readEfficientNet } from '../../../main/model/deep/fine-tune/shipped-efficientnet.ts'
import { MAP_NUMBERS, MAP_SIDE } from '../../../main/model/deep/fine-tune/map-shape.ts'
import { mirrored, openStageMaps } from '../../../main/model/deep/fine-tune/stage-maps.ts'
import { drawSelfTestPictures, SELF_TEST_PICTURES } from '../../../main/model/self-test-pictures.ts'
import { describeBackends } from '../../support/training/tensorflow.ts'

const resources = path.resolve(import.meta.dirname, '../../../resources')
/** Of the largest number of a level: both compute in float32, in another order, through 50 layers (measured: 1.6e-6). */
const TOLERANCE = 1e-5

let reference: Backbone
let network: EfficientNet
let expected: Record<string, Float32Array>
const pictures = drawSelfTestPictures(PICTURE_SIDE)

beforeAll(async () => {
  reference = await openBackbone('efficientnet-lite0-fp16', resources)
  network = await readEfficientNet(resources)
  expected = await reference.embed(pictures, SELF_TEST_PICTURES)
})

afterAll(async () => {
  await reference.close()
})

/** The ONNX file keeps biases of 256 numbers and more as float16; the trainable file has all of them in float32. */
function asInReference(bias: Float32Array): Float32Array {
  return bias.length < 256 ? bias : Float32Array.from(new Float16Array(bias))
}

/** Every pooled level, by the whole network. */
function levelsOf(tf: TensorFlow): Record<string, Float32Array> {
  const levels: Record<string, Float32Array> = {}
  tf.tidy(() => {
    const weightsOf = (name: string): Tensor => {
      const { data, shape } = network.weights(name)
      return tf.tensor(name.endsWith('bias') ? asInReference(data) : data, [...shape])
    }
    const shape: [number, number, number, number] = [SELF_TEST_PICTURES, PICTURE_SIDE, PICTURE_SIDE, 3]
    let maps = stem(tf, tf.tensor4d(Float32Array.from(pictures), shape), weightsOf)
    for (const block of network.blocks) {
      maps = invertedResidual(tf, maps, block, weightsOf)
      for (const [level, last] of Object.entries(LAST_BLOCK)) {
        if (block.block === last) levels[level] = averaged(tf, maps).dataSync<'float32'>().slice()
      }
    }
    levels.features = pooledFeatures(tf, maps, weightsOf).dataSync<'float32'>().slice()
  })
  return levels
}

describeBackends('EfficientNet-Lite0', (load) => {
  it('gives the levels that ONNX Runtime gives, and leaves no tensor behind', async () => {
    const tf = await load()
    const before = tf.memory().numTensors
    const levels = levelsOf(tf)
    expect(tf.memory().numTensors).toBe(before)
    expect(Object.keys(levels)).toEqual(Object.keys(expected))
    for (const [level, values] of Object.entries(levels)) {
      const largest = Math.max(...expected[level].map(Math.abs))
      const gap = Math.max(...values.map((value, i) => Math.abs(value - expected[level][i])))
      expect(gap / largest, level).toBeLessThan(TOLERANCE)
    }
  })
})

describe('the maps after stage 4', () => {
  it('are those whose mean is the level stage4, for a picture and its mirror image', async () => {
    const stages = await openStageMaps(resources)
    const maps = await stages.compute(pictures, SELF_TEST_PICTURES)
    const turned = await stages.compute(mirrored(mirrored(pictures)), SELF_TEST_PICTURES)
    const other = await stages.compute(mirrored(pictures), SELF_TEST_PICTURES)
    await stages.close()
    expect(turned).toEqual(maps)
    expect(other).not.toEqual(maps)
    const channels = expected.stage4.length / SELF_TEST_PICTURES
    const places = MAP_SIDE ** 2
    expect(maps.length).toBe(SELF_TEST_PICTURES * MAP_NUMBERS)
    expected.stage4.forEach((mean, index) => {
      const [picture, channel] = [Math.floor(index / channels), index % channels]
      let sum = 0
      for (let place = 0; place < places; place += 1)
        sum += maps[picture * MAP_NUMBERS + place * channels + channel]
      expect(sum / places).toBeCloseTo(mean, 4)
    })
  })
})

describe('the file of weights', () => {
  it('names a tensor that it does not have', () => {
    expect(() => network.weights('block99.expand.kernel')).toThrow(/lacks block99/)
  })
})

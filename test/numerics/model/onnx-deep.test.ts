import { openSession, Tensor as OnnxTensor } from '../../../main/math/onnx/onnx-runtime.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { matrix, type Matrix } from '../../../main/math/matrix.ts'
import { embedRows } from '../../../main/math/network.ts'
import type { Model } from '../../../main/math/onnx/onnx-graph.ts'
import { encodeModel } from '../../../main/math/onnx/onnx-write.ts'
import { Random } from '../../../main/math/random.ts'
import type { Tensor, TensorFlow } from '../../../main/math/tensorflow.ts'
import { encodeDeepArtifact } from '../../../main/model/deep/artifact.ts'
import { invertedResidual, LAST_BLOCK, stem } from '../../../main/model/deep/fine-tune/efficientnet.ts'
import { readEfficientNet } from '../../../main/model/deep/fine-tune/shipped-efficientnet.ts'
import { embedPixels } from '../../../main/model/deep/embed.ts'
import { startOfFineTune } from '../../../main/model/deep/fine-tune/start.ts'
import { createFineTune, fineTuneShape } from '../../../main/model/deep/fine-tune/fine-tune.ts'
import { DeepShape } from '../../../main/model/deep/network.ts'
import { pixelNetwork } from '../../../main/model/deep/networks.ts'
import { fineTuneGraph } from '../../../main/model/onnx/deep-graph.ts'
import { graphOfHead } from '../../../main/model/onnx/stored-head.ts'
import { PixelNetwork } from '../../../shared/domain.ts'
import { classNames, drawPixels } from '../../support/photos/pictures.ts'
import { activate } from '../../support/training/tensorflow.ts'

const PICTURES = 3

/** uint8 [3, side, side, 3] */
async function drawnPictures(side: number): Promise<Uint8Array> {
  const random = new Random(2)
  const size = { width: side, height: side }
  const pictures = await Promise.all(
    classNames(PICTURES).map((name) => drawPixels(name, random.fork(name), size)),
  )
  return new Uint8Array(Buffer.concat(pictures))
}

async function embeddedByOnnx(model: Model, pixels: Uint8Array, side: number): Promise<Float32Array> {
  const session = await openSession(encodeModel(model), { logSeverityLevel: 3 })
  const { embedding } = await session.run({
    pixels: new OnnxTensor('uint8', pixels, [PICTURES, side, side, 3]),
  })
  await session.release()
  expect(embedding.dims).toEqual([PICTURES, 128])
  return Float32Array.from(await embedding.getData(), Number)
}

function expectSame(found: Float32Array, { data }: Matrix): void {
  const differences = found.map((value, i) => Math.abs(value - data[i]))
  expect(Math.max(...differences)).toBeLessThan(1e-4)
  // Not three times the same.
  expect(
    Math.max(...found.subarray(0, 128).map((value, i) => Math.abs(value - found[128 + i]))),
  ).toBeGreaterThan(1e-3)
}

describe('deep networks as graphs embed as TensorFlow.js does', () => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await activate('cpu')
  })

  const shapes = PixelNetwork.options.flatMap((network) =>
    (['gate', 'matrix', 'off'] as const).map((attention) => ({
      network,
      attention,
      pyramid: attention !== 'off',
    })),
  )
  it.each(shapes)('$network, attention $attention, pyramid $pyramid', async (options) => {
    const shape = DeepShape.parse({ ...options, side: 32 })
    const network = pixelNetwork(shape)
    // What starts at zero (gates, biases) takes part as well.
    const random = new Random(7)
    const parameters = network.initialParameters(random).map((value) => value + 0.02 * random.normal())
    const artifact = encodeDeepArtifact({ shape, parameters, codes: null, notes: {} })
    const model = await graphOfHead(
      tf,
      artifact,
      () => Promise.reject(new Error('It needs no backbone.')),
      'resources',
    )
    const pixels = await drawnPictures(32)
    expectSame(await embeddedByOnnx(model, pixels, 32), embedPixels(tf, network, parameters, pixels))
  })

  it('the fine-tuned EfficientNet-Lite0, from pixels through what stays frozen', async () => {
    const backbone = await readEfficientNet('resources')
    const shape = { ...fineTuneShape(backbone), side: 4 }
    const side = 64
    const random = new Random(9)
    const network = createFineTune(shape)
    const pixels = await drawnPictures(side)
    const maps = tf.tidy(() => {
      const weightsOf = (name: string): Tensor => {
        const { data, shape: lengths } = backbone.weights(name)
        return tf.tensor(data, [...lengths])
      }
      let x = stem(tf, tf.tensor4d(Float32Array.from(pixels), [PICTURES, side, side, 3]), weightsOf)
      for (const block of backbone.blocks) {
        if (block.block <= LAST_BLOCK.stage4) x = invertedResidual(tf, x, block, weightsOf)
      }
      return x
    })
    const rows = matrix(PICTURES, maps.size / PICTURES, Float32Array.from(maps.dataSync()))
    maps.dispose()
    const start = await startOfFineTune(tf, shape, backbone, rows, random)
    // Three photos have few principal components; a network that has been trained has numbers everywhere.
    const parameters = start.map((value) => value + 3e-3 * random.normal())
    const wanted = embedRows(tf, network, parameters, PICTURES, () => [rows])
    const model = fineTuneGraph(tf, backbone, shape, { network, parameters })
    expectSame(await embeddedByOnnx(model, pixels, side), wanted)
  })
})

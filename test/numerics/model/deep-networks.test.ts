import { beforeAll, expect, it } from 'vitest'
import { matrix, type Matrix } from '../../../main/math/matrix.ts'
import { parameterCount } from '../../../main/math/network.ts'
import { Random } from '../../../main/math/random.ts'
import type { TensorFlow } from '../../../main/math/tensorflow.ts'
import { decodeDeepArtifact, encodeDeepArtifact } from '../../../main/model/deep/artifact.ts'
import { augmentPixels } from '../../../main/model/deep/augment.ts'
import { embedPixels } from '../../../main/model/deep/embed.ts'
import type { DeepShape } from '../../../main/model/deep/network.ts'
import { pixelNetwork } from '../../../main/model/deep/networks.ts'
import { describeBackends } from '../../support/training/tensorflow.ts'

const SIDE = 16
const SHAPES: DeepShape[] = [
  { network: 'cnn', side: SIDE, attention: 'off', pyramid: false },
  { network: 'siamese-cnn', side: SIDE, attention: 'gate', pyramid: true },
  { network: 'siamese-cnn', side: SIDE, attention: 'matrix', pyramid: false },
  { network: 'siamese-cnn', side: SIDE, attention: 'off', pyramid: true },
]

/** Pictures of noise, [n, side, side, 3]. */
function noise(n: number, side: number, seed: number): Uint8Array {
  const random = new Random(seed)
  return Uint8Array.from({ length: n * side * side * 3 }, () => random.integer(256))
}

function floats(pixels: Uint8Array, n: number): Matrix {
  return matrix(n, pixels.length / n, Float32Array.from(pixels))
}

describeBackends('deep networks', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })

  it.each(SHAPES)('$network embeds each picture by itself, as it does when it was stored', (shape) => {
    const network = pixelNetwork(shape)
    const parameters = network.initialParameters(new Random(1))
    expect(parameters).toHaveLength(parameterCount(network.blocks))
    expect(network.initialParameters(new Random(1))).toEqual(parameters)
    expect(network.initialParameters(new Random(2))).not.toEqual(parameters)
    const pixels = noise(5, SIDE, 3)
    const before = tf.memory().numTensors
    const all = embedPixels(tf, network, parameters, pixels)
    expect(all).toMatchObject({ rows: 5, columns: 128 })
    const one = embedPixels(tf, network, parameters, pixels.slice(-SIDE * SIDE * 3))
    expect(tf.memory().numTensors).toBe(before)
    one.data.forEach((value, index) => {
      expect(value).toBeCloseTo(all.data[4 * 128 + index], 4)
    })
    const notes = { strategy: 'softmax' }
    const stored = decodeDeepArtifact(encodeDeepArtifact({ shape, parameters, codes: null, notes }))
    expect(stored).toMatchObject({ shape, parameters, codes: null, notes })
    expect(embedPixels(tf, stored.network, stored.parameters, pixels)).toEqual(all)
  })

  it('refuses bytes that are no network', () => {
    const bytes = encodeDeepArtifact({
      shape: SHAPES[0],
      parameters: pixelNetwork(SHAPES[0]).initialParameters(new Random(1)),
      codes: null,
      notes: {},
    })
    for (const damaged of [bytes.slice(0, 100), bytes.slice(0, -4), Uint8Array.of(1, 2, 3)]) {
      expect(() => decodeDeepArtifact(damaged)).toThrow(expect.objectContaining({ code: 'library-damaged' }))
    }
  })

  it('augments each picture by itself, by the seed alone, within the range of pixels', () => {
    const pixels = floats(noise(6, SIDE, 4), 6)
    const view = (seed: number): Float32Array =>
      tf.tidy(() => {
        const views = augmentPixels(tf, tf.tensor2d(pixels.data, [6, pixels.columns]), SIDE, new Random(seed))
        expect(views.shape).toEqual([6, pixels.columns])
        return views.dataSync<'float32'>().slice()
      })
    const before = tf.memory().numTensors
    const first = view(1)
    expect(tf.memory().numTensors).toBe(before)
    expect(view(1)).toEqual(first)
    expect(view(2)).not.toEqual(first)
    expect(first.every((value) => value >= 0 && value <= 255)).toBe(true)
  })

  it('mirrors half of the views: the left of the picture is then on the right', () => {
    const n = 40
    const pixels = matrix(n, SIDE * SIDE * 3)
    pixels.data.forEach(
      (_, index) => (pixels.data[index] = Math.floor(index / 3) % SIDE < SIDE / 2 ? 200 : 50),
    )
    const views = tf.tidy(() =>
      augmentPixels(tf, tf.tensor2d(pixels.data, [n, pixels.columns]), SIDE, new Random(5))
        .dataSync<'float32'>()
        .slice(),
    )
    const mirrored = Array.from({ length: n }, (_, i) => {
      const [left, right] = [views[i * pixels.columns], views[i * pixels.columns + (SIDE - 1) * 3]]
      expect(Math.abs(left - right)).toBeGreaterThan(50)
      return left < right
    }).filter(Boolean).length
    expect(mirrored).toBeGreaterThan(n / 4)
    expect(mirrored).toBeLessThan((3 * n) / 4)
  })
})

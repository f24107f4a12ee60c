import { beforeAll, describe, expect, it } from 'vitest'
import { batchPairs, type TrainingLabels } from '../../../main/learn/training/batches.ts'
import { lossAndGradient, type BatchNumbers } from '../../../main/learn/training/gradient.ts'
import { strategyNamed } from '../../../main/learn/strategies/index.ts'
import type { Strategy } from '../../../main/learn/strategies/strategy.ts'
import type { TrainHeadRequest } from '../../../main/learn/training/head-task.ts'
import { trainHead } from '../../../main/learn/training/train-head.ts'
import { matrix, type Matrix } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import type { Rank, Scalar, Tensor, Tensor2D, Tensor4D, TensorFlow } from '../../../main/math/tensorflow.ts'
import { attendToChannels } from '../../../main/model/deep/fine-tune/feature-map-attention.ts'
import { fuseMaps } from '../../../main/model/deep/fine-tune/feature-map-pyramid.ts'
import type { DeepShape } from '../../../main/model/deep/network.ts'
import { pixelNetwork } from '../../../main/model/deep/networks.ts'
import { StrategyName } from '../../../shared/domain.ts'
import { gradientError } from '../../support/training/finite-differences.ts'
import { describeBackends } from '../../support/training/tensorflow.ts'
import { randomUnitRows } from '../../support/training/vectors.ts'

const SIDE = 16
const CNN: DeepShape = { network: 'cnn', side: SIDE, attention: 'off', pyramid: false }
const SIAMESE: DeepShape = { network: 'siamese-cnn', side: SIDE, attention: 'gate', pyramid: true }
const CLASSES = 3
const SUPERVISION: TrainingLabels = {
  labels: Int32Array.from([0, 0, 1, 2, 1, 0, 2, -1]),
  classes: CLASSES,
  rejections: [{ row: 7, class: 0 }],
}
const ROWS = SUPERVISION.labels.length

/** Losses with jumps (see strategy-steps.ts), and the one whose second stage hides from the first. */
const WITHOUT_SLOPE: readonly StrategyName[] = ['triplet-semi-hard', 'contrastive-article', 'two-stage']

function noise(rows: number, seed: number): Matrix {
  const random = new Random(seed)
  const out = matrix(rows, SIDE * SIDE * 3)
  out.data.forEach((_, index) => (out.data[index] = random.integer(256)))
  return out
}

function batchOf(seed: number): BatchNumbers {
  const targets = matrix(3, CLASSES + 1)
  targets.data.fill(1 / (CLASSES + 1))
  return {
    inputs: [noise(ROWS, seed)],
    pairs: batchPairs(SUPERVISION, Int32Array.from(SUPERVISION.labels.keys())),
    labels: SUPERVISION.labels,
    classes: CLASSES,
    unlabelled: { inputs: [noise(3, seed + 1)], targets },
  }
}

function startOf(shape: DeepShape, strategy: Strategy) {
  const network = pixelNetwork(shape)
  const random = new Random(3)
  const parameters = network.initialParameters(random)
  // An attention that has no say has no slope either.
  const gate = network.blocks.find(({ name }) => name === 'attention/gate')
  if (gate !== undefined) parameters[gate.offset] = 0.5
  const point = { random, classMeans: randomUnitRows(CLASSES, network.width, 9) }
  const extras = strategy.extras(network.width, CLASSES)
  return {
    network,
    parameters,
    extras: Object.fromEntries(extras.map((extra) => [extra.name, extra.initial(point)])),
  }
}

describeBackends('layers over maps', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })

  const normal = (shape: number[], seed: number, scale = 1): Tensor => {
    const random = new Random(seed)
    const size = shape.reduce((product, length) => product * length, 1)
    return tf.tensor(
      Float32Array.from({ length: size }, () => scale * random.normal()),
      shape,
    )
  }
  const maps4d = (x: Tensor): Tensor4D => {
    const [n, height = 1, width = 1] = x.shape
    return tf.reshape<Rank.R4>(x, [n, height, width, -1])
  }
  /** All numbers of a tensor with a weight each, so that no two cancel out. */
  const weighed = (x: Tensor) => tf.sum<Scalar>(tf.mul(tf.reshape(x, [-1]), normal([x.size], 99)))

  it.each(['gate', 'matrix'] as const)('channel attention (%s) has the slope of itself', (form) => {
    tf.tidy(() => {
      const inputs = [
        normal([2, 3, 2, 4], 1),
        normal([4, 4], 2, 0.5),
        normal([4, 4], 3, 0.5),
        normal([4, 4], 4, 0.5),
        tf.tensor([0.7]),
      ]
      const before = tf.memory().numTensors
      const attended = (maps: Tensor, query: Tensor, key: Tensor, value: Tensor, gate: Tensor) =>
        tf.tidy(() => weighed(attendToChannels(tf, maps4d(maps), { query, key, value, gate }, form)))
      expect(gradientError(tf, attended, inputs)).toBeLessThan(1e-2)
      expect(tf.memory().numTensors).toBe(before)
    })
  })

  it('channel attention agrees with its formula, channel by channel, and is not there with a gate of 0', () => {
    tf.tidy(() => {
      const [maps, query, key, value] = [
        normal([2, 3, 2, 4], 1),
        normal([4, 4], 2),
        normal([4, 4], 3),
        normal([4, 4], 4),
      ]
      const numbers = (x: Tensor): Float32Array => x.dataSync<'float32'>().slice()
      const [q, k, v] = [query, key, value].map((part) =>
        numbers(tf.matMul<Tensor2D>(tf.reshape(maps, [12, 4]), part)),
      )
      const [x, positions, channels] = [numbers(maps), 6, 4]
      const at = (of: Float32Array, n: number, p: number, c: number): number =>
        of[(n * positions + p) * channels + c]
      const all = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
      const softmax = (scores: number[]): number[] => {
        const total = scores.reduce((sum, score) => sum + Math.exp(score), 0)
        return scores.map((score) => Math.exp(score) / total)
      }
      for (const form of ['gate', 'matrix'] as const) {
        const out = numbers(
          attendToChannels(tf, maps4d(maps), { query, key, value, gate: tf.tensor([0.5]) }, form),
        )
        for (const n of all(2)) {
          const dot = (c: number, d: number): number =>
            all(positions).reduce((sum, p) => sum + at(q, n, p, c) * at(k, n, p, d), 0)
          const gates = softmax(all(channels).map((c) => 1 / (1 + Math.exp(-dot(c, c) / positions))))
          for (const c of all(channels)) {
            const shares = softmax(all(channels).map((d) => dot(c, d) / Math.sqrt(positions)))
            for (const p of all(positions)) {
              const attended =
                form === 'gate'
                  ? channels * gates[c] * at(v, n, p, c)
                  : all(channels).reduce((sum, d) => sum + shares[d] * at(v, n, p, d), 0)
              expect(at(out, n, p, c)).toBeCloseTo(at(x, n, p, c) + 0.5 * attended, 3)
            }
          }
        }
        const shut = attendToChannels(tf, maps4d(maps), { query, key, value, gate: tf.tensor([0]) }, form)
        expect(numbers(shut)).toEqual(x)
      }
    })
  })

  it('the pyramid has the slope of itself, and hands down what is above', () => {
    tf.tidy(() => {
      const inputs = [
        normal([1, 4, 4, 2], 1),
        normal([1, 2, 2, 3], 2),
        normal([2, 3], 3),
        normal([3, 3], 4),
        normal([3, 3, 3, 3], 5, 0.3),
        normal([3, 3, 3, 3], 6, 0.3),
        normal([3], 7),
        normal([3], 8),
      ]
      const fused = (
        ...[low, high, lowLateral, highLateral, lowFilter, highFilter, lowBias, highBias]: Tensor[]
      ) =>
        fuseMaps(tf, [
          { maps: maps4d(low), lateral: lowLateral, filter: lowFilter, bias: lowBias },
          { maps: maps4d(high), lateral: highLateral, filter: highFilter, bias: highBias },
        ])
      const before = tf.memory().numTensors
      const both = (...given: Tensor[]) =>
        tf.tidy(() => {
          const [low, high] = fused(...given)
          return tf.add<Scalar>(weighed(low), weighed(high))
        })
      expect(gradientError(tf, both, inputs)).toBeLessThan(1e-2)
      expect(tf.memory().numTensors).toBe(before)

      // A filter that copies the middle, and laterals that copy: then only the sums are left.
      const copy = tf.tensor(
        Float32Array.from({ length: 81 }, (_, index) =>
          index >= 36 && index < 45 && (index - 36) % 4 === 0 ? 1 : 0,
        ),
        [3, 3, 3, 3],
      )
      const none = tf.zeros([3])
      const [low] = fused(tf.zeros([1, 4, 4, 2]), inputs[1], inputs[2], tf.eye(3), copy, copy, none, none)
      const [seen, above] = [low.dataSync(), inputs[1].dataSync()]
      for (let y = 0; y < 4; y += 1) {
        for (let x = 0; x < 4; x += 1) {
          for (let c = 0; c < 3; c += 1) {
            expect(seen[(y * 4 + x) * 3 + c]).toBeCloseTo(above[((y >> 1) * 2 + (x >> 1)) * 3 + c], 5)
          }
        }
      }
    })
  })
})

const TRAINED: [DeepShape, StrategyName][] = [
  [CNN, 'softmax'],
  ...StrategyName.options.map((name): [DeepShape, StrategyName] => [SIAMESE, name]),
  [{ ...SIAMESE, attention: 'matrix', pyramid: false }, 'triplet'],
]

describeBackends('deep networks in training', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })

  describe.each(TRAINED)('$network with %s', (shape, name) => {
    it(`has finite gradients by ${name} and leaves no tensor behind`, async () => {
      const strategy = strategyNamed(name)
      const { network, parameters, extras } = startOf(shape, strategy)
      const before = tf.memory().numTensors
      const batch = { ...batchOf(4), augment: new Random(5) }
      const { loss, gradient, tensorBytes } = await lossAndGradient(
        { tf, network, strategy },
        { parameters, extras },
        batch,
      )
      expect(tf.memory().numTensors).toBe(before)
      expect(Number.isFinite(loss)).toBe(true)
      expect(gradient.every(Number.isFinite)).toBe(true)
      expect(tensorBytes).toBeGreaterThan(4 * parameters.length)
    })

    if (WITHOUT_SLOPE.includes(name)) return
    it(`has the slope of its loss by ${name} in every block`, async () => {
      const strategy = strategyNamed(name)
      const { network, parameters, extras } = startOf(shape, strategy)
      const batch = batchOf(4)
      const step = (at: Float32Array, moves?: (block: number) => boolean) =>
        lossAndGradient({ tf, network, strategy }, { parameters: at, extras }, batch, moves)
      const { gradient } = await step(parameters)
      // The loss is the same whatever moves; a gradient of the last block alone costs next to nothing.
      const lossAt = async (at: Float32Array): Promise<number> =>
        (await step(at, (block) => block === network.blocks.length - 1)).loss
      const steepest = Math.hypot(...network.blocks.map((block) => lengthOf(gradient, block)))
      for (const block of network.blocks) {
        const length = lengthOf(gradient, block)
        if (length < 1e-3 * steepest) continue // nothing that rounding would not hide
        // Along the gradient itself a block's slope is the gradient's length.
        const along = async (by: number): Promise<number> => {
          const moved = parameters.slice()
          for (let i = block.offset; i < block.offset + block.size; i += 1)
            moved[i] += (by * gradient[i]) / length
          return lossAt(moved)
        }
        const by = 2e-3 / Math.max(length, 0.2)
        const slope = ((await along(by)) - (await along(-by))) / (2 * by)
        expect(Math.abs(slope - length) / steepest, block.name).toBeLessThan(5e-2)
      }
    })
  })

  const request = (changes: Partial<TrainHeadRequest> = {}): TrainHeadRequest => {
    const network = pixelNetwork(SIAMESE)
    return {
      network,
      parameters: network.initialParameters(new Random(1)),
      strategy: 'triplet',
      inputs: [noise(ROWS, 1)],
      supervision: SUPERVISION,
      groups: new Int32Array(ROWS).fill(-1),
      seed: 1,
      epochs: 1,
      clock: () => 0,
      ...changes,
    }
  }

  it('gives the same bytes for the same seed, and others for another', async () => {
    const [one, two, other] = [
      await trainHead(tf, request()),
      await trainHead(tf, request()),
      await trainHead(
        tf,
        request({ seed: 2, parameters: pixelNetwork(SIAMESE).initialParameters(new Random(2)) }),
      ),
    ]
    expect(two.parameters).toEqual(one.parameters)
    expect(two.outOfFold.probabilities).toEqual(one.outOfFold.probabilities)
    expect(other.parameters).not.toEqual(one.parameters)
  })

  it('leaves no tensor behind when it is cancelled or throws', async () => {
    const before = tf.memory().numTensors
    const cancel = new AbortController()
    const report = (): void => {
      cancel.abort()
    }
    const cancelled = trainHead(tf, request({ epochs: 50, signal: cancel.signal, report }))
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    expect(tf.memory().numTensors).toBe(before)
    const broken = pixelNetwork(SIAMESE)
    const fails = {
      ...broken,
      project: (...given: Parameters<typeof broken.project>) => {
        broken.project(...given)
        throw new Error('in the midst of it')
      },
    }
    await expect(trainHead(tf, request({ network: fails }))).rejects.toThrow('in the midst of it')
    expect(tf.memory().numTensors).toBe(before)
  })
})

function lengthOf(values: Float32Array, { offset, size }: { offset: number; size: number }): number {
  return Math.sqrt(values.subarray(offset, offset + size).reduce((sum, value) => sum + value * value, 0))
}

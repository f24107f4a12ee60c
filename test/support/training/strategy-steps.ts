/**
 * @file One step of every strategy on a backend: shared by the test files of the native backend and of WebAssembly, which
 * must not share a process, since the native package brings its gradients along for both.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { batchPairs, type TrainingLabels } from '../../../main/learn/training/batches.ts'
import {
  lossAndGradient,
  type BatchNumbers,
  type LossAndGradient,
} from '../../../main/learn/training/gradient.ts'
import { strategyNamed } from '../../../main/learn/strategies/index.ts'
import { matrix } from '../../../main/math/matrix.ts'
import type { Network } from '../../../main/math/network.ts'
import { Random } from '../../../main/math/random.ts'
import type { Tensor2D, TensorFlow } from '../../../main/math/tensorflow.ts'
import { StrategyName } from '../../../shared/domain.ts'
import { randomUnitRows } from './vectors.ts'

const ROWS = 10
const WIDTH = 6
const CLASSES = 4
const KNOWN: TrainingLabels = {
  labels: Int32Array.from([0, 0, 1, 2, 1, 0, 1, 3, -1, 3]),
  classes: CLASSES,
  rejections: [{ row: 8, class: 0 }],
}
const PAIRS = batchPairs(KNOWN, Int32Array.from(KNOWN.labels.keys()))

/** A network of one matrix, as small as a network can be. */
const linear: Network = {
  width: WIDTH,
  blocks: [{ name: 'matrix', shape: [WIDTH, WIDTH], offset: 0, size: WIDTH * WIDTH }],
  project: (tf, [weights], [input]) => tf.matMul<Tensor2D>(input, weights),
}

function numbers(seed: number): BatchNumbers {
  const targets = matrix(5, CLASSES + 1)
  targets.data.fill(1 / (CLASSES + 1))
  return {
    inputs: [randomUnitRows(ROWS, WIDTH, seed)],
    pairs: PAIRS,
    labels: KNOWN.labels,
    classes: CLASSES,
    unlabelled: { inputs: [randomUnitRows(5, WIDTH, seed + 1)], targets },
  }
}

interface Parameters {
  parameters: Float32Array
  extras: Record<string, Float32Array>
}

function startOf(name: StrategyName): Parameters {
  const random = new Random(3)
  const point = { random, classMeans: randomUnitRows(CLASSES, WIDTH, 9) }
  const extras = strategyNamed(name).extras(WIDTH, CLASSES)
  return {
    parameters: Float32Array.from({ length: WIDTH * WIDTH }, () => random.normal()),
    extras: Object.fromEntries(extras.map((extra) => [extra.name, extra.initial(point)])),
  }
}

/** Strategies whose loss has jumps, where a difference of two losses says nothing about the slope. */
const JUMPS: readonly StrategyName[] = ['triplet-semi-hard', 'contrastive-article']

/** Each strategy: finite and right gradients for the network and for its own parameters, no tensor left behind. */
export function describeSteps(load: () => Promise<TensorFlow>): void {
  describe.each(StrategyName.options)('a step of %s', (name) => {
    let tf: TensorFlow
    beforeAll(async () => {
      tf = await load()
    })
    const step = (start: Parameters): Promise<LossAndGradient> =>
      lossAndGradient({ tf, network: linear, strategy: strategyNamed(name) }, start, numbers(4))

    it('has finite gradients, and leaves no tensor behind', async () => {
      const before = tf.memory().numTensors
      const start = startOf(name)
      const out = await step(start)
      expect(Number.isFinite(out.loss)).toBe(true)
      expect(out.gradient.every(Number.isFinite)).toBe(true)
      expect(out.gradient.some((value) => value !== 0)).toBe(true)
      for (const [extra, values] of Object.entries(start.extras)) {
        expect(out.extraGradients[extra]).toHaveLength(values.length)
        expect(out.extraGradients[extra].every(Number.isFinite)).toBe(true)
      }
      expect(tf.memory().numTensors).toBe(before)
    })

    it('does without photos that have no label, where there are none', async () => {
      const labelledOnly = { ...numbers(4), unlabelled: undefined }
      const { loss, gradient } = await lossAndGradient(
        { tf, network: linear, strategy: strategyNamed(name) },
        startOf(name),
        labelledOnly,
      )
      expect(Number.isFinite(loss)).toBe(true)
      expect(gradient.every(Number.isFinite)).toBe(true)
    })

    if (JUMPS.includes(name)) return
    it('has the slope of its own loss', async () => {
      const start = startOf(name)
      const { gradient, extraGradients } = await step(start)
      for (const [values, slopes] of [
        [start.parameters, gradient] as const,
        ...Object.entries(start.extras).map(([extra, own]) => [own, extraGradients[extra]] as const),
      ]) {
        const steepest = Math.max(...slopes.map(Math.abs), 1e-3)
        for (let element = 0; element < values.length; element += 7) {
          const at = async (shift: number): Promise<number> => {
            const before = values[element]
            values[element] = before + shift
            const { loss } = await step(start)
            values[element] = before
            return loss
          }
          const slope = ((await at(5e-3)) - (await at(-5e-3))) / 1e-2
          // Two-stage detaches what its second stage reads, so there only the sum of both losses moves.
          if (name === 'two-stage' && values === start.parameters) continue
          expect(Math.abs(slope - slopes[element]) / steepest, `element ${element}`).toBeLessThan(5e-2)
        }
      }
    })
  })
}

/** @file A training step whose first product ONNX Runtime computes: loss and gradients are those that TensorFlow.js computes by itself. */
import { expect, test } from 'vitest'
import { batchPairs } from '../../../main/learn/training/batches.ts'
import { lossAndGradient, type BatchNumbers } from '../../../main/learn/training/gradient.ts'
import { initialExtras } from '../../../main/learn/training/fit-task.ts'
import { strategyNamed } from '../../../main/learn/strategies/index.ts'
import { matrix } from '../../../main/math/matrix.ts'
import { parameterCount } from '../../../main/math/network.ts'
import { Random } from '../../../main/math/random.ts'
import { loadTensorFlow } from '../../../main/model/backends/load.ts'
import { createHead } from '../../../main/model/head.ts'
import type { AttentionForm, StrategyName } from '../../../shared/domain.ts'
import { randomUnitRows } from '../../support/training/vectors.ts'

const LEVELS = [
  { name: 'stage4', dimensions: 5 },
  { name: 'features', dimensions: 9 },
]
const ROWS = 12
const UNLABELLED = 4
const CLASSES = 3
const supervision = {
  labels: Int32Array.from({ length: ROWS }, (_, row) => row % CLASSES),
  classes: CLASSES,
  rejections: [],
}
const ALL = Int32Array.from(supervision.labels.keys())

function batchOf(isUnlabelled: boolean): BatchNumbers {
  const targets = matrix(UNLABELLED, CLASSES + 1)
  targets.data.fill(1 / (CLASSES + 1))
  const inputs = LEVELS.map(({ dimensions }, seed) => randomUnitRows(ROWS, dimensions, seed))
  const others = LEVELS.map(({ dimensions }, seed) => randomUnitRows(UNLABELLED, dimensions, seed + 7))
  return {
    ...{ inputs, labels: supervision.labels, classes: CLASSES, pairs: batchPairs(supervision, ALL) },
    unlabelled: isUnlabelled ? { inputs: others, targets } : undefined,
  }
}

test.each<[StrategyName, AttentionForm, boolean]>([
  ['triplet', 'gate', false],
  ['triplet', 'matrix', false],
  ['cosine-softmax', 'off', false],
  ['distillation', 'gate', true],
])('%s with attention %s', async (name, attention, isUnlabelled) => {
  const { tf } = await loadTensorFlow('wasm')
  const network = createHead({ levels: LEVELS, attention })
  const strategy = strategyNamed(name)
  const random = new Random(3)
  const parameters = Float32Array.from({ length: parameterCount(network.blocks) }, () => random.normal() / 4)
  const batch = batchOf(isUnlabelled)
  const task = {
    ...{ tf, network, strategy, inputs: batch.inputs, supervision, dropout: 0 },
    optimiser: { rate: 1, decay: 0 },
  }
  const at = { parameters, extras: initialExtras(task, parameters, ALL, new Random(4)) }
  const tensors = tf.memory().numTensors
  const step = await lossAndGradient(task, at, batch)
  const alone = await lossAndGradient({ ...task, network: { ...network, first: undefined } }, at, batch)
  expect(step.tensorBytes).not.toBe(alone.tensorBytes) // they went different ways
  expect(step.loss).toBeCloseTo(alone.loss, 5)
  expect(step.gradient.some((value) => Math.abs(value) > 1e-3)).toBe(true)
  const largest = (one: Float32Array, other: Float32Array): number =>
    one.reduce((most, value, place) => Math.max(most, Math.abs(value - other[place])), 0)
  expect(largest(step.gradient, alone.gradient)).toBeLessThan(1e-5)
  for (const [extra, gradient] of Object.entries(alone.extraGradients)) {
    expect(largest(step.extraGradients[extra], gradient), extra).toBeLessThan(1e-5)
  }
  expect(tf.memory().numTensors).toBe(tensors)
})

test('where a block of it stands still, TensorFlow.js computes all of it', async () => {
  const { tf } = await loadTensorFlow('wasm')
  const network = createHead({ levels: LEVELS, attention: 'gate' })
  const random = new Random(3)
  const parameters = Float32Array.from({ length: parameterCount(network.blocks) }, () => random.normal() / 4)
  const task = { tf, network, strategy: strategyNamed('triplet') }
  const { gradient } = await lossAndGradient(
    task,
    { parameters, extras: {} },
    batchOf(false),
    (block) => block !== 0,
  )
  const [still, moving] = network.blocks
  expect(gradient.subarray(0, still.size).every((value) => value === 0)).toBe(true)
  expect(gradient.subarray(moving.offset, moving.offset + moving.size).some((value) => value !== 0)).toBe(
    true,
  )
})

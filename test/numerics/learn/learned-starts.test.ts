/** @file What strategies learn beside their loss: a start without labels, photos of a generator, a distance of their own. */
import { beforeAll, describe, expect, it } from 'vitest'
import { trainFeatureGan } from '../../../main/learn/strategies/parts/feature-gan.ts'
import type { FitTask } from '../../../main/learn/training/fit-task.ts'
import { epochs } from '../../../main/learn/training/fit.ts'
import { headProbabilities } from '../../../main/learn/training/head-evaluation.ts'
import { pairScores, sameClass } from '../../../main/learn/training/pair-classifier.ts'
import { strategyNamed } from '../../../main/learn/strategies/index.ts'
import { DEFAULT_SETTINGS } from '../../../main/learn/training/head-task.ts'
import { matrix, row, type Matrix } from '../../../main/math/matrix.ts'
import { embedRows, rowRange, type Network } from '../../../main/math/network.ts'
import { Random } from '../../../main/math/random.ts'
import { indexOfLargest, mean } from '../../../main/math/statistics.ts'
import type { Tensor2D, TensorFlow } from '../../../main/math/tensorflow.ts'
import { describeBackends } from '../../support/training/tensorflow.ts'
import { bunches, dot } from '../../support/training/vectors.ts'

const WIDTH = 6
const COLUMNS = 12
const CLASSES = 4

const linear: Network = {
  width: WIDTH,
  blocks: [{ name: 'matrix', shape: [COLUMNS, WIDTH], offset: 0, size: COLUMNS * WIDTH }],
  project: (tf, [weights], [input]) => tf.matMul<Tensor2D>(input, weights),
}

/** The first coordinates, as they are. */
function firstCoordinates(): Float32Array {
  const parameters = new Float32Array(COLUMNS * WIDTH)
  for (let k = 0; k < WIDTH; k += 1) parameters[k * WIDTH + k] = 1
  return parameters
}

function embed(tf: TensorFlow, parameters: Float32Array, x: Matrix): Matrix {
  return embedRows(tf, linear, parameters, x.rows, (from, to) => [rowRange(x, from, to)])
}

describeBackends('the autoencoder', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })

  /** All that varies stands in the last coordinates, which the start does not look at. */
  function hiddenVariety(): Matrix {
    const random = new Random(5)
    const x = matrix(200, COLUMNS)
    for (let i = 0; i < x.rows; i += 1) {
      const values = row(x, i)
      for (let k = 0; k < COLUMNS; k += 1) values[k] = random.normal() * (k < WIDTH ? 0.05 : 1)
    }
    return x
  }

  it('makes the start see what the photos differ in, without a label', async () => {
    const x = hiddenVariety()
    const task = { tf, network: linear, parameters: firstCoordinates(), inputs: [x], random: new Random(1) }
    const before = tf.memory().numTensors
    const learned = await strategyNamed('autoencoder').start?.(task)
    expect(tf.memory().numTensors).toBe(before)
    const share = (parameters: Float32Array | undefined): number => {
      const weights = [...(parameters ?? [])].map((value) => value ** 2)
      const late = weights.slice(WIDTH * WIDTH)
      return late.reduce((sum, value) => sum + value, 0) / weights.reduce((sum, value) => sum + value, 0)
    }
    expect(share(task.parameters)).toBe(0)
    expect(share(learned)).toBeGreaterThan(0)
    const again = await strategyNamed('autoencoder').start?.({ ...task, random: new Random(1) })
    expect(again).toEqual(learned)
  })

  it('stops within a step', async () => {
    const signal = AbortSignal.abort()
    const task = {
      tf,
      network: linear,
      parameters: firstCoordinates(),
      inputs: [hiddenVariety()],
      random: new Random(1),
    }
    await expect(strategyNamed('autoencoder').start?.({ ...task, signal })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})

describeBackends('the generator', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })
  const EACH = 30
  const x = bunches(CLASSES, EACH, COLUMNS, 0.4, 7)
  /** Class 3 has three photos, the others thirty. */
  const rows = [...x.data.keys()].slice(0, x.rows).filter((i) => i % CLASSES !== 3 || i < 3 * CLASSES)
  const few = matrix(rows.length, COLUMNS, Float32Array.from(rows.flatMap((i) => [...row(x, i)])))
  const labels = Int32Array.from(rows, (i) => i % CLASSES)

  it('makes photos of the class that it is asked for, and not the same one again', async () => {
    const before = tf.memory().numTensors
    const generate = await trainFeatureGan({ tf, inputs: [few], labels, random: new Random(3) })
    const source = labels.indexOf(3)
    const [made] = generate?.([few], new Int32Array(40).fill(source)) ?? []
    expect(tf.memory().numTensors).toBe(before)
    expect(made.rows).toBe(40)
    // The nearest photo of the whole, rich set is of class 3 for nearly all of them.
    const nearest = Array.from({ length: made.rows }, (_, i) =>
      indexOfLargest(
        Array.from({ length: x.rows }, (__, j) => dot(row(made, i), row(x, j)) / Math.hypot(...row(x, j))),
      ),
    )
    expect(nearest.filter((j) => j % CLASSES === 3).length).toBeGreaterThan(34)
    const spread = Array.from({ length: COLUMNS }, (_, k) => {
      const values = Array.from({ length: made.rows }, (__, i) => row(made, i)[k])
      return mean(values.map((value) => (value - mean(values)) ** 2))
    })
    expect(Math.sqrt(mean(spread))).toBeGreaterThan(0.005)
  })

  it('fills up the poor classes of a batch only', async () => {
    const augment = await strategyNamed('gan').augmenter?.({
      tf,
      inputs: [few],
      labels,
      random: new Random(3),
    })
    const made = augment?.([few], labels)
    expect(made?.labels).toHaveLength(5)
    expect(made?.labels.every((label) => label === 3)).toBe(true)
    expect(made?.inputs[0].rows).toBe(5)
  })

  it('makes nothing where no class has two photos', async () => {
    const alone = { tf, inputs: [rowRange(few, 0, 3)], labels: Int32Array.of(0, 1, 2), random: new Random(3) }
    expect(await trainFeatureGan(alone)).toBeUndefined()
  })
})

describeBackends('training steps', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })
  const x = bunches(CLASSES, 20, COLUMNS, 0.8, 11)
  const labels = Int32Array.from({ length: x.rows }, (_, index) => index % CLASSES)
  const taskOf = (name: 'two-stage' | 'contrastive-article' | 'contrastive'): FitTask => ({
    tf,
    network: linear,
    strategy: strategyNamed(name),
    inputs: [x],
    supervision: { labels, classes: CLASSES, rejections: [] },
    optimiser: { rate: 1e-2, decay: 0 },
    dropout: DEFAULT_SETTINGS.dropout,
  })
  const rows = Int32Array.from(labels.keys())

  it('teach the second of two stages a distance that tells same from different', async () => {
    const run = epochs(
      taskOf('two-stage'),
      firstCoordinates(),
      rows,
      { stepsPerEpoch: 60, epochs: 1 },
      new Random(1),
    )
    await run.next()
    const { parameters, extras } = (await run.next()).value
    const pairs = strategyNamed('two-stage').pairClassifier?.(extras)
    if (pairs === undefined) throw new Error('two-stage has no pairs of its own')
    const z = embed(tf, parameters, x)
    const probability = (i: number, j: number): number => sameClass(row(z, i), row(z, j), pairs)
    const [same, different] = [
      [0, CLASSES],
      [0, 1],
    ].map(([i, j]) => probability(i, j))
    expect(same).toBeGreaterThan(different + 0.2)
    const classes = labels.slice(0, 40)
    const scores = pairScores(z, Int32Array.from(classes.keys()), classes, CLASSES + 1, pairs)
    // The mean over evenly chosen photos of the class, and no opinion on a class without one.
    expect(row(scores, 50)[CLASSES]).toBe(-1)
    const of0 = [...classes.keys()].filter((index) => classes[index] === 0)
    expect(row(scores, 50)[0]).toBeCloseTo(mean(of0.map((j) => probability(50, j))), 5)
    const read = { inverseTemperature: 10, pairs: pairs }
    const p = await headProbabilities(z, Int32Array.from(classes.keys()), classes, CLASSES, read)
    const right = [...labels.keys()].filter((i) => indexOfLargest(row(p, i)) === labels[i])
    expect(right.length / labels.length).toBeGreaterThan(0.9)
  })

  /** Mean cosine of photos of different classes: 1 when all have become one point. */
  async function crowding(name: 'contrastive-article' | 'contrastive'): Promise<number> {
    const run = epochs(
      taskOf(name),
      firstCoordinates(),
      rows,
      { stepsPerEpoch: 150, epochs: 1 },
      new Random(1),
    )
    await run.next()
    const z = embed(tf, (await run.next()).value.parameters, x)
    const cosines: number[] = []
    for (let i = 0; i < 40; i += 1) {
      for (let j = 0; j < i; j += 1) if (labels[i] !== labels[j]) cosines.push(dot(row(z, i), row(z, j)))
    }
    return mean(cosines)
  }

  it('pull everything together by the words of the article, where nothing repels, and keep classes apart otherwise', async () => {
    const run = epochs(
      taskOf('contrastive'),
      firstCoordinates(),
      rows,
      { stepsPerEpoch: 1, epochs: 1 },
      new Random(1),
    )
    const z = embed(tf, (await run.next()).value.parameters, x)
    const start = mean(
      [...labels.keys()]
        .slice(1)
        .flatMap((i) => (labels[i] === labels[0] ? [] : [dot(row(z, 0), row(z, i))])),
    )
    const collapsed = await crowding('contrastive-article')
    const repelled = await crowding('contrastive')
    expect(collapsed).toBeGreaterThan(start + 0.2)
    expect(repelled).toBeLessThan(collapsed - 0.2)
  })
})

describe('a pairs by pairs', () => {
  it('is the sigmoid of bias less weighted differences', () => {
    const pairs = { distance: [1, 2], bias: 3 }
    const [a, b] = [Float32Array.of(0.5, 0), Float32Array.of(0, 0.25)]
    expect(sameClass(a, b, pairs)).toBeCloseTo(1 / (1 + Math.exp(-(3 - 0.5 - 0.5))), 6)
  })
})

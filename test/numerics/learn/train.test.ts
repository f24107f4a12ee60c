import { beforeAll, describe, expect, it } from 'vitest'
import { withTrainer } from '../../../main/jobs/training/thread/trainer.ts'
import type { TrainRequest, TrainingProgress } from '../../../main/jobs/training/thread/train-protocol.ts'
import { adamState, adamStep } from '../../../main/learn/training/adam.ts'
import type { FitTask } from '../../../main/learn/training/fit-task.ts'
import { epochs } from '../../../main/learn/training/fit.ts'
import { groupedFolds } from '../../../main/learn/training/folds.ts'
import {
  fitTemperature,
  headProbabilities,
  judge,
  softmaxRows,
} from '../../../main/learn/training/head-evaluation.ts'
import { strategyNamed } from '../../../main/learn/strategies/index.ts'
import type { TrainHeadRequest } from '../../../main/learn/training/head-task.ts'
import { trainHead } from '../../../main/learn/training/train-head.ts'
import { gatherRows, matrix, row, type Matrix } from '../../../main/math/matrix.ts'
import { embedRows, rowRange } from '../../../main/math/network.ts'
import { principalComponents } from '../../../main/math/pca.ts'
import { Random } from '../../../main/math/random.ts'
import type { TensorFlow } from '../../../main/math/tensorflow.ts'
import { cacheFolder } from '../../../main/model/backends/folders.ts'
import { EMBEDDING_WIDTH, createHead, initialParameters } from '../../../main/model/head.ts'
import { preprocess } from '../../../main/model/preprocess.ts'
import { activate, describeBackends } from '../../support/training/tensorflow.ts'
import { trainInWorker } from '../../support/training/train-in-worker.ts'
import { bunches, dot } from '../../support/training/vectors.ts'

const CLASSES = 6
const EACH = 40
const WIDTH = 160
/** Dimensions that vary most and say nothing. */
const LOUD = 12

/** Photos whose class lies in a few weak directions under loud ones that mean nothing: raw cosines go by the loud ones. */
function disguisedClasses(seed: number): { level: Matrix; truth: Int32Array } {
  const random = new Random(seed)
  const level = matrix(CLASSES * EACH, WIDTH)
  const truth = Int32Array.from({ length: level.rows }, (_, index) => index % CLASSES)
  for (let i = 0; i < level.rows; i += 1) {
    const values = row(level, i)
    for (let k = 0; k < WIDTH; k += 1) values[k] = random.normal() * (k < LOUD ? 0.6 : 0.05)
    values[LOUD + truth[i]] += 1.2
  }
  return { level, truth }
}

/** The head on these photos, trained on the first `labelled` of them. */
async function requestOn(
  level: Matrix,
  labels: Int32Array,
  changes: Partial<TrainHeadRequest> = {},
): Promise<TrainHeadRequest> {
  const inputs = [preprocess([level]).apply([level])]
  const head = createHead({ levels: [{ name: 'features', dimensions: level.columns }], attention: 'gate' })
  const projection = await principalComponents(
    inputs[0],
    Math.min(EMBEDDING_WIDTH, level.rows),
    new Random(1),
  )
  return {
    network: head,
    parameters: initialParameters(head, projection, new Random(2)),
    strategy: 'triplet',
    inputs,
    supervision: { labels, classes: CLASSES, rejections: [] },
    groups: new Int32Array(labels.length).fill(-1),
    seed: 3,
    clock: () => 0,
    ...changes,
  }
}

function hideHalf(truth: Int32Array): Int32Array {
  return truth.map((label, index) => (index < truth.length / 2 ? label : -1))
}

/** Share of the rows without a label whose nearest labelled row is of their class. */
function nearestAccuracy(x: Matrix, labels: Int32Array, truth: Int32Array): number {
  const rows = Array.from({ length: x.rows }, (_, i) => row(x, i))
  const similarity = (i: number, j: number): number => dot(rows[i], rows[j])
  const known = [...labels.keys()].filter((index) => labels[index] >= 0)
  const hidden = [...labels.keys()].filter((index) => labels[index] < 0)
  const right = hidden.filter((i) => {
    const nearest = known.reduce((best, j) => (similarity(i, j) > similarity(i, best) ? j : best))
    return labels[nearest] === truth[i]
  })
  return right.length / hidden.length
}

function embed(tf: TensorFlow, { network, inputs }: TrainHeadRequest, parameters: Float32Array): Matrix {
  return embedRows(tf, network, parameters, inputs[0].rows, (from, to) =>
    inputs.map((input) => rowRange(input, from, to)),
  )
}

function taskOf(tf: TensorFlow, { network, inputs, supervision }: TrainHeadRequest): FitTask {
  const optimiser = { rate: 1e-3, decay: 0 }
  return { tf, network, strategy: strategyNamed('triplet'), inputs, supervision, optimiser, dropout: 0 }
}

describeBackends('training', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })

  it('brings photos of a class together that it has never seen', async () => {
    const { level, truth } = disguisedClasses(1)
    const labels = hideHalf(truth)
    const request = await requestOn(level, labels, { epochs: 24 })
    const before = nearestAccuracy(embed(tf, request, request.parameters), labels, truth)
    const trained = await trainHead(tf, request)
    const after = nearestAccuracy(embed(tf, request, trained.parameters), labels, truth)
    expect(trained.hyperParameters.epochs).toBeGreaterThan(0)
    expect(trained.metrics.logLoss).toBeLessThan(trained.metrics.startLogLoss)
    expect(after).toBeGreaterThan(before + 0.05)
  })

  it('never does worse out of fold than where it started, also on labels that mean nothing', async () => {
    const { level } = disguisedClasses(2)
    const random = new Random(9)
    const noise = Int32Array.from({ length: level.rows }, () => random.integer(CLASSES))
    const { metrics, lossCurve } = await trainHead(tf, await requestOn(level, noise))
    expect(metrics.logLoss).toBeLessThanOrEqual(metrics.startLogLoss)
    expect(lossCurve[0]).toMatchObject({ epoch: 0, loss: null })
    expect(lossCurve.length).toBeGreaterThan(3)
  })

  it('pushes a rejected photo away from the class it was rejected for', async () => {
    const level = bunches(CLASSES, EACH, WIDTH, 1, 3)
    const labels = hideHalf(Int32Array.from({ length: level.rows }, (_, index) => index % CLASSES))
    const photo = level.rows - CLASSES // looks like class 0 and has no label
    const request = await requestOn(level, labels)
    const similarityToClass = async (rejections: { row: number; class: number }[]): Promise<number> => {
      const rejecting = { ...request, supervision: { ...request.supervision, rejections } }
      const rows = Int32Array.from([...labels.keys()].filter((index) => labels[index] >= 0))
      const run = epochs(
        taskOf(tf, rejecting),
        request.parameters,
        rows,
        { stepsPerEpoch: 20, epochs: 1 },
        new Random(1),
      )
      await run.next() // the start
      const x = embed(tf, request, (await run.next()).value.parameters)
      const members = [...labels.keys()].filter((index) => labels[index] === 0)
      const sum = members.reduce(
        (total, j) => total + row(x, photo).reduce((dot, value, k) => dot + value * row(x, j)[k], 0),
        0,
      )
      return sum / members.length
    }
    expect(await similarityToClass([{ row: photo, class: 0 }])).toBeLessThan(
      (await similarityToClass([])) - 0.05,
    )
  })

  it('gives the same bytes for the same seed, and others for another', async () => {
    const { level, truth } = disguisedClasses(4)
    const request = await requestOn(level, hideHalf(truth), { epochs: 2 })
    const [first, again, other] = [
      await trainHead(tf, request),
      await trainHead(tf, request),
      await trainHead(tf, { ...request, seed: 4 }),
    ]
    expect(again).toEqual(first)
    expect(other.outOfFold.folds).not.toEqual(first.outOfFold.folds)
  })

  it('keeps the tensor count flat after success, after a cancel and after a throw, and cancels within a step', async () => {
    const { level, truth } = disguisedClasses(5)
    const request = await requestOn(level, hideHalf(truth), { epochs: 2 })
    const before = tf.memory().numTensors
    const seen: TrainingProgress[] = []
    await trainHead(tf, { ...request, report: (progress) => seen.push(progress) })
    expect(tf.memory().numTensors).toBe(before)
    expect(seen.map(({ epoch }) => epoch)).toEqual(seen.map((_, index) => index + 1))
    expect(seen.length).toBeGreaterThanOrEqual(8)

    const cancel = new AbortController()
    let steps = 0
    const counting = {
      ...request.network,
      project: (...words: Parameters<typeof request.network.project>) => {
        steps += 1
        if (steps === 5) cancel.abort()
        return request.network.project(...words)
      },
    }
    const cancelled = trainHead(tf, { ...request, network: counting, signal: cancel.signal })
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    expect(steps).toBe(5)
    expect(tf.memory().numTensors).toBe(before)

    const failing = {
      ...request.network,
      project: () => {
        tf.scalar(1)
        throw new Error('broken network')
      },
    }
    await expect(trainHead(tf, { ...request, network: failing })).rejects.toThrow('broken network')
    expect(tf.memory().numTensors).toBe(before)
  })

  it('judges each label by a fold that saw nothing of its group', async () => {
    const { level, truth } = disguisedClasses(6)
    const labels = hideHalf(truth)
    const groups = labels.map((label, index) => (label < 0 ? -1 : Math.floor(index / 4)))
    const { outOfFold } = await trainHead(tf, await requestOn(level, labels, { groups, epochs: 1 }))
    expect(Array.from(outOfFold.rows)).toEqual([...labels.keys()].filter((index) => labels[index] >= 0))
    const foldOf = new Map<number, number>()
    outOfFold.rows.forEach((index, l) => {
      const fold = foldOf.get(groups[index]) ?? outOfFold.folds[l]
      expect(outOfFold.folds[l]).toBe(fold)
      foldOf.set(groups[index], fold)
      const total = row(outOfFold.probabilities, l).reduce((sum, value) => sum + value, 0)
      expect(total).toBeCloseTo(1, 4)
    })
  })

  it('says what is missing with too few labels', async () => {
    const { level } = disguisedClasses(7)
    const few = new Int32Array(level.rows).fill(-1)
    few.set([0, 0, 1, 2])
    await expect(trainHead(tf, await requestOn(level, few))).rejects.toMatchObject({
      code: 'not-enough-labels',
    })
    few.set([0, 0, 1, 1])
    await expect(trainHead(tf, await requestOn(level, few, { epochs: 1 }))).resolves.toBeDefined()
  })
})

describe('backends', () => {
  it('train to the same numbers, as far as float32 goes', async () => {
    const { level, truth } = disguisedClasses(8)
    const request = await requestOn(level, hideHalf(truth))
    const rows = Int32Array.from({ length: level.rows / 2 }, (_, index) => index)
    const results: { loss: number; parameters: Float32Array }[] = []
    for (const backend of ['cpu', 'wasm'] as const) {
      const run = epochs(
        taskOf(await activate(backend), request),
        request.parameters,
        rows,
        { stepsPerEpoch: 3, epochs: 1 },
        new Random(1),
      )
      await run.next() // the start
      const { value } = await run.next()
      results.push({ loss: value.loss, parameters: value.parameters.slice() })
    }
    expect(results[1].loss).toBeCloseTo(results[0].loss, 4)
    results[1].parameters.forEach((value, index) => {
      // Adam's first steps are as large for a slope of rounding errors as for a real one: at most the rate a step.
      expect(Math.abs(value - results[0].parameters[index])).toBeLessThan(3 * 2e-3)
    })
    const difference = results[1].parameters.reduce(
      (sum, value, index) => sum + Math.abs(value - results[0].parameters[index]),
      0,
    )
    expect(difference / results[1].parameters.length).toBeLessThan(1e-5)
  })
})

describe('Adam', () => {
  it('follows the formulas of Kingma and Ba, with the pull towards the start', () => {
    const parameters = Float32Array.from([1, -2])
    const state = adamState(parameters)
    const [rate, decay] = [0.1, 0.5]
    let [x, m, v] = [1, 0, 0]
    for (let step = 1; step <= 5; step += 1) {
      const g = 2 * x
      m = 0.9 * m + 0.1 * g
      v = 0.999 * v + 0.001 * g * g
      x -=
        (rate * (m / (1 - 0.9 ** step))) / (Math.sqrt(v / (1 - 0.999 ** step)) + 1e-8) +
        rate * decay * (x - 1)
      adamStep(parameters, Float32Array.from([2 * parameters[0], 0]), state, { rate, decay })
      expect(parameters[0]).toBeCloseTo(x, 4)
      expect(parameters[1]).toBe(-2)
    }
  })
})

describe('folds', () => {
  it('keep groups whole and spread each class, except where a class has one group only', () => {
    const classes = Int32Array.from([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
    const groups = Int32Array.from([0, 0, 1, 1, 2, 2, 3, -1, 9, 9, 9, 9])
    const folds = groupedFolds(classes, groups, 4, new Random(1))
    expect(folds[0]).toBe(folds[1])
    expect(folds[2]).toBe(folds[3])
    expect(folds[4]).toBe(folds[5])
    for (const label of [0, 1, 2]) {
      expect(new Set(folds.filter((_, index) => classes[index] === label)).size).toBeGreaterThan(1)
    }
  })
})

describe("a head's classifier", () => {
  it('finds the temperature that scores were made with', () => {
    const random = new Random(1)
    const scores = matrix(
      4000,
      3,
      Float32Array.from({ length: 12000 }, () => 0.3 * random.normal()),
    )
    const made = softmaxRows(scores, 8)
    const truth = Int32Array.from({ length: 4000 }, (_, i) => {
      const chances = row(made, i)
      const draw = random.next()
      return draw < chances[0] ? 0 : draw < chances[0] + chances[1] ? 1 : 2
    })
    expect(fitTemperature(scores, truth)).toBeGreaterThan(6.5)
    expect(fitTemperature(scores, truth)).toBeLessThan(9.8)
  })

  it('classifies unlabelled photos from labelled ones, and judges only those with a truth', async () => {
    const { level, truth } = disguisedClasses(1)
    const x = preprocess([level]).apply([level])
    const rows = Int32Array.from({ length: 120 }, (_, index) => index)
    const classifier = { inverseTemperature: 8, pairs: null }
    const probabilities = await headProbabilities(x, rows, truth.slice(0, 120), CLASSES, classifier)
    const hidden = truth.map((label, index) => (index < 120 ? -1 : label))
    expect(judge(probabilities, hidden).accuracy).toBeGreaterThan(1 / CLASSES)
    const flat = gatherRows(
      matrix(1, CLASSES, new Float32Array(CLASSES).fill(1 / CLASSES)),
      new Int32Array(truth.length),
    )
    expect(judge(flat, hidden).logLoss).toBeCloseTo(Math.log(CLASSES), 5)
  })
})

describe('the training thread', () => {
  const requestOf = (labels: Int32Array, level: Matrix): TrainRequest => ({
    backend: 'wasm',
    cacheFolder: cacheFolder(),
    strategy: 'triplet',
    seed: 1,
    epochs: 2,
    attention: 'gate',
    pyramid: true,
    pseudoLabels: false,
    inputs: {
      kind: 'levels',
      levels: [
        { name: 'stage5', matrix: disguisedClasses(11).level },
        { name: 'features', matrix: level },
      ],
    },
    labels,
    classes: CLASSES,
    groups: new Int32Array(labels.length).fill(-1),
    rejections: [{ row: labels.length - 1, class: 2 }],
  })

  it('trains, embeds every photo, and tells of its progress', async () => {
    const { level, truth } = disguisedClasses(10)
    const labels = hideHalf(truth)
    const seen: TrainingProgress[] = []
    const head = await trainInWorker(requestOf(labels, level), { report: (progress) => seen.push(progress) })
    expect(head).toMatchObject({
      backend: 'wasm',
      hyperParameters: { attention: 'gate', pyramid: true, batch: 128 },
    })
    expect(head.embeddings).toMatchObject({ rows: truth.length, columns: 128 })
    for (let i = 0; i < truth.length; i += 1) expect(Math.hypot(...row(head.embeddings, i))).toBeCloseTo(1, 4)
    expect(Array.from(head.outOfFold.rows)).toEqual([...labels.keys()].filter((index) => labels[index] >= 0))
    expect(seen.length).toBeGreaterThanOrEqual(8)
    const topAlone = await trainInWorker({ ...requestOf(labels, level), pyramid: false })
    expect(topAlone.weights.length).toBeLessThan(head.weights.length)
  })

  it('gives the same numbers in a thread that has trained before, and in one beside it', async () => {
    const { level, truth } = disguisedClasses(10)
    const request = requestOf(hideHalf(truth), level)
    const first = await trainInWorker(request)
    const [again, beside] = await Promise.all([trainInWorker(request), trainInWorker(request)])
    for (const head of [again, beside]) {
      expect(head.weights).toEqual(first.weights)
      expect(head.embeddings).toEqual(first.embeddings)
    }
  })

  it('waits for what is loaded ahead, also where that fails', async () => {
    const { level, truth } = disguisedClasses(10)
    const request = requestOf(hideHalf(truth), level)
    await withTrainer({}, async (trainer) => {
      trainer.prepare({ backend: 'tfjs-node-gpu', cacheFolder: 'nowhere' })
      expect(await trainer.train(request)).toMatchObject({ backend: 'wasm' })
    })
  })

  it('ends with the error of its work, also a cancel', async () => {
    const { level, truth } = disguisedClasses(10)
    const none = requestOf(new Int32Array(truth.length).fill(-1), level)
    await expect(trainInWorker(none)).rejects.toMatchObject({ code: 'not-enough-labels' })
    const cancel = new AbortController()
    const long = { ...requestOf(hideHalf(truth), level), epochs: 5000 }
    const running = trainInWorker(long, {
      signal: cancel.signal,
      report: () => {
        cancel.abort()
      },
    })
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    await expect(trainInWorker(long, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})

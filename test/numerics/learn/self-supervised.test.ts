/** @file Adaptation without labels: its loss against the paper's own words, what it does to views of one photo, and how it ends. */
import { beforeAll, expect, it } from 'vitest'
import { adaptToPhotos } from '../../../main/learn/training/self-supervised.ts'
import { supervisedContrastiveLoss } from '../../../main/learn/strategies/supcon.ts'
import { row, type Matrix } from '../../../main/math/matrix.ts'
import { embedRows, rowRange, type Network } from '../../../main/math/network.ts'
import { Random } from '../../../main/math/random.ts'
import type { Tensor2D, TensorFlow } from '../../../main/math/tensorflow.ts'
import { describeBackends } from '../../support/tensorflow.ts'
import { dot, randomUnitRows } from '../../support/vectors.ts'

const WIDTH = 8
const PHOTOS = 120
/** Numbers that change from view to view and say nothing of the photo. */
const FICKLE = 4

/** A view keeps the first half of the numbers and makes the others anew. */
const linear: Network = {
  width: WIDTH,
  blocks: [
    { name: 'matrix', shape: [WIDTH, WIDTH], offset: 0, size: WIDTH * WIDTH },
    { name: 'still', shape: [1], offset: WIDTH * WIDTH, size: 1 },
  ],
  project: (tf, [weights, still], [input]) =>
    tf.add<Tensor2D>(tf.matMul<Tensor2D>(input, weights), tf.mul(still, 0)),
  recipe: {
    rowsAtOnce: 64,
    batch: { photos: 12, classes: 2 },
    epochs: 3,
    judgedFolds: 1,
    settings: { rate: 0.1, decay: 0, dropout: 0 },
    rates: () => [1, 0],
    augment: (tf, [input], random) => [
      tf.tidy(() => {
        const [n] = input.shape
        const noise = Float32Array.from({ length: n * WIDTH }, (_, i) =>
          i % WIDTH < WIDTH - FICKLE ? 0 : random.normal(),
        )
        return tf.add<Tensor2D>(input, tf.tensor2d(noise, [n, WIDTH]))
      }),
    ],
  },
}

function start(): Float32Array {
  const flat = new Float32Array(WIDTH * WIDTH + 1)
  for (let i = 0; i < WIDTH; i += 1) flat[i * WIDTH + i] = 1
  return flat
}

describeBackends('adaptation without labels', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })

  it('has the loss of SimCLR: each view against its other one among all', () => {
    const z = randomUnitRows(6, 5, 3)
    const other = (i: number): number => (i + 3) % 6
    const similarity = (i: number, j: number): number => Math.exp(dot(row(z, i), row(z, j)) / 0.1)
    let expected = 0
    for (let i = 0; i < 6; i += 1) {
      let all = 0
      for (let k = 0; k < 6; k += 1) if (k !== i) all += similarity(i, k)
      expected -= Math.log(similarity(i, other(i)) / all) / 6
    }
    const loss = tf.tidy(() => {
      const mask = (isMeant: (i: number, j: number) => boolean): Tensor2D =>
        tf.tensor2d(
          Float32Array.from({ length: 36 }, (_, at) => (isMeant(Math.floor(at / 6), at % 6) ? 1 : 0)),
          [6, 6],
        )
      const same = mask((i, j) => j === other(i))
      const different = mask((i, j) => i !== j && j !== other(i))
      return supervisedContrastiveLoss(tf, tf.tensor2d(z.data, [6, 5]), { same, different }).dataSync()[0]
    })
    expect(loss).toBeCloseTo(expected, 3)
  })

  it('learns to overlook what changes from view to view, by the seed alone, and leaves no tensor behind', async () => {
    const photos = randomUnitRows(PHOTOS, WIDTH, 1)
    const task = { tf, network: linear, inputs: [photos] }
    const before = tf.memory().numTensors
    const adapted = await adaptToPhotos(task, start(), new Random(4))
    expect(await adaptToPhotos(task, start(), new Random(4))).toEqual(adapted)
    expect(await adaptToPhotos(task, start(), new Random(5))).not.toEqual(adapted)
    expect(tf.memory().numTensors).toBe(before)
    expect(adapted.at(-1)).toBe(0) // a block that stands still
    expect(agreement(adapted, photos)).toBeGreaterThan(agreement(start(), photos) + 0.1)
  })

  it('leaves a network that makes no views as it is, and ends when it is cancelled', async () => {
    const photos = randomUnitRows(PHOTOS, WIDTH, 1)
    const plain = { ...linear, recipe: undefined }
    expect(await adaptToPhotos({ tf, network: plain, inputs: [photos] }, start(), new Random(4))).toEqual(
      start(),
    )
    const before = tf.memory().numTensors
    const cancelled = adaptToPhotos(
      { tf, network: linear, inputs: [photos], signal: AbortSignal.abort() },
      start(),
      new Random(4),
    )
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    expect(tf.memory().numTensors).toBe(before)
  })

  /** Mean cosine of two views of the same photo. */
  function agreement(parameters: Float32Array, photos: Matrix): number {
    const [first, second] = [7, 8].map((seed) => {
      const view = (m: Matrix): Matrix => {
        const random = new Random(seed)
        const data = m.data.map((value, i) => (i % WIDTH < WIDTH - FICKLE ? value : value + random.normal()))
        return { ...m, data }
      }
      const viewed = view(photos)
      return embedRows(tf, linear, parameters, PHOTOS, (from, to) => [rowRange(viewed, from, to)])
    })
    let sum = 0
    for (let i = 0; i < PHOTOS; i += 1) sum += dot(row(first, i), row(second, i)) / PHOTOS
    return sum
  }
})

import { beforeAll, describe, expect, it } from 'vitest'
import { batchPairs, batchSampler, type TrainingLabels } from '../../../main/learn/training/batches.ts'
import { batchHardLoss } from '../../../main/learn/strategies/triplet.ts'
import { row } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import type { Scalar, Tensor, TensorFlow } from '../../../main/math/tensorflow.ts'
import { gradientError, rows2d } from '../../support/training/finite-differences.ts'
import { describeBackends } from '../../support/training/tensorflow.ts'
import { randomUnitRows } from '../../support/training/vectors.ts'

const KNOWN: TrainingLabels = {
  // Row 3 alone of its class; row 8 has no label, but is known not to be of class 0.
  labels: Int32Array.from([0, 0, 1, 2, 1, 0, 1, 3, -1, 3]),
  classes: 4,
  rejections: [{ row: 8, class: 0 }],
}
const BATCH = Int32Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])

describeBackends('batch-hard triplet loss', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })

  const masks = (supervision: TrainingLabels) => {
    const { same, different } = batchPairs(supervision, BATCH)
    return { same: tf.tensor2d(same, [10, 10]), different: tf.tensor2d(different, [10, 10]) }
  }

  it('agrees with every triplet looked at one by one', () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const x = randomUnitRows(10, 6, seed)
      const distance = (i: number, j: number): number =>
        Math.sqrt(row(x, i).reduce((sum, value, k) => sum + (value - row(x, j)[k]) ** 2, 0) + 1e-6)
      const losses = [...KNOWN.labels.keys()].flatMap((anchor) => {
        const label = KNOWN.labels[anchor]
        if (label < 0) return []
        const others = [...KNOWN.labels.keys()].filter((j) => j !== anchor)
        const positives = others.filter((j) => KNOWN.labels[j] === label).map((j) => distance(anchor, j))
        const negatives = others
          .filter((j) => (KNOWN.labels[j] < 0 ? label === 0 : KNOWN.labels[j] !== label))
          .map((j) => distance(anchor, j))
        if (positives.length === 0) return []
        return [Math.log1p(Math.exp(8 * (Math.max(...positives) - Math.min(...negatives) + 0.2))) / 8]
      })
      const loss = tf.tidy(() => batchHardLoss(tf, tf.tensor2d(x.data, [10, 6]), masks(KNOWN)).dataSync()[0])
      expect(losses).toHaveLength(8) // all labelled rows but the lonely one
      expect(loss).toBeCloseTo(losses.reduce((sum, value) => sum + value, 0) / losses.length, 4)
    }
  })

  it('has a gradient that agrees with finite differences', () => {
    const before = tf.memory().numTensors
    const x = tf.tensor2d(randomUnitRows(10, 6, 3).data, [10, 6])
    const pairs = masks(KNOWN)
    const f = (moved: Tensor): Scalar => batchHardLoss(tf, rows2d(tf, moved, 10), pairs)
    expect(gradientError(tf, f, [x])).toBeLessThan(3e-2) // kinks where another photo becomes the hardest
    tf.dispose([x, pairs.same, pairs.different])
    expect(tf.memory().numTensors).toBe(before)
  })

  it('is finite with equal photos, and nothing without an anchor', () => {
    tf.tidy(() => {
      const equal = tf.tensor2d(new Float32Array(60).fill(1 / Math.sqrt(6)), [10, 6])
      const [gradient] = tf.grads((x: Tensor) => batchHardLoss(tf, rows2d(tf, x, 10), masks(KNOWN)))([equal])
      expect(gradient.dataSync().every(Number.isFinite)).toBe(true)
      const lonely = { labels: Int32Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), classes: 10, rejections: [] }
      expect(batchHardLoss(tf, equal, masks(lonely)).dataSync()[0]).toBe(0)
    })
  })
})

describe('batches', () => {
  const random = () => new Random(5)
  const many: TrainingLabels = {
    labels: Int32Array.from({ length: 400 }, (_, index) => (index < 380 ? index % 4 : index < 384 ? 4 : -1)),
    classes: 5,
    rejections: Array.from({ length: 16 }, (_, index) => ({ row: 384 + index, class: index % 5 })),
  }
  const labelled = Int32Array.from({ length: 384 }, (_, index) => index)

  it('show every class equally often, whatever its size, and no photo twice', () => {
    const next = batchSampler(many, labelled, random())
    for (let i = 0; i < 5; i += 1) {
      const batch = next()
      expect(new Set(batch).size).toBe(batch.length)
      const counts = [0, 0, 0, 0, 0]
      for (const index of batch) if (many.labels[index] >= 0) counts[many.labels[index]] += 1
      expect(counts).toEqual([25, 25, 25, 25, 4]) // 128 / 5 of each, or all there are
      expect(batch.filter((index) => many.labels[index] < 0).length).toBe(16)
    }
  })

  it('come round to every photo before any a second time', () => {
    const next = batchSampler(many, labelled, random())
    const seen = new Map<number, number>()
    for (let i = 0; i < 19; i += 1) for (const index of next()) seen.set(index, (seen.get(index) ?? 0) + 1)
    for (let index = 0; index < 380; index += 1) expect(seen.get(index)).toBe(5) // 19 * 25 = 5 * 95
  })

  it('keep to the rows that are given, and depend on the seed alone', () => {
    const rows = labelled.filter((index) => index % 3 === 0)
    const batches = [random(), random(), new Random(6)].map((source) => batchSampler(many, rows, source)())
    expect(batches[0]).toEqual(batches[1])
    expect(batches[0]).not.toEqual(batches[2])
    for (const index of batches[0]) expect(many.labels[index] < 0 || index % 3 === 0).toBe(true)
  })

  it('take a rejection as a difference, also of a photo that has another label', () => {
    const supervision = {
      labels: Int32Array.from([0, 0, -1, 1]),
      classes: 2,
      rejections: [
        { row: 2, class: 0 },
        { row: 3, class: 0 },
      ],
    }
    const { same, different } = batchPairs(supervision, Int32Array.from([0, 1, 2, 3]))
    expect(Array.from(same)).toEqual([0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(Array.from(different)).toEqual([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0])
  })

  it('need two classes', () => {
    const supervision = { labels: Int32Array.from([0, 0]), classes: 1, rejections: [] }
    expect(() => batchSampler(supervision, Int32Array.from([0, 1]), random())).toThrow(RangeError)
  })
})

import { beforeAll, expect, it } from 'vitest'
import { batchPairs, type TrainingLabels } from '../../../main/learn/training/batches.ts'
import { codeLoss, contrastiveLoss } from '../../../main/learn/strategies/contrastive.ts'
import { semiHardLoss } from '../../../main/learn/strategies/semi-hard.ts'
import { crossEntropy } from '../../../main/learn/strategies/parts/softmax-loss.ts'
import { supervisedContrastiveLoss } from '../../../main/learn/strategies/supcon.ts'
import { articleLoss } from '../../../main/learn/strategies/triplet-article.ts'
import { ratioLoss } from '../../../main/learn/strategies/triplet-ratio.ts'
import { pairLoss } from '../../../main/learn/strategies/two-stage.ts'
import { matrix, row, type Matrix } from '../../../main/math/matrix.ts'
import { unitRows } from '../../../main/math/network.ts'
import type { Scalar, Tensor, Tensor2D, TensorFlow } from '../../../main/math/tensorflow.ts'
import { gradientError, rows2d } from '../../support/training/finite-differences.ts'
import { describeSteps } from '../../support/training/strategy-steps.ts'
import { describeBackends } from '../../support/training/tensorflow.ts'
import { dot, randomUnitRows } from '../../support/training/vectors.ts'

const ROWS = 10
const WIDTH = 6
const KNOWN: TrainingLabels = {
  // Row 3 alone of its class; row 8 has no label, but is known not to be of class 0.
  labels: Int32Array.from([0, 0, 1, 2, 1, 0, 1, 3, -1, 3]),
  classes: 4,
  rejections: [{ row: 8, class: 0 }],
}
const BATCH = Int32Array.from(KNOWN.labels.keys())
const PAIRS = batchPairs(KNOWN, BATCH)

/** Indices j with the wanted relation to i. */
const related = (mask: Float32Array, i: number): number[] =>
  [...BATCH].filter((j) => mask[i * ROWS + j] === 1)
const positives = (i: number): number[] => related(PAIRS.same, i)
const negatives = (i: number): number[] => related(PAIRS.different, i)

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** References, written as the papers write them: photo by photo. */
const squared = (x: Matrix, i: number, j: number): number =>
  row(x, i).reduce((sum, value, k) => sum + (value - row(x, j)[k]) ** 2, 0)
const distance = (x: Matrix, i: number, j: number): number => Math.sqrt(squared(x, i, j) + 1e-6)

describeBackends('losses over pairs', (load) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = await load()
  })

  const masks = () => ({
    same: tf.tensor2d(PAIRS.same, [ROWS, ROWS]),
    different: tf.tensor2d(PAIRS.different, [ROWS, ROWS]),
  })
  const valueOf = (x: Matrix, loss: (x: Tensor2D) => Scalar): number =>
    tf.tidy(() => loss(tf.tensor2d(x.data, [x.rows, x.columns])).dataSync()[0])

  it('triplet-semi-hard agrees with every triplet looked at one by one', () => {
    for (let seed = 0; seed < 8; seed += 1) {
      const x = randomUnitRows(ROWS, WIDTH, seed)
      const losses = [...BATCH].flatMap((a) =>
        positives(a).flatMap((p) => {
          const all = negatives(a)
          if (all.length === 0) return []
          const beyond = all.filter((n) => squared(x, a, n) > squared(x, a, p))
          const chosen = beyond.length > 0 ? Math.min(...beyond.map((n) => squared(x, a, n))) : undefined
          const negative = chosen ?? Math.max(...all.map((n) => squared(x, a, n)))
          return [Math.max(0, squared(x, a, p) - negative + 0.2)]
        }),
      )
      expect(valueOf(x, (e) => semiHardLoss(tf, e, masks()))).toBeCloseTo(mean(losses), 4)
    }
  })

  it('triplet-ratio agrees with every triplet looked at one by one', () => {
    const x = randomUnitRows(ROWS, WIDTH, 2)
    const losses = [...BATCH].flatMap((a) =>
      positives(a).flatMap((p) =>
        negatives(a).map((n) => {
          const [near, far] = [Math.exp(4 * distance(x, a, p)), Math.exp(4 * distance(x, a, n))]
          return (near / (near + far)) ** 2
        }),
      ),
    )
    expect(valueOf(x, (e) => ratioLoss(tf, e, masks()))).toBeCloseTo(mean(losses), 4)
  })

  it('supcon agrees with the sums of the paper', () => {
    const x = randomUnitRows(ROWS, WIDTH, 3)
    const losses = [...BATCH].flatMap((a) => {
      if (positives(a).length === 0) return []
      const others = [...positives(a), ...negatives(a)]
      const total = others.reduce((sum, j) => sum + Math.exp(dot(row(x, a), row(x, j)) / 0.1), 0)
      return [mean(positives(a).map((p) => -Math.log(Math.exp(dot(row(x, a), row(x, p)) / 0.1) / total)))]
    })
    expect(valueOf(x, (e) => supervisedContrastiveLoss(tf, e, masks()))).toBeCloseTo(mean(losses), 3)
  })

  it('contrastive pulls what belongs together and pushes the rest as far as its margin', () => {
    const x = randomUnitRows(ROWS, WIDTH, 4)
    const pairs = (mask: Float32Array) =>
      [...BATCH].flatMap((i) => related(mask, i).map((j) => [i, j] as const))
    const pull = mean(pairs(PAIRS.same).map(([i, j]) => squared(x, i, j)))
    const push = mean(pairs(PAIRS.different).map(([i, j]) => Math.max(0, 1.2 - distance(x, i, j)) ** 2))
    expect(valueOf(x, (e) => contrastiveLoss(tf, e, masks()))).toBeCloseTo(pull + push, 4)
  })

  it('triplet-article agrees with its formula on norms inside the ball', () => {
    const x = randomUnitRows(ROWS, WIDTH, 5)
    for (let i = 0; i < x.data.length; i += 1) x.data[i] *= 2 // norms of 2, the ball ends at sqrt(30)
    const sum = (i: number, j: number): number =>
      row(x, i).reduce((total, value, k) => total + (value + row(x, j)[k]) ** 2, 0)
    const pairs = [...BATCH].flatMap((i) => positives(i).map((j) => [i, j] as const))
    const pull = mean(pairs.map(([i, j]) => (squared(x, i, j) - sum(i, j) + 30) / 2))
    const norms = mean([...BATCH].map(() => 30 - 4))
    expect(valueOf(x, (e) => articleLoss(tf, e, masks()))).toBeCloseTo((pull + norms) / 30, 4)
  })

  it("triplet-article as it is written falls without bound with the embeddings' scale; bounded norms stop it", () => {
    const x = randomUnitRows(ROWS, WIDTH, 6)
    const asWritten = (scale: number): number => {
      let total = 0
      for (const i of BATCH)
        for (const j of BATCH) total += (30 - 4 * scale ** 2 * dot(row(x, i), row(x, j))) / 2
      return total
    }
    expect(asWritten(100)).toBeLessThan(asWritten(10))
    expect(asWritten(1000)).toBeLessThan(-1e5)
    const bounded = (scale: number): number =>
      valueOf(
        matrix(
          ROWS,
          WIDTH,
          x.data.map((value) => value * scale),
        ),
        (e) => articleLoss(tf, e, masks()),
      )
    expect(bounded(1000)).toBeCloseTo(bounded(100), 4)
  })

  it('has gradients that agree with finite differences', () => {
    const before = tf.memory().numTensors
    tf.tidy(() => {
      const x = tf.tensor2d(randomUnitRows(ROWS, WIDTH, 7).data, [ROWS, WIDTH])
      const pairs = masks()
      const embedded = (moved: Tensor): Tensor2D => unitRows(tf, rows2d(tf, moved, ROWS))
      const smooth: Record<string, (moved: Tensor) => Scalar> = {
        ratio: (moved) => ratioLoss(tf, embedded(moved), pairs),
        article: (moved) => articleLoss(tf, rows2d(tf, moved, ROWS), pairs),
        supcon: (moved) => supervisedContrastiveLoss(tf, embedded(moved), pairs),
        contrastive: (moved) => contrastiveLoss(tf, embedded(moved), pairs),
      }
      for (const [name, loss] of Object.entries(smooth)) {
        expect(gradientError(tf, loss, [x]), name).toBeLessThan(1e-2)
      }
      // The loss jumps where the choice of a negative changes, so it is looked at where none is about to.
      const errors = [0, 1, 2, 3, 4, 5].map((seed) => {
        const at = tf.tensor2d(randomUnitRows(ROWS, WIDTH, seed).data, [ROWS, WIDTH])
        return gradientError(tf, (moved) => semiHardLoss(tf, embedded(moved), pairs), [at])
      })
      expect(Math.min(...errors)).toBeLessThan(1e-2)
      const directions = tf.tensor2d(randomUnitRows(WIDTH, 64, 8).data, [WIDTH, 64])
      const codes = (moved: Tensor, r: Tensor): Scalar => codeLoss(tf, embedded(moved), r)
      expect(gradientError(tf, codes, [x, directions])).toBeLessThan(2e-2)
      const weights = [tf.tensor1d([0.5, 1, 2, 1, 0.7, 3]), tf.tensor1d([2])]
      const pairsLoss = (w: Tensor, b: Tensor): Scalar => pairLoss(tf, embedded(x), pairs, w, b)
      expect(gradientError(tf, pairsLoss, weights)).toBeLessThan(1e-2)
      const targets = tf.tensor2d([1, 0, 0, 0, 0.5, 0.5, 0, 0, 0], [3, 3])
      const logits = tf.tensor2d([1, -1, 0.3, 0.2, 0.1, 0, 2, 1, 0], [3, 3])
      expect(gradientError(tf, (l) => crossEntropy(tf, rows2d(tf, l, 3), targets), [logits])).toBeLessThan(
        1e-2,
      )
    })
    expect(tf.memory().numTensors).toBe(before)
  })
})

describeBackends('on the backend', (load) => {
  describeSteps(load)
})

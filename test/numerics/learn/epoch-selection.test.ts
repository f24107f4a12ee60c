/** @file Which of the judged epochs a training is taken at. */
import { describe, expect, it } from 'vitest'
import type { CrossValidation } from '../../../main/learn/training/cross-validate.ts'
import { judge, photoLosses, softmaxRows } from '../../../main/learn/training/head-evaluation.ts'
import { selectEpoch } from '../../../main/learn/training/epoch-selection.ts'
import { matrix, row, type Matrix } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'

const PHOTOS = 60
const CLASSES = 3
const truth = Int32Array.from({ length: PHOTOS }, (_, index) => index % CLASSES)

/** Cosines in which the true class stands out by `margin`, and each photo by chance of its own. */
function scores(margin: number, seed: number): Matrix {
  const random = new Random(seed)
  const out = matrix(PHOTOS, CLASSES)
  truth.forEach((label, index) => {
    for (let c = 0; c < CLASSES; c += 1)
      row(out, index)[c] = (random.next() - 0.5) * 0.6 + (c === label ? margin : 0)
  })
  return out
}

const validation = (...each: Matrix[]): CrossValidation => ({
  truth,
  scores: each,
  losses: each.map(() => 1),
  tensorBytes: 0,
})

const epochOf = (isAnnealed: boolean, ...each: Matrix[]): number =>
  selectEpoch(validation(...each), [0, 5], isAnnealed).epoch

describe('the epoch that a training is taken at', () => {
  it('is the one with the least log-loss where each was meant to be good', () => {
    const start = scores(0.45, 2)
    expect(epochOf(false, start, scores(0.5, 1))).toBe(0)
    expect(epochOf(false, start, scores(0.9, 2))).toBe(5)
  })

  it('is the last of an annealed run where it is better, or worse by less than chance tells', () => {
    const start = scores(0.45, 2)
    const end = scores(0.5, 1) // other chance, so a loss that is larger by less than its error
    const { curve } = selectEpoch(validation(start, end), [0, 5], true)
    expect(curve[1].logLoss).toBeGreaterThan(curve[0].logLoss) // or the test says nothing
    expect(epochOf(true, start, end)).toBe(5)
    expect(epochOf(true, start, scores(0.9, 2))).toBe(5)
  })

  it('is the start of an annealed run that has clearly made it worse', () => {
    expect(epochOf(true, scores(0.9, 2), scores(0.2, 3))).toBe(0)
  })

  it('counts no photo that was not judged', () => {
    const half = Int32Array.from(truth, (label, index) => (index < PHOTOS / 2 ? label : -1))
    const end = scores(0.2, 3)
    for (let index = PHOTOS / 2; index < PHOTOS; index += 1) row(end, index)[truth[index]] += 5
    const selection = selectEpoch({ ...validation(scores(0.9, 2), end), truth: half }, [0, 5], true)
    expect(selection.epoch).toBe(0)
    expect(row(selection.probabilities, PHOTOS - 1).every((value) => value === 0)).toBe(true)
  })

  it('judges by the mean of the losses of its photos', () => {
    const probabilities = softmaxRows(scores(0.5, 4), 9)
    const losses = photoLosses(probabilities, truth)
    expect(losses).toHaveLength(PHOTOS)
    let sum = 0
    truth.forEach((label, index) => {
      sum -= Math.log(row(probabilities, index)[label])
    })
    expect(judge(probabilities, truth).logLoss).toBeCloseTo(sum / PHOTOS, 12)
  })
})

import { Matrix as Dense, solve } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { inverseFrequencyWeights, kernelRidge } from '../../../../main/learn/fast-path/ridge.ts'
import { weightedRidge, type SoftRows } from '../../../../main/learn/fast-path/weighted-ridge.ts'
import { matrix, row, type Matrix } from '../../../../main/math/matrix.ts'
import { indexOfLargest, sum } from '../../../../main/math/statistics.ts'
import { syntheticProblem } from '../../../support/training/synthetic-problem.ts'

const LAMBDA = 0.3
const CLASSES = 4
const { features, kernel, truth } = syntheticProblem({
  photos: 120,
  classes: CLASSES,
  dimensions: 12,
  spread: 0.7,
  seed: 1,
})
const rows = Int32Array.from({ length: 31 }, (_, i) => (i * 29) % 120)
const classes = rows.map((photo) => truth.classOf[photo])
const none: SoftRows = { rows: new Int32Array(0), probabilities: matrix(0, CLASSES) }

/** Two photos without a label: one may be of class 1 or 3, the other of any but class 0. */
function soft(): SoftRows {
  const free = [...truth.classOf.keys()].filter((photo) => !rows.includes(photo))
  const chosen = Int32Array.of(free[3], free[11])
  const probabilities = matrix(2, CLASSES)
  row(probabilities, 0).set([0, 0.75, 0, 0.25])
  row(probabilities, 1).set([0, 0.5, 0.25, 0.25])
  return { rows: chosen, probabilities }
}

/** X (XᵀWX + lambda I)^-1 XᵀWT of the labelled and the soft rows, by dense float64 LU. */
function reference(given: SoftRows, shift: number): Dense {
  const all = Dense.from1DArray(features.rows, features.columns, features.data)
  const used = all.subMatrixRow([...rows, ...given.rows])
  const hard = [...classes].map((label) => [0, 1, 2, 3].map((c) => (c === label ? 1 : 0)))
  const guessed = [...given.rows.keys()].map((s) => [...row(given.probabilities, s)])
  const targets = new Dense([...hard, ...guessed]).sub(shift)
  const weights = [...inverseFrequencyWeights(classes, CLASSES), ...guessed.map(() => 1)]
  const weighted = used.transpose().mmul(Dense.diag(weights))
  const system = weighted.mmul(used).add(Dense.eye(features.columns).mul(LAMBDA))
  return all.mmul(solve(system, weighted.mmul(targets)))
}

function worst(scores: Matrix, expected: Dense): number {
  return Math.max(
    ...scores.data.map((value, i) => Math.abs(value - expected.get(Math.floor(i / CLASSES), i % CLASSES))),
  )
}

describe('weighted ridge', () => {
  it('equals the dense solution in float64', async () => {
    const scores = await weightedRidge(features, rows, classes, CLASSES, LAMBDA)
    expect(worst(scores, reference(none, 1 / CLASSES))).toBeLessThan(1e-5)
    expect(worst(scores, reference(none, 0))).toBeGreaterThan(0.01)
  })

  it('equals it with soft rows too, and they matter', async () => {
    const scores = await weightedRidge(features, rows, classes, CLASSES, LAMBDA, soft())
    expect(worst(scores, reference(soft(), 1 / CLASSES))).toBeLessThan(1e-5)
    expect(worst(scores, reference(none, 1 / CLASSES))).toBeGreaterThan(0.01)
  })

  it('is as it was where no row is soft', async () => {
    const plain = await weightedRidge(features, rows, classes, CLASSES, LAMBDA)
    expect(await weightedRidge(features, rows, classes, CLASSES, LAMBDA, none)).toEqual(plain)
  })

  it('gives scores that sum to 0, the largest where kernel ridge has it when all classes count the same', async () => {
    const scores = await weightedRidge(features, rows, classes, CLASSES, LAMBDA)
    const dual = await kernelRidge({ kernel, rows, classes, classCount: CLASSES, lambda: LAMBDA })
    let alike = 0
    for (let i = 0; i < scores.rows; i += 1) {
      expect(sum(row(scores, i))).toBeCloseTo(0, 5)
      if (indexOfLargest(row(scores, i)) === indexOfLargest(row(dual, i))) alike += 1
    }
    // The targets differ by a constant, which no intercept takes up.
    expect(alike).toBeGreaterThan(110)
  })
})

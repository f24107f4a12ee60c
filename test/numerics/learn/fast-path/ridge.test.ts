import { Matrix as Dense, solve } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { inverseFrequencyWeights, kernelRidge } from '../../../../main/learn/fast-path/ridge.ts'
import { row } from '../../../../main/math/matrix.ts'
import type { Matrix } from '../../../../main/math/matrix.ts'
import { indexOfLargest } from '../../../../main/math/statistics.ts'
import { syntheticProblem } from '../../../support/training/synthetic-problem.ts'

const LAMBDA = 0.3
const problem = syntheticProblem({ photos: 120, classes: 4, dimensions: 12, spread: 0.7, seed: 1 })
const { kernel, features, truth } = problem
const rows = Int32Array.from({ length: 37 }, (_, i) => (i * 29) % 120)
const classes = rows.map((photo) => truth.classOf[photo])

/** Weighted ridge in its primal form, by dense float64 LU: X (X_l' W X_l + lambda I)^-1 X_l' W Y. */
function primal(x: Matrix, weights: Float64Array): Dense {
  const all = Dense.from1DArray(x.rows, x.columns, x.data)
  const labelled = all.subMatrixRow([...rows])
  const weighted = labelled.transpose().mmul(Dense.diag([...weights]))
  const targets = new Dense([...classes].map((label) => [0, 1, 2, 3].map((c) => (c === label ? 1 : -1))))
  const system = weighted.mmul(labelled).add(Dense.eye(x.columns).mul(LAMBDA))
  return all.mmul(solve(system, weighted.mmul(targets)))
}

describe('kernel ridge', () => {
  it('equals the primal solution in dense float64', async () => {
    const scores = await kernelRidge({ kernel, rows, classes, classCount: 4, lambda: LAMBDA })
    const expected = primal(features, inverseFrequencyWeights(classes, 4))
    const worst = Math.max(...scores.data.map((value, i) => Math.abs(value - expected.get(i >> 2, i & 3))))
    expect(worst).toBeLessThan(1e-5)
  })

  it('takes weights that are given, and they matter', async () => {
    const weights = Float64Array.from(rows, (_, i) => 0.2 + (i % 5))
    const scores = await kernelRidge({ kernel, rows, classes, classCount: 4, lambda: LAMBDA, weights })
    const expected = primal(features, weights)
    const unweighted = primal(features, inverseFrequencyWeights(classes, 4))
    const distance = (other: Dense) =>
      Math.max(...scores.data.map((value, i) => Math.abs(value - other.get(i >> 2, i & 3))))
    expect(distance(expected)).toBeLessThan(1e-5)
    expect(distance(unweighted)).toBeGreaterThan(0.01)
  })

  it('names most photos rightly from few labels', async () => {
    const scores = await kernelRidge({ kernel, rows, classes, classCount: 4, lambda: LAMBDA })
    const right = truth.classOf.filter((label, i) => indexOfLargest(row(scores, i)) === label).length
    expect(right).toBeGreaterThan(100)
  })

  it('knows nothing without labels', async () => {
    const none = new Int32Array(0)
    const scores = await kernelRidge({ kernel, rows: none, classes: none, classCount: 2, lambda: LAMBDA })
    expect(scores).toMatchObject({ rows: 120, columns: 2 })
    expect(scores.data.every((value) => value === 0)).toBe(true)
  })
})

describe('inverse class-frequency weights', () => {
  it('have mean 1 and give every class the same sum', () => {
    const weights = inverseFrequencyWeights(Int32Array.of(0, 0, 0, 1, 3), 4)
    expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(5, 12)
    expect(weights[0] * 3).toBeCloseTo(weights[3], 12)
    expect(weights[3]).toBeCloseTo(weights[4], 12)
  })
})

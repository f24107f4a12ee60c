import { Matrix as Dense, solve } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { propagate, Spreading } from '../../../../main/learn/fast-path/propagate.ts'
import { row } from '../../../../main/math/matrix.ts'
import type { Matrix } from '../../../../main/math/matrix.ts'
import { normalisedAdjacency } from '../../../../main/math/sparse.ts'
import type { SparseMatrix } from '../../../../main/math/sparse.ts'
import { indexOfLargest } from '../../../../main/math/statistics.ts'
import { Random } from '../../../../main/math/random.ts'
import { syntheticProblem } from '../../../support/training/synthetic-problem.ts'

const { affinity, truth } = syntheticProblem({ photos: 90, classes: 3, dimensions: 8, spread: 0.8, seed: 5 })
const rows = Int32Array.of(3, 17, 40, 41, 66, 80)
const classes = rows.map((photo) => truth.classOf[photo])

function dense(s: SparseMatrix): Dense {
  const out = Dense.zeros(s.rows, s.rows)
  for (let i = 0; i < s.rows; i += 1) {
    for (let e = s.offsets[i]; e < s.offsets[i + 1]; e += 1) out.set(i, s.columns[e], s.values[e])
  }
  return out
}

function targets(weights = new Float64Array(rows.length).fill(1)): Dense {
  const out = Dense.zeros(affinity.rows, 3)
  rows.forEach((photo, l) => out.set(photo, classes[l], weights[l]))
  return out
}

function worstDifference(found: Matrix, mass: Dense): number {
  let worst = 0
  for (let i = 0; i < found.rows; i += 1) {
    const total = mass.getRow(i).reduce((sum, value) => sum + value, 0)
    for (let c = 0; c < 3; c += 1)
      worst = Math.max(worst, Math.abs(row(found, i)[c] - mass.get(i, c) / total))
  }
  return worst
}

describe('spreading that remembers', () => {
  it('gives after any change of the labels what propagation from scratch gives', () => {
    const random = new Random(8)
    const labels = new Int32Array(affinity.rows).fill(-1)
    const spreading = new Spreading(affinity)
    for (let step = 0; step < 40; step += 1) {
      const classCount = step < 20 ? 3 : 2 + (step % 3) // classes come and go
      for (let change = 0; change < 3; change += 1)
        labels[random.integer(labels.length)] = random.integer(classCount + 1) - 1
      const rowsNow = Int32Array.from(labels.keys()).filter((i) => labels[i] >= 0 && labels[i] < classCount)
      const classesNow = rowsNow.map((i) => labels[i])
      const weightOf = Float64Array.from({ length: classCount }, () => 0.5 + random.next())
      const weights = Float64Array.from(classesNow, (label) => weightOf[label])
      const options = { alpha: 0.9, iterations: 20 }
      const found = spreading.mass(rowsNow, classesNow, classCount, options)
      const expected = propagate(affinity, rowsNow, classesNow, classCount, { ...options, weights })
      for (let i = 0; i < found.rows; i += 1) {
        const weighted = row(found, i).map((mass, c) => mass * weightOf[c])
        const total = weighted.reduce((sum, value) => sum + value, 0)
        row(expected, i).forEach((value, c) => {
          expect(total > 0 ? weighted[c] / total : 1 / classCount).toBeCloseTo(value, 5)
        })
      }
    }
  })
})

describe('label propagation', () => {
  it('equals the dense iteration in float64', () => {
    let mass = targets()
    for (let i = 0; i < 40; i += 1) {
      mass = dense(affinity).mmul(mass).mul(0.95).add(targets().mul(0.05))
    }
    const found = propagate(affinity, rows, classes, 3, { alpha: 0.95, iterations: 40 })
    expect(worstDifference(found, mass)).toBeLessThan(1e-4)
  })

  it('approaches the closed form (1 - alpha) (I - alpha S)^-1 Y', () => {
    const system = Dense.eye(affinity.rows).sub(dense(affinity).mul(0.9))
    const found = propagate(affinity, rows, classes, 3, { alpha: 0.9, iterations: 300 })
    expect(worstDifference(found, solve(system, targets()).mul(0.1))).toBeLessThan(1e-4)
    const early = propagate(affinity, rows, classes, 3, { alpha: 0.9, iterations: 2 })
    expect(worstDifference(early, solve(system, targets()).mul(0.1))).toBeGreaterThan(0.01)
  })

  it('lets a label count more than others', () => {
    const weights = Float64Array.of(1, 5, 0.2, 1, 2, 0.5)
    const system = Dense.eye(affinity.rows).sub(dense(affinity).mul(0.9))
    const found = propagate(affinity, rows, classes, 3, { alpha: 0.9, iterations: 300, weights })
    expect(worstDifference(found, solve(system, targets(weights)))).toBeLessThan(1e-4)
    expect(worstDifference(found, solve(system, targets()))).toBeGreaterThan(0.01)
  })

  it('gives probabilities, and carries six labels to most photos', () => {
    const found = propagate(affinity, rows, classes, 3, { alpha: 0.95, iterations: 40 })
    for (let i = 0; i < found.rows; i += 1) {
      expect(row(found, i).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5)
    }
    const right = truth.classOf.filter((label, i) => indexOfLargest(row(found, i)) === label).length
    expect(right).toBeGreaterThan(70)
  })

  it('says nothing about photos that no label reaches', () => {
    const pairs = {
      count: 4,
      neighbours: 1,
      indices: Int32Array.of(1, 0, 3, 2),
      similarities: new Float32Array(4).fill(1),
    }
    const found = propagate(normalisedAdjacency(pairs), Int32Array.of(0), Int32Array.of(1), 2, {
      alpha: 0.5,
      iterations: 10,
    })
    expect([...found.data]).toEqual([0, 1, 0, 1, 0.5, 0.5, 0.5, 0.5])
  })
})

import { Matrix as Dense, inverse } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { collaborativeFiltering } from '../../../main/learn/strategies/parts/collaborative-filtering.ts'
import { matrix, row } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { indexOfLargest } from '../../../main/math/statistics.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

const CLASSES = 4
const { features, truth } = syntheticProblem({
  photos: 120,
  classes: CLASSES,
  dimensions: 12,
  spread: 0.8,
  seed: 2,
})
const rows = Int32Array.from({ length: 24 }, (_, l) => 5 * l)
const known = { rows, classes: rows.map((index) => truth.classOf[index]), classCount: CLASSES }

describe('collaborative filtering', () => {
  it('completes the labels of most photos rightly, of photos with a label above all', async () => {
    const completed = await collaborativeFiltering(features, known)
    const right = (index: number): boolean => indexOfLargest(row(completed, index)) === truth.classOf[index]
    expect([...rows].every(right)).toBe(true)
    expect([...truth.classOf.keys()].filter(right).length).toBeGreaterThan(90)
  })

  it('does the alternating least squares of a plain reference', async () => {
    const completed = await collaborativeFiltering(features, known)
    const expected = reference()
    for (let i = 0; i < completed.rows; i += 1) {
      for (let c = 0; c < CLASSES; c += 1) expect(row(completed, i)[c]).toBeCloseTo(expected.get(i, c), 3)
    }
  })

  it('is indifferent to the order in which labels are told', async () => {
    const order = new Random(3).shuffle([...rows.keys()])
    const told = {
      rows: Int32Array.from(order, (l) => rows[l]),
      classes: Int32Array.from(order, (l) => known.classes[l]),
      classCount: CLASSES,
    }
    const [first, second] = [
      await collaborativeFiltering(features, known),
      await collaborativeFiltering(features, told),
    ]
    second.data.forEach((value, index) => {
      expect(value).toBeCloseTo(first.data[index], 4)
    })
  })

  it('works with a single photo of a single column', async () => {
    const completed = await collaborativeFiltering(matrix(1, 1, Float32Array.of(1)), {
      rows: Int32Array.of(0),
      classes: Int32Array.of(0),
      classCount: 1,
    })
    expect([...completed.data]).toEqual([0])
  })
})

/** The same, photo by photo, in doubles: the file's own formulas with its constants. */
function reference(): Dense {
  const [lambda, labelWeight, rounds] = [0.05, 0.5, 3]
  const x = new Dense(Array.from({ length: features.rows }, (_, i) => [...row(features, i)]))
  const y = Dense.zeros(rows.length, CLASSES).sub(1 / CLASSES)
  known.classes.forEach((label, l) => y.set(l, label, y.get(l, label) + 1))
  const counts = Array.from(
    { length: CLASSES },
    (_, c) => known.classes.filter((label) => label === c).length,
  )
  const weigh = Dense.diag([...known.classes].map((label) => rows.length / CLASSES / counts[label]))
  const ridge = (a: Dense, b: Dense, d: Dense): Dense =>
    inverse(a.transpose().mmul(d).mmul(a).add(Dense.eye(a.columns).mul(lambda)))
      .mmul(a.transpose())
      .mmul(d)
      .mmul(b)
  let u = x.clone()
  let w = ridge(u.selection([...rows], [...Array(x.columns).keys()]), y, weigh)
  for (let round = 0; round < rounds; round += 1) {
    const v = ridge(u, x, Dense.eye(x.rows))
    const next = Dense.zeros(x.rows, x.columns)
    for (let i = 0; i < x.rows; i += 1) {
      const l = rows.indexOf(i)
      const seen = l < 0 ? 0 : labelWeight
      const system = v
        .mmul(v.transpose())
        .add(Dense.eye(x.columns).mul(lambda))
        .add(w.mmul(w.transpose()).mul(seen))
      const right = v
        .mmul(x.getRowVector(i).transpose())
        .add(w.mmul(y.getRowVector(Math.max(l, 0)).transpose()).mul(seen))
      next.setRow(i, inverse(system).mmul(right).to1DArray())
    }
    u = next
    w = ridge(u.selection([...rows], [...Array(x.columns).keys()]), y, weigh)
  }
  return u.mmul(w)
}

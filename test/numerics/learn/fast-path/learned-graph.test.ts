import { Matrix as DenseMatrix, inverse } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { scoreClasses } from '../../../../main/learn/fast-path/class-scores.ts'
import { fisherCoordinates, LearnedGraph } from '../../../../main/learn/fast-path/learned-graph.ts'
import { propagate, PROPAGATION, type Labelled } from '../../../../main/learn/fast-path/propagate.ts'
import { symmetricEigen } from '../../../../main/math/linear-algebra.ts'
import { matrix, row, type Matrix } from '../../../../main/math/matrix.ts'
import { edgesOf, reweighed } from '../../../../main/math/sparse.ts'
import { dot } from '../../../support/training/vectors.ts'
import { syntheticProblem } from '../../../support/training/synthetic-problem.ts'

const CLASSES = 3
const { features, affinity, truth } = syntheticProblem({
  photos: 90,
  classes: CLASSES,
  dimensions: 12,
  spread: 1,
  seed: 5,
})
const rows = Int32Array.from({ length: 45 }, (_, l) => 2 * l)
const labelled: Labelled = { rows, classes: rows.map((index) => truth.classOf[index]), classCount: CLASSES }

/** By the textbook: whiten with the inverse root of the shrunk scatter within classes, project on the span of the class means. */
function reference(x: Matrix, { rows: used, classes }: Labelled): number[][] {
  const d = x.columns
  const points = [...used].map((index) => [...row(x, index)])
  const means = Array.from({ length: CLASSES }, (_, c) => {
    const own = points.filter((_point, l) => classes[l] === c)
    return own[0].map((_value, k) => own.reduce((sum, point) => sum + point[k], 0) / own.length)
  })
  const residuals = new DenseMatrix(points.map((point, l) => point.map((v, k) => v - means[classes[l]][k])))
  const within = residuals.transpose().mmul(residuals)
  const shrunk = DenseMatrix.add(
    DenseMatrix.mul(within, 0.7),
    DenseMatrix.eye(d).mul((0.3 * within.trace()) / d),
  )
  const { values, vectors } = symmetricEigen(Float64Array.from(shrunk.to1DArray()), d)
  const basis = DenseMatrix.from1DArray(d, d, vectors)
  const root = basis
    .transpose()
    .mmul(DenseMatrix.diag([...values].map((v) => v ** -0.5)))
    .mmul(basis)
  const white = new DenseMatrix(means).mmul(root)
  const centred = white.subRowVector(white.mean('column'))
  const independent = centred.subMatrix(0, CLASSES - 2, 0, d - 1)
  const gram = independent.mmul(independent.transpose())
  const projector = independent.transpose().mmul(inverse(gram)).mmul(independent)
  const all = new DenseMatrix(Array.from({ length: x.rows }, (_, i) => [...row(x, i)]))
    .mmul(root)
    .mmul(projector)
  return all.subRowVector(all.mean('column')).to2DArray()
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

describe("Fisher's coordinates", () => {
  it('have the cosines of the textbook', async () => {
    const found = await fisherCoordinates(features, labelled)
    const expected = reference(features, labelled)
    expect(found.columns).toBe(CLASSES - 1)
    for (let i = 0; i < 90; i += 7) {
      for (let j = 0; j < 90; j += 11) {
        expect(dot(row(found, i), row(found, j))).toBeCloseTo(cosine(expected[i], expected[j]), 4)
      }
    }
  })

  it('do without a class that has no labels, and where each class has one', async () => {
    const fourth = await fisherCoordinates(features, { ...labelled, classCount: CLASSES + 1 })
    expect(fourth.data).toEqual((await fisherCoordinates(features, labelled)).data)
    const first = [0, 1, 2].map((c) => truth.classOf.indexOf(c))
    const few = { rows: Int32Array.from(first), classes: Int32Array.of(0, 1, 2), classCount: 3 }
    const found = await fisherCoordinates(features, few)
    expect(found.data.every(Number.isFinite)).toBe(true)
    const none = await fisherCoordinates(matrix(4, 2), {
      rows: Int32Array.of(0, 1),
      classes: Int32Array.of(0, 1),
      classCount: 2,
    })
    expect(none.columns).toBe(0)
  })
})

describe('the learned graph', () => {
  it('has the same edges, symmetric, and more of its weight inside classes', async () => {
    const learned = await new LearnedGraph(affinity, features).weigh(labelled)
    expect(learned.columns).toEqual(affinity.columns)
    const inside = (values: Float64Array): number => {
      let [within, all] = [0, 0]
      for (let i = 0; i < affinity.rows; i += 1) {
        for (let e = affinity.offsets[i]; e < affinity.offsets[i + 1]; e += 1) {
          all += values[e]
          if (truth.classOf[i] === truth.classOf[affinity.columns[e]]) within += values[e]
        }
      }
      return within / all
    }
    expect(inside(learned.values)).toBeGreaterThan(inside(affinity.values) + 0.04)
  })

  it('weighs an edge by the sixth power of the mean of both cosines', async () => {
    const learned = await fisherCoordinates(features, labelled)
    const { values } = await new LearnedGraph(affinity, features).weigh(labelled)
    const edges = edgesOf(affinity)
    const similarities = Float64Array.from(edges.from, (i, edge) => {
      const j = edges.to[edge]
      return (dot(row(features, i), row(features, j)) + dot(row(learned, i), row(learned, j))) / 2
    })
    reweighed(affinity, edges, similarities).values.forEach((value, e) => {
      expect(values[e]).toBeCloseTo(value, 10)
    })
  })

  it('spreads labels as a graph does that is made for them alone, whatever it spread before', async () => {
    const graph = new LearnedGraph(affinity, features)
    const weights = Float64Array.from(rows, (_, l) => 1 + (l % 3))
    const fewer = rows.subarray(0, 20)
    const before = { rows: fewer, classes: labelled.classes.subarray(0, 20), classCount: CLASSES }
    await graph.propagate(before, PROPAGATION)
    const found = await graph.propagate(labelled, { ...PROPAGATION, weights })
    const fresh = await new LearnedGraph(affinity, features).weigh(labelled)
    const options = { ...PROPAGATION, weights }
    expect(found).toEqual(propagate(fresh, rows, labelled.classes, CLASSES, options))
  })

  it('has a say where the space has one, and the classes are not too many', async () => {
    const evidence = {
      labels: truth.classOf.map((label, i) => (i % 2 === 0 ? label : -1)),
      classCount: CLASSES,
      rejected: new Uint8Array(90 * CLASSES),
    }
    const space = { representation: [features], affinity }
    const learned = new LearnedGraph(affinity, features)
    const plain = await scoreClasses(space, evidence)
    const heard = await scoreClasses({ ...space, learned }, evidence)
    expect(heard.data).not.toEqual(plain.data)
    const classCount = 1 + Math.floor(1_500_000 / affinity.columns.length)
    const many = { ...evidence, classCount, rejected: new Uint8Array(90 * classCount) }
    const unheard = await scoreClasses({ ...space, learned }, many)
    expect(unheard.data).toEqual((await scoreClasses(space, many)).data)
  })
})

describe('other weights for the edges of a graph', () => {
  it('are normalised by the degrees of both ends', () => {
    const similarity = (i: number, j: number): number => ((i * 31 + j * 17) % 10) / 10
    const edges = edgesOf(affinity)
    const similarities = Float64Array.from(edges.from, (i, edge) => similarity(i, edges.to[edge]))
    const found = reweighed(affinity, edges, similarities)
    const weight = (i: number, j: number): number =>
      Math.max(similarity(Math.min(i, j), Math.max(i, j)), 1e-3) ** 6
    const neighbours = (i: number): number[] => [
      ...affinity.columns.subarray(affinity.offsets[i], affinity.offsets[i + 1]),
    ]
    const degree = Array.from({ length: affinity.rows }, (_, i) =>
      neighbours(i).reduce((sum, j) => sum + weight(i, j), 0),
    )
    for (let i = 0; i < affinity.rows; i += 1) {
      neighbours(i).forEach((j, at) => {
        const expected = weight(i, j) / Math.sqrt(degree[i] * degree[j])
        expect(found.values[affinity.offsets[i] + at]).toBeCloseTo(expected, 10)
      })
    }
  })
})

/** @file The nearest rows of a space, all or only some, against all similarities sorted. */
import { describe, expect, it } from 'vitest'
import { findNeighbours } from '../../../main/jobs/similarity/find-neighbours.ts'
import { nearestInSpace, nearestToSeveral } from '../../../main/jobs/similarity/nearest-in-space.ts'
import { silent } from '../../../main/jobs/library-model/reader.ts'
import { matrix, row, type Matrix } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { fillLibrary } from '../../support/photos/synthetic-library.ts'
import { labelTruly, openReview, someProblem, trueClass } from '../../support/review.ts'

const { signal } = silent()

/** Unit vectors in all directions. */
function directions(rows: number, seed: number): Matrix {
  const random = new Random(seed)
  const x = matrix(rows, 6)
  for (let i = 0; i < rows; i += 1) {
    const values = Float64Array.from({ length: x.columns }, () => random.normal())
    const norm = Math.hypot(...values)
    row(x, i).set(values.map((value) => value / norm))
  }
  return x
}

function bySorting(x: Matrix, position: number, isWanted: (index: number) => boolean): number[] {
  const cosine = (index: number): number =>
    row(x, position).reduce((sum, value, k) => sum + value * row(x, index)[k], 0)
  return Array.from({ length: x.rows }, (_, index) => index)
    .filter(isWanted)
    .sort((a, b) => cosine(b) - cosine(a) || a - b)
}

describe('the nearest rows of a space', () => {
  it.each([
    ['of few wanted ones, one by one', 3_000, 30],
    ['of many wanted ones, among the nearest of all', 9_000, 3],
    ['of wanted ones that all lie far away', 9_000, 0],
  ])('%s', async (_, rows, every) => {
    const x = directions(rows, 5)
    const far = bySorting(x, 0, () => true).slice(-2_500)
    const isWanted =
      every === 0 ? new Set(far).has.bind(new Set(far)) : (index: number) => index % every === 0
    const ids = Array.from({ length: rows }, (__, index) => index + 1)
    const space = { name: 'features:1', ids, matrix: x, pairs: null, trusted: true, codes: undefined }
    const found = await nearestInSpace(space, 0, {
      count: 7,
      wanted: ids.map((__, index) => isWanted(index)),
      signal,
    })
    expect(found.map(({ index }) => index)).toEqual(bySorting(x, 0, isWanted).slice(0, 7))
  })
})

it('finds what is nearest to several rows by their mean, each as much as another', async () => {
  const x = directions(400, 8)
  const ids = Array.from({ length: x.rows }, (_, index) => index + 1)
  const space = { name: 'features:1', ids, matrix: x, pairs: null, trusted: true, codes: undefined }
  const together = [3, 70, 251]
  const likeness = (index: number): number =>
    together.reduce(
      (sum, each) => sum + row(x, each).reduce((dot, value, k) => dot + value * row(x, index)[k], 0),
      0,
    )
  const found = await nearestToSeveral(space, together, { count: 9, signal })
  expect(found.map(({ index }) => index)).toEqual(
    Array.from(ids.keys())
      .sort((a, b) => likeness(b) - likeness(a))
      .slice(0, 9),
  )
})

it('leaves out those that were asked about, and asks of those that have features', async () => {
  const { store, models } = await openReview()
  fillLibrary(store, someProblem)
  const ids = [1, 2, 3, 90_000]
  const { neighbours } = await findNeighbours({ store, models, signal }, { ids, count: 12 })
  expect(neighbours).toHaveLength(12)
  expect(neighbours.every(({ id }) => !ids.includes(id))).toBe(true)
  await expect(findNeighbours({ store, models, signal }, { ids: [90_000], count: 1 })).rejects.toMatchObject({
    code: 'not-found',
  })
})

it('gives only photos with a confirmed class, each with it', async () => {
  const { store, models } = await openReview()
  fillLibrary(store, someProblem)
  const ask = { id: 60, count: 5, labelled: true }
  expect((await findNeighbours({ store, models, signal }, ask)).neighbours).toEqual([])
  labelTruly(store, someProblem, 20)
  const { neighbours } = await findNeighbours({ store, models, signal }, ask)
  expect(neighbours).toHaveLength(5)
  for (const { id, class: given } of neighbours) {
    expect(id).toBeLessThanOrEqual(20)
    expect(given).toBe(trueClass(someProblem, id))
  }
  const all = await findNeighbours({ store, models, signal }, { ...ask, labelled: false })
  expect(all.neighbours.some(({ id }) => id > 20)).toBe(true)
  expect(all.neighbours.every((each) => !('class' in each))).toBe(true)
})

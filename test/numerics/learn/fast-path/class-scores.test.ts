import { describe, expect, it } from 'vitest'
import { scoreClasses, type Evidence } from '../../../../main/learn/fast-path/class-scores.ts'
import { matrix, row } from '../../../../main/math/matrix.ts'
import { indexOfLargest, sum } from '../../../../main/math/statistics.ts'
import { dot } from '../../../support/training/vectors.ts'
import { syntheticProblem } from '../../../support/training/synthetic-problem.ts'

const PHOTOS = 120
const CLASSES = 4
const { features, affinity, truth } = syntheticProblem({
  photos: PHOTOS,
  classes: CLASSES,
  dimensions: 12,
  spread: 0.8,
  seed: 2,
})
const space = { representation: [features], affinity }

/** Every fifth photo is labelled; the given photos are rejected for the given classes. */
function evidence(rejections: readonly [photo: number, index: number][] = []): Evidence {
  const rejected = new Uint8Array(PHOTOS * CLASSES)
  for (const [photo, index] of rejections) rejected[photo * CLASSES + index] = 1
  return {
    labels: truth.classOf.map((label, photo) => (photo % 5 === 0 ? label : -1)),
    classCount: CLASSES,
    rejected,
  }
}

describe('class scores', () => {
  it('are probabilities of every photo, right for most', async () => {
    const scores = await scoreClasses(space, evidence())
    for (let i = 0; i < PHOTOS; i += 1) {
      expect(sum(row(scores, i))).toBeCloseTo(1, 5)
      expect(row(scores, i).every((value) => value > 0)).toBe(true)
    }
    const right = truth.classOf.filter((label, i) => indexOfLargest(row(scores, i)) === label).length
    expect(right).toBeGreaterThan(90)
  })

  it('are the same for parts of what ridge sees as for all of it, with rejections too', async () => {
    const columns = (from: number, to: number) => {
      const rows = Array.from({ length: PHOTOS }, (_, i) => [...row(features, i).subarray(from, to)])
      return matrix(PHOTOS, to - from, Float32Array.from(rows.flat()))
    }
    const given = evidence([
      [1, 2],
      [3, 0],
    ])
    const whole = await scoreClasses(space, given)
    const parts = await scoreClasses({ ...space, representation: [columns(0, 5), columns(5, 12)] }, given)
    parts.data.forEach((value, entry) => {
      expect(value).toBeCloseTo(whole.data[entry], 5)
    })
  })

  it('count the experts that are switched on, and no other', async () => {
    const combinations = [false, true].flatMap((propagation) =>
      [false, true].map((filtering) => ({ propagation, collaborativeFiltering: filtering })),
    )
    const scores = await Promise.all(
      combinations.map((experts) => scoreClasses({ ...space, experts }, evidence())),
    )
    const known = (await scoreClasses(space, evidence())).data
    expect(scores[2].data).toEqual(known) // propagation alone is what counts where nothing is said
    const right = scores.map(
      (each) => truth.classOf.filter((label, i) => indexOfLargest(row(each, i)) === label).length,
    )
    for (const count of right) expect(count).toBeGreaterThan(90)
    const texts = new Set(scores.map((each) => each.data.join()))
    expect(texts.size).toBe(4)
  })

  it('are 0 for a rejected class, and 0 altogether where every class is rejected', async () => {
    const all = [0, 1, 2, 3].map((index): [number, number] => [7, index])
    const scores = await scoreClasses(space, evidence([[1, 2], [1, 0], ...all]))
    expect([row(scores, 1)[2], row(scores, 1)[0]]).toEqual([0, 0])
    expect([...row(scores, 7)]).toEqual([0, 0, 0, 0])
    for (let i = 0; i < PHOTOS; i += 1) if (i !== 7) expect(sum(row(scores, i))).toBeCloseTo(1, 5)
  })

  it('fall for a rejected class on the photos that look like the rejected one', async () => {
    const before = await scoreClasses(space, evidence())
    const photo = 1
    const guess = indexOfLargest(row(before, photo))
    const after = await scoreClasses(space, evidence([[photo, guess]]))
    const free = Array.from({ length: PHOTOS }, (_, i) => i).filter((i) => i % 5 > 0 && i !== photo)
    const likeness = (i: number): number => dot(row(features, i), row(features, photo))
    const alike = free.sort((a, b) => likeness(b) - likeness(a)).slice(0, 5)
    for (const other of alike) expect(row(after, other)[guess]).toBeLessThan(row(before, other)[guess])
  })

  it('do not move on a rejection of a photo that has its label', async () => {
    const before = await scoreClasses(space, evidence())
    const other = (truth.classOf[0] + 1) % CLASSES
    const after = await scoreClasses(space, evidence([[0, other]]))
    expect(row(after, 0)[other]).toBe(0)
    expect(after.data.subarray(CLASSES)).toEqual(before.data.subarray(CLASSES))
  })

  it('listen to the head as much as it weighs', async () => {
    const alone = await scoreClasses(space, evidence())
    const probabilities = matrix(PHOTOS, CLASSES)
    for (let i = 0; i < PHOTOS; i += 1) row(probabilities, i).set([0.01, 0.01, 0.01, 0.97])
    const mute = await scoreClasses(space, evidence(), { probabilities, weight: 0 })
    const heard = await scoreClasses(space, evidence(), { probabilities, weight: 0.5 })
    const loud = await scoreClasses(space, evidence(), { probabilities, weight: 1 })
    for (let i = 0; i < PHOTOS; i += 1) {
      for (let c = 0; c < CLASSES; c += 1) {
        expect(Math.abs(row(mute, i)[c] - row(alone, i)[c])).toBeLessThan(1e-3)
        expect(Math.abs(row(loud, i)[c] - row(probabilities, i)[c])).toBeLessThan(1e-3)
      }
      if (indexOfLargest(row(alone, i)) !== 3) expect(row(heard, i)[3]).toBeGreaterThan(row(alone, i)[3])
    }
  })
})

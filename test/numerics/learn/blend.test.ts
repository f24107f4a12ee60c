import { describe, expect, it } from 'vitest'
import { chooseBlend, rawOutOfFold, type HeldOut } from '../../../main/learn/training/blend.ts'
import type { Evidence } from '../../../main/learn/fast-path/class-scores.ts'
import { matrix, row } from '../../../main/math/matrix.ts'
import { syntheticProblem } from '../../support/training/synthetic-problem.ts'

const PHOTOS = 120
const CLASSES = 4
const { features, affinity, truth } = syntheticProblem({
  photos: PHOTOS,
  classes: CLASSES,
  dimensions: 12,
  spread: 1.2,
  seed: 3,
})
const space = { representation: [features], affinity }

function labelled(count: number): Evidence {
  return {
    labels: truth.classOf.map((label, photo) => (photo < count ? label : -1)),
    classCount: CLASSES,
    rejected: new Uint8Array(PHOTOS * CLASSES),
  }
}

/** A head that is 97 % sure of whatever `opinion` says of a photo. */
function sureHead(count: number, opinion: (photo: number) => number): HeldOut {
  const rows = Int32Array.from({ length: count }, (_, i) => i)
  const probabilities = matrix(count, CLASSES)
  rows.forEach((photo) =>
    row(probabilities, photo)
      .fill(0.01)
      .fill(0.97, opinion(photo), opinion(photo) + 1),
  )
  return { rows, folds: rows.map((photo) => photo % 4), probabilities }
}

const right = (photo: number): number => truth.classOf[photo]

describe('the weight of the head', () => {
  it('is 0 for a head that is sure and wrong', async () => {
    const { weight, metrics } = await chooseBlend(
      space,
      labelled(PHOTOS),
      sureHead(PHOTOS, (photo) => (right(photo) + 1) % CLASSES),
    )
    expect(weight).toBe(0)
    expect(metrics.blendLogLoss).toBe(metrics.rawLogLoss)
    expect(metrics.blendAccuracy).toBe(metrics.rawAccuracy)
  })

  it('is 0 for a head that guesses without looking', async () => {
    const { weight } = await chooseBlend(
      space,
      labelled(PHOTOS),
      sureHead(PHOTOS, (photo) => (photo * 7) % CLASSES),
    )
    expect(weight).toBe(0)
  })

  it('is above 0 for a perfect head with many labels, and the loss falls', async () => {
    const { weight, metrics } = await chooseBlend(space, labelled(PHOTOS), sureHead(PHOTOS, right))
    expect(weight).toBeGreaterThan(0.3)
    expect(metrics.blendLogLoss).toBeLessThan(metrics.rawLogLoss)
    expect(metrics.blendAccuracy).toBeGreaterThan(metrics.rawAccuracy)
  })

  it('is 0 where a head knows the photos of one large page better, and those that came by themselves no better', async () => {
    const onPage = (photo: number): boolean => photo < 90
    const head = sureHead(PHOTOS, (photo) => (onPage(photo) ? right(photo) : (right(photo) + 1) % CLASSES))
    const labelledOnPage = Int32Array.from({ length: PHOTOS }, (_, photo) => (onPage(photo) ? 1 : -1))
    expect((await chooseBlend(space, labelled(PHOTOS), head)).weight).toBeGreaterThan(0)
    expect((await chooseBlend(space, { ...labelled(PHOTOS), labelledOnPage }, head)).weight).toBe(0)
  })

  it.each([0.5, 3])(
    'is 0 for a head that knows what the raw features know, to the power of %f',
    async (power) => {
      const { rows, folds } = sureHead(PHOTOS, right)
      const probabilities = await rawOutOfFold(space, labelled(PHOTOS), { rows, folds })
      probabilities.data.forEach((value, i) => {
        probabilities.data[i] = value ** power
      })
      for (const l of rows.keys()) {
        const values = row(probabilities, l)
        const total = values.reduce((sum, value) => sum + value, 0)
        values.set(values.map((value) => value / total))
      }
      const { weight } = await chooseBlend(space, labelled(PHOTOS), { rows, folds, probabilities })
      expect(weight).toBe(0)
    },
  )

  it('is 0 where all labels were given by one answer, which may be chance', async () => {
    const labelledOnPage = new Int32Array(PHOTOS).fill(1)
    const head = sureHead(PHOTOS, right)
    expect((await chooseBlend(space, { ...labelled(PHOTOS), labelledOnPage }, head)).weight).toBe(0)
  })

  it.each([8, 20, 60, 120])('is never above what %i labels warrant', async (count) => {
    const { weight } = await chooseBlend(space, labelled(count), sureHead(count, right))
    const each = count / CLASSES
    expect(weight).toBeLessThanOrEqual(each / (each + 15))
    expect(weight).toBeGreaterThan(each / (each + 15) - 0.1)
  })

  it('judges the raw features on folds they have not seen', async () => {
    const head = sureHead(PHOTOS, right)
    const oneClassAFold = { ...head, folds: head.rows.map(right) }
    const { metrics } = await chooseBlend(space, labelled(PHOTOS), oneClassAFold)
    // Nobody names a class of which all labels are hidden.
    expect(metrics.rawAccuracy).toBe(0)
  })
})

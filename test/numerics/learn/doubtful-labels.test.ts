import { describe, expect, it } from 'vitest'
import { doubtfulLabels, type GivenLabels } from '../../../main/learn/assessment/doubtful-labels.ts'
import { matrix } from '../../../main/math/matrix.ts'

/** Each photo by the probabilities of two classes, among the labels of its page and apart from them; all are labelled 0. */
function given(
  photos: { among: number; apart?: number; page?: number; named?: boolean; unknown?: 'apart' | 'both' }[],
  labels = photos.map(() => 0),
): GivenLabels {
  const ofOwn = (values: number[]) =>
    matrix(
      values.length,
      2,
      Float32Array.from(values.flatMap((own, i) => (labels[i] === 0 ? [own, 1 - own] : [1 - own, own]))),
    )
  return {
    labels: Int32Array.from(labels),
    among: ofOwn(photos.map(({ among }) => among)),
    apart: ofOwn(photos.map(({ among, apart }) => apart ?? among)),
    knownApart: Uint8Array.from(photos, ({ unknown }) => (unknown === undefined ? 1 : 0)),
    knownAmong: Uint8Array.from(photos, ({ unknown }) => (unknown === 'both' ? 0 : 1)),
    wholePage: Int32Array.from(photos, ({ page }) => page ?? -1),
    named: Uint8Array.from(photos, ({ named }) => (named === true ? 1 : 0)),
  }
}

const positions = (labels: GivenLabels) => doubtfulLabels(labels).map(({ position }) => position)

describe('doubtful labels', () => {
  it('are those that the other labels of their page speak against, the most doubtful first', () => {
    const found = doubtfulLabels(given([{ among: 0.9 }, { among: 0.2 }, { among: 0.6 }, { among: 0.05 }]))
    expect(found.map(({ position }) => position)).toEqual([3, 1])
    expect(found[1]).toMatchObject({ likelier: 1, selfConfidence: expect.closeTo(0.2, 6) as number })
    // Odds of .25 * .8 against .2.
    expect(found[1].doubt).toBeCloseTo(0.5, 6)
  })

  it('are none where everything agrees, in whichever class', () => {
    expect(positions(given([{ among: 0.9 }, { among: 0.8 }, { among: 0.7 }], [0, 1, 0]))).toEqual([])
    expect(positions(given([{ among: 0.9 }, { among: 0.1 }], [1, 1]))).toEqual([1])
  })

  it('are seldom those that the person named photo by photo', () => {
    expect(positions(given([{ among: 0.05, named: true }, { among: 0.05 }]))).toEqual([1])
    expect(positions(given([{ among: 0.001, named: true }]))).toEqual([0])
  })

  it('are those of a page that was confirmed as a whole, though they bear each other out', () => {
    const photos = Array.from({ length: 8 }, () => ({ among: 0.9, apart: 0.1, page: 7 }))
    const right = { among: 0.9, apart: 0.95, page: 7 }
    const found = doubtfulLabels(given([...photos, right]))
    expect(found).toHaveLength(8)
    expect(found[0]).toMatchObject({
      position: 0,
      likelier: 1,
      selfConfidence: expect.closeTo(0.1, 6) as number,
    })
    // Where something was left out, the page was looked at.
    expect(positions(given(photos.map((photo) => ({ ...photo, page: -1 }))))).toEqual([])
  })

  it('are not those of a good page with one photo that is unlike the rest', () => {
    const photos = Array.from({ length: 10 }, () => ({ among: 0.95, apart: 0.9, page: 3 }))
    expect(positions(given([...photos, { among: 0.8, apart: 0.3, page: 3 }]))).toEqual([])
  })

  it('are none of a class that nothing else is known of: the only photo of it, or one page that was named at once', () => {
    expect(positions(given([{ among: 0.001, unknown: 'both' }, { among: 0.001 }]))).toEqual([1])
    const page = (among: number) => ({ among, apart: 0.001, page: 4, unknown: 'apart' as const })
    // Beside the others of its page one of them is doubted all the same.
    expect(positions(given([page(0.9), page(0.9), page(0.05), page(0.9)]))).toEqual([2])
  })

  it('stay finite where a class was given no probability at all', () => {
    const found = doubtfulLabels(
      given([
        { among: 0, page: 1 },
        { among: 1, page: 1 },
      ]),
    )
    expect(found).toHaveLength(1)
    expect(found[0].doubt).toBeGreaterThan(0.9)
    expect(found[0].doubt).toBeLessThanOrEqual(1)
  })
})

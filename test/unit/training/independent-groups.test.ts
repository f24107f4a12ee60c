import { describe, expect, it } from 'vitest'
import { independentGroups } from '../../../main/jobs/training/independent-groups.ts'
import { openMemoryStore } from '../../../main/store/store.ts'
import { placePhoto } from '../../support/photos/synthetic-library.ts'
import { closing, photoOf } from '../store/support.ts'

interface Shot {
  /** Seconds; null where the camera told no time. */
  at?: number | null
  camera?: string | null
  page?: number
  /** Photos with the same number are a stack. */
  stack?: number
}

/** Group numbers, renamed in the order of their first photo: 0, 1, ..; -1 stays. */
function groups(shots: readonly Shot[]): number[] {
  const store = closing(openMemoryStore())
  const rootId = store.files.addRoot('/pictures')
  const ids = shots.map(({ at, camera }, index) => {
    const takenAt = at === undefined || at === null ? null : at * 1000
    const id = store.photos.add(photoOf(index + 1, { takenAt, cameraModel: camera ?? null }))
    placePhoto(store, rootId, id, `${index}.jpg`)
    return id
  })
  const stacks = Int32Array.from(shots, ({ stack }, index) =>
    stack === undefined ? index : shots.findIndex((other) => other.stack === stack),
  )
  const space = { ids, stacks, rowOf: new Map(ids.map((id, index) => [id, index])) }
  const labelledOnPage = Int32Array.from(shots, ({ page }) => page ?? -1)
  const found = [...independentGroups(store, space, { labelledOnPage })]
  const names = [...new Set(found.filter((group) => group >= 0))]
  return found.map((group) => (group < 0 ? -1 : names.indexOf(group)))
}

describe('independent groups', () => {
  it('hold together what was confirmed on one page', () => {
    expect(groups([{ page: 4 }, { page: 9 }, {}, { page: 4 }, { page: 9 }, { page: 5 }])).toEqual([
      0, 1, -1, 0, 1, -1,
    ])
  })

  it('hold together what one camera took within three seconds, also as a chain', () => {
    expect(groups([{ at: 0 }, { at: 3 }, { at: 6 }, { at: 9.001 }, { at: 20 }])).toEqual([0, 0, 0, -1, -1])
    expect(groups([{ at: 12 }, { at: 50 }, { at: 10 }])).toEqual([0, -1, 0])
  })

  it('keep cameras apart, and photos without a time', () => {
    const shots = [
      { at: 0, camera: 'A' },
      { at: 1, camera: 'B' },
      { at: 2, camera: 'A' },
      { at: null, camera: 'A' },
    ]
    expect(groups(shots)).toEqual([0, -1, 0, -1])
  })

  it('join a page and a burst that share a photo', () => {
    const shots = [{ page: 1 }, { page: 1, at: 0 }, { at: 1, page: 2 }, { page: 2 }, { page: 3 }, { page: 3 }]
    expect(groups(shots)).toEqual([0, 0, 0, 0, 1, 1])
  })

  it('hold together a stack, and what lies on a page or in a burst with one of its photos', () => {
    expect(groups([{ stack: 1 }, {}, { stack: 1 }, { stack: 2 }])).toEqual([0, -1, 0, -1])
    const shots = [
      { stack: 1 },
      { page: 1 },
      { stack: 1, page: 1 },
      { at: 0, stack: 2 },
      { at: 1 },
      { stack: 2 },
    ]
    expect(groups(shots)).toEqual([0, 0, 0, 1, 1, 1])
  })

  it('are none without photos', () => {
    expect(groups([])).toEqual([])
  })
})

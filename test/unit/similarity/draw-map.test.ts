/** @file The map of a library: drawn once and kept, and photos that came in are placed on it without moving the others. */
import { describe, expect, it } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { drawMap, storedMap } from '../../../main/jobs/similarity/draw-map.ts'
import { row } from '../../../main/math/matrix.ts'
import { openMemoryStore, type Store } from '../../../main/store/store.ts'
import { bunches } from '../../support/training/vectors.ts'
import { closing, hashOf, photoOf } from '../store/support.ts'

const DIMENSIONS = 24
const x = bunches(5, 14, DIMENSIONS, 0.3, 3)

function library() {
  const store = closing(openMemoryStore())
  const backbone = store.features.ensureBackbone({
    name: 'efficientnet-lite2-int8',
    sha256: hashOf(0),
    levels: [{ name: 'features', dimensions: DIMENSIONS }],
  })
  store.features.setActive(backbone)
  const rootId = store.files.addRoot('/pictures')
  /** Photo i lies in bunch i % 5. */
  const add = (from: number, to: number) => {
    for (let i = from; i < to; i += 1) {
      const photoId = store.photos.add(photoOf(i + 1))
      const file = { size: 1, modifiedNs: 1n, fileHash: null, reason: null }
      store.files.put([{ rootId, relativePath: `${i}.jpg`, photoId, ...file }])
      store.features.put(backbone, photoId, { features: row(x, i) })
    }
  }
  const { signal } = new AbortController()
  const context = { store, models: new Models({ store }), signal, report: () => undefined, clock: () => 0 }
  const draw = (anew = false) => drawMap(context, { of: 'features', anew })
  return { store, add, draw, context }
}
const features = (store: Store) => storedMap(store, { of: 'features' })

describe('the map', () => {
  it('is drawn of all photos and kept', async () => {
    const { store, add, draw } = library()
    expect(features(store)).toMatchObject({ drawnAt: null, isPossible: true })
    add(0, 60)
    expect(await draw()).toMatchObject({ photos: 60, placed: 0 })
    const { ids, positions, drawnAt } = features(store)
    expect(drawnAt).not.toBeNull()
    expect(ids).toHaveLength(60)
    expect(new Set(positions).size).toBeGreaterThan(100)
    expect(await draw(true)).toMatchObject({ photos: 60, placed: 0 })
    expect(features(store).positions).toEqual(positions) // the same for everyone
  })

  it('places some photos that came in beside their look-alikes, and moves no other', async () => {
    const { store, add, draw } = library()
    add(0, 60)
    await draw()
    const before = features(store)
    add(60, 65)
    expect(await draw()).toMatchObject({ photos: 65, placed: 5 })
    const after = features(store)
    expect(after.positions.subarray(0, 120)).toEqual(before.positions)
    const middle = (bunch: number, axis: number) => {
      const own = Array.from({ length: 12 }, (_, k) => bunch + 5 * k)
      return own.reduce((sum, i) => sum + before.positions[2 * i + axis] / own.length, 0)
    }
    for (let i = 60; i < 65; i += 1) {
      const distances = [0, 1, 2, 3, 4].map((bunch) =>
        Math.hypot(after.positions[2 * i] - middle(bunch, 0), after.positions[2 * i + 1] - middle(bunch, 1)),
      )
      expect(distances.indexOf(Math.min(...distances))).toBe(i % 5)
    }
    // Nothing came in: nothing moves.
    expect(await draw()).toMatchObject({ photos: 65, placed: 0 })
    expect(features(store).positions).toEqual(after.positions)
  })

  it('places photos that look the same beside each other, not on one point, and does so for everyone', async () => {
    const placed = await Promise.all(
      [0, 1].map(async () => {
        const { store, add, draw } = library()
        add(0, 60)
        await draw()
        const backbone = store.features.active()?.id
        if (backbone === undefined) throw new Error('no backbone')
        for (const id of [61, 62]) {
          add(id - 1, id)
          store.features.put(backbone, id, { features: row(x, 60) })
        }
        expect(await draw()).toMatchObject({ photos: 62, placed: 2 })
        return features(store).positions.subarray(120)
      }),
    )
    const [[ax, ay, bx, by]] = placed
    expect(Math.hypot(ax - bx, ay - by)).toBeGreaterThan(1e-4)
    expect(Math.hypot(ax - bx, ay - by)).toBeLessThan(0.2)
    expect(placed[1]).toEqual(placed[0])
  })

  it('is drawn anew where much came in, and leaves out what is gone', async () => {
    const { store, add, draw } = library()
    add(0, 40)
    await draw()
    const [first] = features(store).positions
    add(40, 70)
    expect(await draw()).toMatchObject({ photos: 70, placed: 0 })
    expect(features(store).positions[0]).not.toBe(first)
    store.files.markMissing([1])
    expect(await draw()).toMatchObject({ photos: 69 })
    expect(features(store).ids).toHaveLength(69)
  })

  it('needs photos, and a head for the map of one; forgets a photo with all of its places', async () => {
    const { store, add, draw, context } = library()
    await expect(draw()).rejects.toMatchObject({ code: 'not-found' })
    add(0, 20)
    await expect(drawMap(context, { of: 'head', anew: false })).rejects.toMatchObject({ code: 'not-found' })
    expect(storedMap(store, { of: 'head' })).toMatchObject({ drawnAt: null, isPossible: false })
    await draw()
    store.forgetPhoto(1)
    expect(features(store)).toMatchObject({ drawnAt: null })
    expect(store.check()).toEqual([])
  })
})

/** @file The `group` job: on a real library, with and without confirmed photos and a head. */
import { describe, expect, it } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { groupPhotos } from '../../../main/jobs/similarity/group-photos.ts'
import type { JobProgress } from '../../../main/jobs/context.ts'
import { row } from '../../../main/math/matrix.ts'
import { openMemoryStore, type Store } from '../../../main/store/store.ts'
import { bunches } from '../../support/training/vectors.ts'
import { addPhotos, closing, hashOf, label } from '../store/support.ts'

const GROUPS = 5
const DIMENSIONS = 24

/** A library of 60 photos in five bunches: photo ids[i] lies in bunch i % 5. */
function library(): { store: Store; ids: number[] } {
  const store = closing(openMemoryStore())
  const ids = addPhotos(store, 60)
  const backbone = store.features.ensureBackbone({
    name: 'efficientnet-lite2-int8',
    sha256: hashOf(0),
    levels: [{ name: 'features', dimensions: DIMENSIONS }],
  })
  const x = bunches(GROUPS, 12, DIMENSIONS, 0.2, 3)
  ids.forEach((id, i) => {
    store.features.put(backbone, id, { features: row(x, i) })
  })
  store.features.setActive(backbone)
  return { store, ids }
}

/** The cluster of each photo, as it is stored. */
function clustersIn(store: Store): Map<number, number> {
  const { photos, clusters } = store.clusters.latest() ?? { photos: [], clusters: [] }
  return new Map(Array.from(photos, (photo, i) => [photo, clusters[i]]))
}

function run(store: Store, clusters: number | 'auto', seed = 0, signal = new AbortController().signal) {
  const progress: JobProgress[] = []
  let now = 1000
  const report = (made: JobProgress) => progress.push(made)
  const work = groupPhotos(
    { store, models: new Models({ store }), signal, report, clock: () => (now += 250) },
    { clusters, seed },
  )
  return work.then((output) => ({ ...output, progress }))
}

describe('group', () => {
  it('groups the photos and keeps who belongs to which group', async () => {
    const { store, ids } = library()
    const { clusters, inertia, seconds, progress } = await run(store, GROUPS, 9)
    expect([clusters, seconds]).toEqual([GROUPS, 0.25])
    expect(inertia).toBeGreaterThan(0)
    expect(progress.at(-1)).toEqual({ stage: 'grouping', done: 3, total: 3 })
    const kept = store.clusters.latest()
    expect(kept).toMatchObject({ space: `features:${store.features.active()?.id ?? 0}`, inertia, seed: 9 })
    const clusterOf = clustersIn(store)
    expect([...clusterOf.keys()]).toEqual(ids)
    for (const similarity of kept?.similarities ?? []) expect(similarity).toBeGreaterThan(0.8)
    ids.forEach((id, i) => {
      expect(clusterOf.get(id)).toBe(clusterOf.get(ids[i % GROUPS]))
    })
  })

  it('chooses ten groups at least by itself and takes no more than there are photos', async () => {
    const { store } = library()
    expect((await run(store, 'auto')).clusters).toBe(10)
    expect((await run(store, 1000)).clusters).toBeLessThanOrEqual(60)
  })

  it('does not move confirmed photos out of the cluster of their class', async () => {
    const { store, ids } = library()
    const set = store.labelSets.current()
    const [tools, stray] = [store.classes.ensure(set, 'tools'), store.classes.ensure(set, 'stray')]
    // Photo 5 looks like bunch 0 and was nevertheless confirmed to be of another class than its look-alikes.
    label(store, set, [
      { photo: ids[0], class: tools },
      { photo: ids[10], class: tools },
      { photo: ids[5], class: stray },
      { photo: ids[1], class: stray },
    ])
    await run(store, GROUPS)
    const clusterOf = clustersIn(store)
    expect(clusterOf.get(ids[0])).toBe(clusterOf.get(ids[10]))
    expect(clusterOf.get(ids[5])).toBe(clusterOf.get(ids[1]))
    expect(clusterOf.get(ids[5])).not.toBe(clusterOf.get(ids[0]))
  })

  it('leaves the last grouping as it was when cancelled, and needs photos', async () => {
    const { store } = library()
    await run(store, 3)
    const before = store.clusters.latest()
    await expect(run(store, 4, 0, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
    expect(store.clusters.latest()).toEqual(before)
    await expect(run(closing(openMemoryStore()), 3)).rejects.toMatchObject({ code: 'not-found' })
  })
})

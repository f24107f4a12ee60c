/** @file One model of the library for all who compare photos: kept while nothing changes, read again when anything does. */
import { expect, test } from 'vitest'
import { findNeighbours } from '../../../main/jobs/similarity/find-neighbours.ts'
import { loadHead } from '../../../main/jobs/review/head.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { readLevel } from '../../../main/jobs/library-model/read-photos.ts'
import { ReviewSession } from '../../../main/jobs/review/session.ts'
import { matrix, row } from '../../../main/math/matrix.ts'
import { openMemoryStore, openStore, type Store } from '../../../main/store/store.ts'
import { labelTruly, memoryLibrary, someProblem } from '../../support/review.ts'
import { fillLibrary } from '../../support/photos/synthetic-library.ts'
import { addPhotos, closing, hashOf, temporaryFolder } from '../store/support.ts'

const LEVELS = [{ name: 'features', dimensions: 4 }]

/** Features that point mostly in a direction of each photo's own. */
function lookAt(store: Store, name: string, photos: readonly number[]): number {
  const backbone = store.features.ensureBackbone({ name, sha256: hashOf(name.length), levels: LEVELS })
  for (const id of photos) {
    const features = new Float32Array(4).fill(0.1)
    features[id % 4] = id
    store.features.put(backbone, id, { features })
  }
  return backbone
}

function filesOf(store: Store, photo: number): number[] {
  return store.files.under(1).flatMap(({ id, photoId }) => (photoId === photo ? [id] : []))
}

/** As somebody would give the same store, but counts how often features are read. */
function counting(store: Store): { store: Store; loads: () => number } {
  let loads = 0
  const load: Store['features']['load'] = (backbone, level) => {
    loads += 1
    return store.features.load(backbone, level)
  }
  return { store: { ...store, features: { ...store.features, load } }, loads: () => loads }
}

test('features are read once for all who ask, and again only after a change', async () => {
  const { store, loads } = counting(memoryLibrary())
  labelTruly(store, someProblem, 20)
  const models = new Models({ store })
  const session = new ReviewSession({ store, models, actor: 'test', clock: () => 0 })
  const { signal } = new AbortController()
  const [one, other] = await Promise.all([models.current(), models.current()])
  expect(one).toBe(other)
  const page = await session.page({ goal: 'accuracy', seed: 1 })
  for (const id of [1, 2, 3]) await findNeighbours({ store, models, signal }, { id, count: 3 })
  await session.decide({ page: page?.id ?? 0, skip: true })
  await session.suggest({ minProbability: 0 })
  expect(loads()).toBe(1)
  store.files.markMissing(filesOf(store, 60))
  const { neighbours } = await findNeighbours({ store, models, signal }, { id: 1, count: 60 })
  expect(neighbours).toHaveLength(58)
  expect((await session.guesses()).has(60)).toBe(false)
  expect(loads()).toBe(2)
})

test('what another opening of the library changes is seen at the next call', async () => {
  const folder = temporaryFolder()
  const [mine, theirs] = [closing(openStore(folder)), closing(openStore(folder))]
  fillLibrary(mine, someProblem)
  const models = new Models({ store: mine })
  const before = await models.current()
  theirs.jobs.list()
  labelTruly(theirs, someProblem, 5)
  expect(await models.current()).toBe(before)
  theirs.files.markMissing(filesOf(theirs, 7))
  expect(models.isCurrent(before)).toBe(false)
  const after = await models.current()
  expect(after.ids).toEqual(before.ids.filter((id) => id !== 7))
  expect(before.ids).toHaveLength(60) // who works with it goes on with the photos of then
})

test('a head that comes into force leaves features and space as they are', async () => {
  const { store, loads } = counting(memoryLibrary())
  const models = new Models({ store })
  const before = await models.current()
  const { affinity } = await before.space()
  const labelSet = store.labelSets.current()
  const head = store.heads.add({
    ...{
      labelSet,
      strategy: 'triplet',
      backboneId: before.backbone ?? 0,
      backend: 'wasm',
      seed: 7,
      labels: 3,
    },
    ...{ classes: 2, hyperParameters: {}, dataHash: hashOf(9), metrics: {}, weights: new Uint8Array([1]) },
    blend: { weight: 0.5, classifier: { inverseTemperature: 1 } },
    report: null,
  })
  const embeddings = matrix(
    60,
    2,
    Float32Array.from({ length: 120 }, (_, i) => i),
  )
  store.heads.putEmbeddings(head, before.ids, embeddings, undefined)
  store.heads.activate(labelSet, head)
  const after = await models.current()
  expect(loads()).toBe(1)
  expect(after.features).toBe(before.features)
  expect((await after.space()).affinity).toBe(affinity)
  expect(loadHead(after)).toMatchObject({ id: head, embeddings: { rows: 60 } })
  expect(loadHead(before)).toBeUndefined()
  // One photo that the head has not seen keeps it silent; one that went does not.
  store.files.markMissing(filesOf(store, 1))
  const without = loadHead(await models.current())
  expect([...row(without?.embeddings ?? matrix(1, 2), 0)]).toEqual([2, 3])
})

test('a second backbone counts where it has looked at these photos, not at as many', async () => {
  const store = closing(openMemoryStore())
  const photos = addPhotos(store, 8)
  store.features.setActive(lookAt(store, 'one', photos.slice(0, 7)))
  const models = new Models({ store })
  const alone = await models.current()
  store.features.setSecond(lookAt(store, 'second', photos.slice(1)))
  expect((await models.current()).features).toEqual(alone.features)
  lookAt(store, 'second', photos.slice(0, 1))
  const both = await models.current()
  expect([both.ids, both.features.columns, both.ownColumns]).toEqual([photos.slice(0, 7), 8, 4])
  // Each photo stands beside itself: both backbones saw the same here, but for the mean.
  for (let i = 0; i < 7; i += 1) {
    const values = row(both.features, i)
    expect(values.subarray(4).indexOf(Math.max(...values.subarray(4)))).toBe(photos[i] % 4)
  }
})

test('without photos it is empty, and its space says so', async () => {
  const store = closing(openMemoryStore())
  const model = await new Models({ store }).current()
  expect([model.ids, model.backbone, model.head]).toEqual([[], undefined, undefined])
  await expect(model.space()).rejects.toMatchObject({ code: 'not-found' })
})

test('a level is read for the photos of the model, also where one is gone, but not where one was changed', async () => {
  const store = closing(openMemoryStore())
  const photos = addPhotos(store, 4)
  const backbone = lookAt(store, 'one', photos)
  store.features.setActive(backbone)
  const { ids } = await new Models({ store }).current()
  const fewer = { backbone, ids: ids.slice(1, 3) }
  expect(readLevel(store, fewer, 'features')).toEqual(store.features.some(backbone, 'features', fewer.ids))
  const all = readLevel(store, { backbone, ids }, 'features')
  store.files.markMissing(filesOf(store, 1))
  expect((await new Models({ store }).current()).ids).toHaveLength(ids.length - 1)
  expect(readLevel(store, { backbone, ids }, 'features')).toEqual(all)
  const [{ orientation, ...photo }] = store.photos.present()
  store.photos.update(photo.id, { ...photo, orientation: orientation + 1 })
  expect(() => readLevel(store, { backbone, ids }, 'features')).toThrow(
    expect.objectContaining({ code: 'conflict' }),
  )
})

test('who spreads labels on the space does not disturb another', async () => {
  const model = await new Models({ store: memoryLibrary() }).current()
  const [one, other] = [await model.space(), await model.space()]
  expect(one.spreading).not.toBe(other.spreading)
  expect(one.learned).toBe(other.learned)
  expect(one.features).toBe(model.features)
})

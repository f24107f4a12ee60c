/** @file Which head answers: one that was trained on other features waits, and does not hide what came since. */
import { expect, test } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { activeSpace } from '../../../main/jobs/similarity/active-space.ts'
import { answeringHead } from '../../../main/jobs/heads/answering-head.ts'
import { findNeighbours } from '../../../main/jobs/similarity/find-neighbours.ts'
import { listHeads } from '../../../main/jobs/heads/list-heads.ts'
import { activate } from '../../../main/jobs/indexing/own-backbone-trial.ts'
import { matrix } from '../../../main/math/matrix.ts'
import { openMemoryStore } from '../../../main/store/store.ts'
import { addFeatures, addPhotos, closing, hashOf } from '../store/support.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'

test('a head waits while the library uses other features than those it was trained on, and answers again when it does not', async () => {
  const store = closing(openMemoryStore())
  const photos = addPhotos(store, 4)
  const middle = addFeatures(store, photos.slice(0, 3))
  store.features.setActive(middle)
  const labelSet = store.labelSets.current()
  const head = store.heads.add({
    ...{ labelSet, strategy: 'triplet', backboneId: middle, backend: 'wasm', seed: 7, labels: 3, classes: 2 },
    ...{ hyperParameters: {}, dataHash: hashOf(9), metrics: {}, weights: new Uint8Array([1]) },
    blend: { weight: 0.5, classifier: { inverseTemperature: 1 } },
    report: null,
  })
  store.heads.putEmbeddings(head, photos.slice(0, 3), matrix(3, 2, new Float32Array([1, 0, 0, 1, 1, 0])))
  store.heads.activate(labelSet, head)
  expect(answeringHead(store)?.id).toBe(head)

  const several = store.features.ensureBackbone({
    name: 'efficientnet-lite0-int8',
    sha256: hashOf(0),
    crops: ['crop', 'whole'],
    levels: [{ name: 'features', dimensions: 2 }],
  })
  photos.forEach((photo, index) => {
    store.features.put(several, photo, { features: new Float32Array([1, index + 1]) })
  })
  store.features.setActive(several)
  expect(answeringHead(store)).toBeUndefined()
  expect(listHeads(store)).toMatchObject([{ id: head, active: true, fits: false }])
  const models = new Models({ store })
  expect(await activeSpace(await models.current())).toMatchObject({
    name: `features:${several}`,
    ids: photos,
  })
  const { signal } = new AbortController()
  const { neighbours } = await findNeighbours({ store, models, signal }, { id: photos[3], count: 2 })
  expect(neighbours).toHaveLength(2)

  store.features.setActive(middle)
  expect(listHeads(store)).toMatchObject([{ id: head, active: true, fits: true }])
  expect((await activeSpace(await models.current()))?.name).toBe(`head:${head}`)
})

test('a backbone that stays since photos are out of reach is named, unless it is only looked with otherwise', () => {
  const store = closing(openMemoryStore())
  const backbone = {
    name: 'efficientnet-lite0-fp16' as const,
    levels: [{ name: 'features', dimensions: 2 }],
    crops: ['crop'] as const,
  }
  const [first, update, closer] = [
    { ...backbone, sha256: hashOf(1) },
    { ...backbone, sha256: hashOf(2) },
    { ...backbone, sha256: hashOf(1), crops: ['crop', 'whole'] as const },
  ].map((each) => ({ id: store.features.ensureBackbone(each), backbone: each }))
  store.features.setActive(first.id)
  expect(activate(store, update.backbone, update.id, 2)).toEqual(
    sentence('notice-backbone-stays', { count: 2, backbone: 'efficientnet-lite0-fp16' }),
  )
  expect(activate(store, closer.backbone, closer.id, 2)).toEqual(sentence('notice-crops-stay', { count: 2 }))
  expect(store.features.active()?.id).toBe(first.id)
})

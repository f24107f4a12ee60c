/** @file Features, embeddings and groupings: what the stages computed comes back in the same rows. */
import { expect, test } from 'vitest'
import { matrix } from '../../../main/math/matrix.ts'
import { type NewHead, openMemoryStore } from '../../../main/store/store.ts'
import { addFeatures, addPhotos, closing, hashOf, label } from './support.ts'

const LEVELS = [{ name: 'features', dimensions: 1280 }]

function headOn(backboneId: number, labelSet: number): NewHead {
  return {
    labelSet,
    strategy: 'triplet',
    backboneId,
    backend: 'wasm',
    seed: 7,
    hyperParameters: { margin: 0.2, attention: true, sampler: 'balanced' },
    dataHash: hashOf(9),
    labels: 12,
    classes: 3,
    metrics: { accuracy: 0.875 },
    weights: new Uint8Array([1, 2, 255]),
    blend: { weight: 0.25, temperatures: [1, 2] },
    report: { classes: ['a'] },
  }
}

test('features are float16 of the present photos, by id, whatever the order they came in', () => {
  const store = closing(openMemoryStore())
  const [first, second, third] = addPhotos(store, 3)
  const backbone = addFeatures(store, [third, first, second])
  const gone = store.files.byPath('/pictures/2.jpg')
  store.files.markMissing(gone === undefined ? [] : [gone.id])
  const { ids, matrix: features } = store.features.load(backbone, 'stage4')
  expect(ids).toEqual([first, third])
  expect(features).toEqual(matrix(2, 3, new Float32Array([0.5, 1, 1, 0.5, 3, 1])))
})

test('a vector of 1280 values is kept to the precision of float16', () => {
  const store = closing(openMemoryStore())
  const [photo] = addPhotos(store, 1)
  const backbone = store.features.ensureBackbone({ name: 'b', sha256: hashOf(1), levels: LEVELS })
  const vector = Float32Array.from({ length: 1280 }, (_, index) => Math.sin(index) * 3)
  store.features.put(backbone, photo, { features: vector })
  const { data } = store.features.load(backbone, 'features').matrix
  const worst = Math.max(
    ...vector.map((value, index) => Math.abs(data[index] - value) / Math.max(1e-3, Math.abs(value))),
  )
  expect(worst).toBeGreaterThan(0)
  expect(worst).toBeLessThanOrEqual(2 ** -11)
})

test('a backbone is known by its name, its file and its levels', () => {
  const store = closing(openMemoryStore())
  const backbone = { name: 'b', sha256: hashOf(1), levels: LEVELS }
  const id = store.features.ensureBackbone(backbone)
  expect(store.features.ensureBackbone(backbone)).toBe(id)
  expect(store.features.ensureBackbone({ ...backbone, sha256: hashOf(2) })).not.toBe(id)
  expect(
    store.features.ensureBackbone({ ...backbone, levels: [{ name: 'features', dimensions: 4 }] }),
  ).not.toBe(id)
  expect(store.features.backbone(id)).toEqual({ id, ...backbone, crops: ['crop'] })
  expect(store.features.backbone(99)).toBeUndefined()
})

test('one backbone at most is active', () => {
  const store = closing(openMemoryStore())
  expect(store.features.active()).toBeUndefined()
  const first = store.features.ensureBackbone({ name: 'one', sha256: hashOf(1), levels: LEVELS })
  const second = store.features.ensureBackbone({ name: 'two', sha256: hashOf(2), levels: LEVELS })
  store.features.setActive(first)
  store.features.setActive(second)
  expect(store.features.active()).toEqual({ id: second, name: 'two', crops: ['crop'] })
  expect(() => {
    store.features.setActive(99)
  }).toThrow(expect.objectContaining({ code: 'not-found' }))
  expect(store.features.active()).toEqual({ id: second, name: 'two', crops: ['crop'] })
})

test('all levels of a photo are stored or none', () => {
  const store = closing(openMemoryStore())
  const [first, second] = addPhotos(store, 2)
  const backbone = addFeatures(store, [first])
  const features = new Float32Array(2)
  for (const levels of [
    { features },
    { features, stage4: new Float32Array(4) },
    { features, stage4: new Float32Array(3), stage9: new Float32Array(3) },
    { features, stage4: new Float32Array([0, Number.NaN, 0]) },
  ]) {
    expect(() => {
      store.features.put(backbone, second, levels)
    }).toThrow(expect.objectContaining({ code: 'internal' }))
    expect(store.features.lacking(backbone, [second, first])).toEqual([second])
  }
  expect(store.features.load(backbone, 'features').ids).toEqual([first])
  expect(() => store.features.load(backbone, 'stage9')).toThrow(/stage9/)
  expect(store.check()).toEqual([])
})

test('a head comes back as it went in', () => {
  const store = closing(openMemoryStore({ clock: () => 42 }))
  const labelSet = store.labelSets.current()
  const backbone = addFeatures(store, addPhotos(store, 1))
  const { weights, report, ...head } = headOn(backbone, labelSet)
  const id = store.heads.add({ ...head, weights, report })
  expect(store.heads.report(id)).toEqual(report)
  expect(store.heads.get(id)).toEqual({
    ...head,
    id,
    backbone: 'efficientnet-lite0-int8',
    active: false,
    createdAt: 42,
  })
  expect([...store.heads.weights(id)]).toEqual([1, 2, 255])
  expect(store.heads.list()).toEqual([store.heads.get(id)])
  expect(store.heads.get(id + 1)).toBeUndefined()
  expect(() => store.heads.weights(id + 1)).toThrow(expect.objectContaining({ code: 'not-found' }))
})

test('a report loses a forgotten photo, and nothing else', () => {
  const store = closing(openMemoryStore())
  const [first, second] = addPhotos(store, 2)
  const about = (...photos: number[]) => ({
    classes: ['a', 'b'],
    mistakes: photos.map((photo) => ({ photo, class: 0, taken: 1 })),
  })
  const head = {
    ...headOn(addFeatures(store, [first]), store.labelSets.current()),
    report: about(first, second),
  }
  const [with2, with1, without] = [head, { ...head, report: about(first) }, { ...head, report: null }].map(
    (each) => store.heads.add(each),
  )
  store.forgetPhoto(second)
  expect(store.heads.report(with2)).toEqual(about(first))
  expect(store.heads.report(with1)).toEqual(about(first))
  expect(store.heads.report(without)).toBeNull()
  store.forgetPhoto(first)
  expect(store.heads.report(with2)).toEqual(about())
  expect(store.check()).toEqual([])
})

test('a metric that is no number is refused when it is stored', () => {
  const store = closing(openMemoryStore())
  const head = headOn(addFeatures(store, addPhotos(store, 1)), store.labelSets.current())
  expect(() => store.heads.add({ ...head, metrics: { accuracy: Number.NaN } })).toThrow(/metrics/)
})

test('embeddings and suggestions belong to a head; the newest ones count', () => {
  const store = closing(openMemoryStore())
  const labelSet = store.labelSets.current()
  const [first, second] = addPhotos(store, 2)
  const classId = store.classes.ensure(labelSet, 'cat')
  const head = store.heads.add(headOn(addFeatures(store, [first, second]), labelSet))
  expect(store.heads.embeddings(head)).toEqual({ ids: [], matrix: matrix(0, 0) })
  expect(store.heads.embedded(head)).toEqual([])
  store.heads.putEmbeddings(head, [second, first], matrix(2, 2, new Float32Array([0, 1, 1, 0])))
  store.heads.putEmbeddings(head, [second], matrix(1, 2, new Float32Array([0.5, 0.25])))
  expect(store.heads.embeddings(head)).toEqual({
    ids: [first, second],
    matrix: matrix(2, 2, new Float32Array([1, 0, 0.5, 0.25])),
  })
  expect(store.heads.embedded(head)).toEqual([first, second])
  expect(() => {
    store.heads.putEmbeddings(head, [first], matrix(2, 2))
  }).toThrow(expect.objectContaining({ code: 'internal' }))
  store.heads.putSuggestions(head, [
    { photo: first, classId, probability: 0.5 },
    { photo: second, classId, probability: 1 },
  ])
  store.heads.putSuggestions(head, [{ photo: second, classId, probability: 0.75 }])
  expect(store.heads.suggestions(head)).toEqual([{ photo: second, classId, probability: 0.75 }])
})

test('the active head of a label set is flipped with everything else, or not at all', () => {
  const store = closing(openMemoryStore())
  const labelSet = store.labelSets.current()
  const other = store.labelSets.ensure('quality')
  const [photo] = addPhotos(store, 1)
  const backbone = addFeatures(store, [photo])
  const first = store.heads.add(headOn(backbone, labelSet))
  store.heads.activate(labelSet, first)
  expect(() =>
    store.transaction(() => {
      const second = store.heads.add(headOn(backbone, labelSet))
      store.heads.putEmbeddings(second, [photo], matrix(1, 1))
      store.heads.activate(labelSet, second)
      throw new Error('the power fails')
    }),
  ).toThrow('the power fails')
  expect(store.heads.active(labelSet)).toBe(first)
  expect(store.heads.list().map(({ id, active }) => ({ id, active }))).toEqual([{ id: first, active: true }])
  expect(() => {
    store.heads.activate(other, first)
  }).toThrow(expect.objectContaining({ code: 'not-found' }))
  store.heads.activate(labelSet, null)
  expect(store.heads.active(labelSet)).toBeNull()
})

/** [photo, cluster, similarity] */
function columnsOf(...rows: readonly (readonly [number, number, number])[]) {
  return {
    photos: Int32Array.from(rows, ([photo]) => photo),
    clusters: Int32Array.from(rows, ([, cluster]) => cluster),
    similarities: Float32Array.from(rows, ([, , similarity]) => similarity),
  }
}

test('the newest grouping counts, of one space or of any, and knows what was before it', () => {
  const store = closing(openMemoryStore({ clock: () => 5 }))
  const [first, second] = addPhotos(store, 2)
  expect(store.clusters.latest()).toBeUndefined()
  const raw = { space: 'features:1', inertia: 2.5, seed: 3, byHand: false }
  store.clusters.put({ ...raw, ...columnsOf([first, 0, 0.5]) })
  expect(store.clusters.latest()).toMatchObject({ isFirst: true, afterDecision: 0 })
  const labelSet = store.labelSets.current()
  label(store, labelSet, [{ photo: first, class: store.classes.ensure(labelSet, 'cat') }])
  const columns = columnsOf([first, 0, 0.5], [second, 1, 0.75])
  const id = store.clusters.put({ ...raw, byHand: true, ...columns })
  const head = store.clusters.put({ ...raw, space: 'head:1', ...columnsOf() })
  expect(store.clusters.latest('features:1')).toEqual({
    ...{ ...raw, id, createdAt: 5, byHand: true, isFirst: false, afterDecision: store.journal.lastId() },
    ...columns,
  })
  expect(store.clusters.latest()?.id).toBe(head)
  expect(() => store.clusters.put({ ...raw, ...columns, similarities: new Float32Array(1) })).toThrow()
})

test('a grouping comes back step by step, of the last twenty, whatever space they are of; older ones go', () => {
  const store = closing(openMemoryStore())
  const [photo] = addPhotos(store, 1)
  const grouping = (cluster: number) => ({
    ...{ space: `head:${cluster % 3}`, inertia: 0, seed: 0, byHand: cluster % 2 === 1 },
    ...columnsOf([photo, cluster, 1]),
  })
  let id = store.clusters.put(grouping(0))
  for (let cluster = 1; cluster <= 25; cluster += 1) id = store.clusters.put(grouping(cluster))
  expect(store.clusters.takeBack(id - 1)).toBeUndefined() // not the newest
  for (let cluster = 24; cluster >= 5; cluster -= 1) {
    const before = store.clusters.takeBack(id)
    expect(store.clusters.latest()).toMatchObject({ id: before, clusters: Int32Array.of(cluster) })
    id = before ?? 0
  }
  expect(store.clusters.takeBack(id)).toBeUndefined()
  expect(store.clusters.latest()?.id).toBe(id)
})

/** @file The check finds what is wrong, one damage at a time, and nothing in a library that is sound. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { matrix } from '../../../main/math/matrix.ts'
import type { WritableDatabase } from '../../../main/store/lifecycle/database.ts'
import { openDatabase, storeOn } from '../../../main/store/lifecycle/open.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import { inEnglish, sentence } from '../../../shared/sentences/sentence.ts'
import { addFeatures, addPhotos, closing, hashOf, label, temporaryFolder } from './support.ts'

/** A library that uses every table, and the connection below it. */
function library(): { store: Store; database: WritableDatabase } {
  const database = openDatabase(null)
  const store = closing(storeOn(database, null))
  const labelSet = store.labelSets.current()
  const photos = addPhotos(store, 4)
  const backbone = addFeatures(store, photos)
  const cat = store.classes.ensure(labelSet, 'animals/cat')
  const rows = photos.map((id) => ({ id, probability: 1, raw: 1 }))
  const page = store.pages.open(labelSet, {
    kind: 'class',
    classId: cat,
    purity: 1,
    photos: rows,
    goal: 'commit',
    query: 'value',
    seed: 0,
  })
  store.journal.decide({
    labelSet,
    kind: 'page',
    actor: 'test',
    page: page.id,
    labels: [{ photo: 1, class: cat }],
    rejections: [{ photo: 2, class: cat }],
    skips: [3],
  })
  const head = store.heads.add({
    labelSet,
    strategy: 'triplet',
    backboneId: backbone,
    backend: 'cpu',
    seed: 0,
    hyperParameters: {},
    dataHash: '',
    labels: 1,
    classes: 1,
    metrics: {},
    weights: new Uint8Array(),
    blend: null,
    report: null,
  })
  store.heads.putEmbeddings(head, photos, matrix(4, 2))
  store.heads.putSuggestions(head, [{ photo: 4, classId: cat, probability: 0.5 }])
  store.heads.activate(labelSet, head)
  store.clusters.put({
    ...{ space: 'x', inertia: 0, seed: 0, byHand: false },
    photos: Int32Array.of(1),
    clusters: Int32Array.of(0),
    similarities: Float32Array.of(1),
  })
  return { store, database }
}

test('a sound library has no problems', () => {
  const { store } = library()
  expect(store.check()).toEqual([])
})

test.each([
  ['DELETE FROM labels', /label of photo 1 .* nothing is stored/],
  ['INSERT INTO labels VALUES (1, 4, 1)', /label of photo 4 .* journal says nothing/],
  ['UPDATE labels SET class_id = 1', /label of photo 1 .* 1 is stored, the journal says 2/],
  ['DELETE FROM rejections', /rejection of photo 2 for class 2/],
  ['UPDATE skips SET times = 2', /skip of photo 3/],
  [
    "INSERT INTO decision_items VALUES (1, 9, 4, 'skip', NULL, 3, 4); INSERT INTO skips VALUES (1, 4, 4)",
    /Decision 1 does not continue the skip of photo 4/,
  ],
  [
    "INSERT INTO decision_items VALUES (1, 9, 4, 'label', NULL, NULL, 77)",
    /Decision 1 names a class that is not there/,
  ],
  ["UPDATE features SET vector = x'0000' WHERE photo_id = 2 AND level = 1", /features of photo 2 .* length/],
  ['DELETE FROM features WHERE photo_id = 2 AND level = 1', /Photo 2 lacks levels/],
  ["UPDATE pages SET state = 'discarded', answered_by = NULL", /Page 1 is not answered, but decision 1/],
  [
    "INSERT INTO decisions VALUES (2, 1, 'undo', 'test', 0, 1, 1, NULL, 0)",
    /Page 1 and its decision 1 contradict/,
  ],
  [
    "UPDATE features SET vector = x'00000001' WHERE photo_id = 2 AND level = 0",
    /features of photo 2 .* changed/,
  ],
  ["UPDATE embeddings SET vector = x'00000001' WHERE photo_id = 3", /embedding of photo 3 .* changed/],
  ["UPDATE heads SET weights = x'01'", /head 1 has changed/],
  ["UPDATE heads SET blend = '1'", /head 1 has changed/],
  ['DELETE FROM embeddings', /active head 1 has no embeddings/],
  ["UPDATE embeddings SET vector = x'00' WHERE photo_id = 1", /embeddings of head 1 have different lengths/],
  [
    "INSERT INTO label_sets (name) VALUES ('q'); UPDATE label_sets SET active_head_id = 1 WHERE name = 'q'",
    /active head 1 belongs to another question/,
  ],
  [
    "INSERT INTO label_sets (name) VALUES ('q'); INSERT INTO classes VALUES (9, 2, 1, 'x', 'class')",
    /Class 9 stands below a class of another question/,
  ],
  ['INSERT INTO class_moves VALUES (1, 2, NULL)', /Class 2 was renamed, merged or deleted, but photos/],
  [
    "INSERT INTO label_sets (name) VALUES ('q'); UPDATE labels SET label_set_id = 2",
    /The label of photo 1 is a class of another question/,
  ],
  [
    "INSERT INTO audits VALUES (1, 1, 1, 0.1, 0.9, 0, 'running', '{}', 0, NULL, 1)",
    /Audit 1 is running, but decision 1 accepted it/,
  ],
  [
    'PRAGMA foreign_keys = OFF; INSERT INTO page_photos VALUES (1, 9, 99, 0.5, 0.5, NULL)',
    /1 row of page_photos names a row of photos that is not there/,
  ],
])('%s is found', (damage, problem) => {
  const { store, database } = library()
  database.execute(damage)
  expect(store.check().map(inEnglish)).toContainEqual(expect.stringMatching(problem))
})

test('a thumbnail that is missing, empty or unfinished is found, where the library has thumbnails', () => {
  const folder = temporaryFolder()
  const store = closing(openStore(folder))
  addPhotos(store, 4)
  expect(store.check()).toEqual([])
  const thumbnails = path.join(folder, 'thumbnails', '00')
  mkdirSync(thumbnails, { recursive: true })
  writeFileSync(path.join(thumbnails, `${hashOf(1)}.jpg`), 'a picture')
  writeFileSync(path.join(thumbnails, `${hashOf(2)}.jpg`), '')
  writeFileSync(path.join(thumbnails, `${hashOf(3)}.jpg.77.tmp`), 'half a picture')
  expect(store.check()).toEqual([2, 3, 4].map((photo) => sentence('check-thumbnail', { photo })))
  const gone = store.files.under(1).slice(1)
  store.files.markMissing(gone.map((file) => file.id))
  expect(store.check()).toEqual([])
})

test('photos that came after the training lack embeddings, and that is no problem', () => {
  const { store } = library()
  const rootId = store.files.addRoot('/later')
  const photoId = store.photos.add({ ...store.photos.present()[0], contentHash: hashOf(9) })
  store.files.put([
    { rootId, relativePath: 'x.jpg', size: 1, modifiedNs: 1n, fileHash: null, photoId, reason: null },
  ])
  label(store, store.labelSets.current(), [{ photo: photoId, class: 2 }])
  expect(store.check()).toEqual([])
})

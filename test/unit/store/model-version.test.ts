/** @file The numbers that say whether what photos are compared by has changed: they grow with everything that changes it, and with nothing else. */
import { expect, test } from 'vitest'
import { matrix } from '../../../main/math/matrix.ts'
import { openMemoryStore, openStore, type Store } from '../../../main/store/store.ts'
import { addFeatures, addPhotos, closing, hashOf, label, photoOf, temporaryFolder } from './support.ts'

const PHOTOS = [1, 2, 3]
const OTHER = { name: 'other', sha256: hashOf(2), levels: [{ name: 'features', dimensions: 2 }] }

function place(store: Store, photo: number, name: string) {
  const file = { relativePath: name, size: 1, modifiedNs: 1n, fileHash: hashOf(9), reason: null }
  return { ...file, rootId: store.files.addRoot('/pictures'), photoId: photo }
}

function addHead(store: Store, backboneId: number): number {
  const head = store.heads.add({
    ...{ labelSet: 1, strategy: 'triplet', backboneId, backend: 'wasm', seed: 7, labels: 3, classes: 2 },
    ...{ hyperParameters: {}, dataHash: hashOf(9), metrics: {}, weights: new Uint8Array([1]) },
    blend: { weight: 0.5, classifier: { inverseTemperature: 1 } },
    report: null,
  })
  store.heads.putEmbeddings(head, PHOTOS, matrix(3, 2, new Float32Array([1, 0, 0, 1, 1, 0])))
  return head
}

/** Three photos with features of the backbone in use and of another, a head in force and one that is not. */
function library(store: Store) {
  addPhotos(store, PHOTOS.length)
  const active = addFeatures(store, PHOTOS)
  store.features.setActive(active)
  const other = store.features.ensureBackbone(OTHER)
  for (const id of PHOTOS) store.features.put(other, id, { features: new Float32Array([id, 1]) })
  const [head, idle] = [addHead(store, active), addHead(store, active)]
  store.heads.activate(1, head)
  return { store, active, other, head, idle }
}

type Library = ReturnType<typeof library>

const levels = (value: number) => ({
  features: new Float32Array([value, 1]),
  stage4: new Float32Array([value, 1, 1]),
})
const fileOf = (store: Store, photo: number) =>
  store.files.under(1).flatMap(({ id, photoId }) => (photoId === photo ? [id] : []))

const CHANGES: Record<string, { part: 'photos' | 'head'; change: (library: Library) => void }> = {
  'new features': {
    part: 'photos',
    change: ({ store, active }) => {
      store.features.put(active, 2, levels(9))
    },
  },
  'a file that went missing': {
    part: 'photos',
    change: ({ store }) => {
      store.files.markMissing(fileOf(store, 2))
    },
  },
  'a file that was found again': {
    part: 'photos',
    change: ({ store }) => {
      store.files.put([place(store, 3, 'gone.jpg')])
    },
  },
  'a place that is no longer known': {
    part: 'photos',
    change: ({ store }) => {
      store.files.remove(fileOf(store, 2))
    },
  },
  'another photo at the same place': {
    part: 'photos',
    change: ({ store }) => {
      store.files.put([place(store, 1, '2.jpg')])
    },
  },
  'a folder that was removed': {
    part: 'photos',
    change: ({ store }) => {
      store.files.removeRoot(1)
    },
  },
  'a photo that was forgotten': {
    part: 'photos',
    change: ({ store }) => {
      store.forgetPhoto(2)
    },
  },
  'a picture that looks otherwise': {
    part: 'photos',
    change: ({ store }) => {
      store.photos.update(2, photoOf(2, { perceptualHash: 5n }))
    },
  },
  'another backbone': {
    part: 'photos',
    change: ({ store, other }) => {
      store.features.setActive(other)
    },
  },
  'a second backbone': {
    part: 'photos',
    change: ({ store, other }) => {
      store.features.setSecond(other)
    },
  },
  'another head': {
    part: 'head',
    change: ({ store, idle }) => {
      store.heads.activate(1, idle)
    },
  },
  'no head any more': {
    part: 'head',
    change: ({ store }) => {
      store.heads.activate(1, null)
    },
  },
  'embeddings of the head in force': {
    part: 'head',
    change: ({ store, head }) => {
      store.heads.putEmbeddings(head, [2], matrix(1, 2, new Float32Array([0, 1])))
    },
  },
}

test.each(Object.entries(CHANGES))(
  '%s is counted, also by another opening of the library',
  (_, { part, change }) => {
    const folder = temporaryFolder()
    const mine = closing(openStore(folder))
    const theirs = library(closing(openStore(folder)))
    theirs.store.files.put([place(theirs.store, 3, 'gone.jpg')])
    theirs.store.files.markMissing(fileOf(theirs.store, 3))
    const before = mine.modelVersion()
    change(theirs)
    expect(mine.modelVersion()[part]).toBeGreaterThan(before[part])
    expect(mine.modelVersion()).toEqual(theirs.store.modelVersion())
  },
)

test.each<[string, (library: Library) => void]>([
  ['a label', ({ store }) => label(store, 1, [{ photo: 1, class: store.classes.ensure(1, 'cat') }])],
  ['a photo without a file', ({ store }) => store.photos.add(photoOf(8))],
  [
    'a file that was read again and is the same photo',
    ({ store }) => {
      store.files.put([place(store, 1, '1.jpg')])
    },
  ],
  [
    'the same features once more',
    ({ store, active }) => {
      store.features.put(active, 2, {
        features: new Float32Array([2, -2]),
        stage4: new Float32Array([0.5, 2, 1]),
      })
    },
  ],
  [
    'features that do not count',
    ({ store, other }) => {
      store.features.put(other, 1, { features: new Float32Array([7, 7]) })
    },
  ],
  [
    'the backbone that is in use already',
    ({ store, active }) => {
      store.features.setActive(active)
      store.features.setSecond(null)
    },
  ],
  ['a head that does not answer', ({ store, active }) => addHead(store, active)],
  [
    'the head that is in force already',
    ({ store, head }) => {
      store.heads.activate(1, head)
    },
  ],
  [
    'a change that is taken back',
    ({ store, other }) => {
      expect(() =>
        store.transaction(() => {
          store.features.setActive(other)
          throw new Error('taken back')
        }),
      ).toThrow('taken back')
    },
  ],
])('%s is not counted', (_, change) => {
  const made = library(closing(openMemoryStore()))
  const before = made.store.modelVersion()
  change(made)
  expect(made.store.modelVersion()).toEqual(before)
})

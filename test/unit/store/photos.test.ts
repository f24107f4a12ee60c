/** @file Photos and their locations: identity by content, presence by location, roots that move. */
import { expect, test } from 'vitest'
import { type NewFile, openMemoryStore } from '../../../main/store/store.ts'
import { addPhotos, closing, hashOf, photoOf } from './support.ts'
import { verbatim } from '../../../shared/sentences/sentence.ts'

function fileOf(rootId: number, relativePath: string, details: Partial<NewFile>): NewFile {
  return {
    rootId,
    relativePath,
    size: 5,
    modifiedNs: 7n,
    changedNs: 8n,
    fileHash: null,
    photoId: null,
    reason: null,
    ...details,
  }
}

test('a photo comes back as it went in, to the last bit', () => {
  const store = closing(openMemoryStore({ clock: () => 1_700_000_000_123 }))
  const photo = photoOf(1, {
    orientation: 6,
    takenAt: -5,
    clockOffset: -210,
    cameraMake: 'Maker',
    cameraModel: 'Model é',
    latitude: -33.5,
    longitude: 151.25,
    colourProfile: 'Display P3',
    perceptualHash: 2n ** 64n - 1n,
  })
  const id = store.photos.add(photo)
  expect(store.photos.get(id)).toEqual({ ...photo, id, addedAt: 1_700_000_000_123 })
  expect(store.photos.byContent(hashOf(1))).toBe(id)
  expect(store.photos.byContent(hashOf(2))).toBeUndefined()
  expect(store.photos.get(id + 1)).toBeUndefined()
})

test('the same content is one photo, and an update keeps its identity', () => {
  const store = closing(openMemoryStore())
  const id = store.photos.add(photoOf(1))
  expect(() => store.photos.add(photoOf(1))).toThrow(expect.objectContaining({ code: 'conflict' }))
  store.photos.update(id, photoOf(1, { orientation: 8, cameraMake: 'New' }))
  expect(store.photos.get(id)).toMatchObject({ id, orientation: 8, cameraMake: 'New' })
  expect(() => {
    store.photos.update(id, photoOf(2))
  }).toThrow(expect.objectContaining({ code: 'conflict' }))
})

test('a hash that is no sha256 is refused', () => {
  const store = closing(openMemoryStore())
  expect(() => store.photos.add(photoOf(1, { contentHash: 'abc' }))).toThrow(/contentHash/)
})

test('a photo is present while one of its locations is', () => {
  const store = closing(openMemoryStore())
  const [first, second] = addPhotos(store, 3)
  const copy = store.files.addRoot('/copies')
  store.files.put([fileOf(copy, 'a/1.jpg', { photoId: first })])
  const originals = store.files.roots()[0].id
  const ofFirstTwo = store.files
    .under(originals)
    .filter((file) => file.photoId === first || file.photoId === second)
  store.files.markMissing(ofFirstTwo.map((file) => file.id))
  expect(store.photos.presentIds()).toEqual([first, 3])
  expect(store.photos.present().map((photo) => photo.id)).toEqual([first, 3])
  expect(store.files.pathOf(first)).toBe('/copies/a/1.jpg')
  expect(store.files.pathOf(second)).toBeUndefined()
  expect([...store.files.paths()]).toEqual([
    [first, '/copies/a/1.jpg'],
    [3, '/pictures/3.jpg'],
  ])
})

test('what each present photo looks like is read without the rest of it', () => {
  const store = closing(openMemoryStore())
  const [first, second, third] = addPhotos(store, 3)
  store.photos.update(first, photoOf(1, { perceptualHash: 2n ** 64n - 1n }))
  store.photos.update(second, photoOf(2, { perceptualHash: 5n }))
  store.photos.update(third, photoOf(3, { perceptualHash: null }))
  store.files.markMissing([store.files.under(1)[1].id])
  expect([...store.photos.perceptualHashes()]).toEqual([
    { id: first, perceptualHash: 2n ** 64n - 1n },
    { id: third, perceptualHash: null },
  ])
})

test('a location that is seen again is the same row, present and up to date', () => {
  const store = closing(openMemoryStore())
  const [photo] = addPhotos(store, 1)
  const root = store.files.roots()[0].id
  const [before] = store.files.under(root)
  store.files.markMissing([before.id])
  const modifiedNs = 1_700_000_000_123_456_789n // not a double
  const seen = fileOf(root, '1.jpg', { modifiedNs, size: 9, photoId: photo, fileHash: hashOf(4) })
  store.files.put([seen])
  expect(store.files.under(root)).toEqual([{ ...seen, id: before.id, missing: false }])
})

test('a file is a photo or has a reason, never both or neither', () => {
  const store = closing(openMemoryStore())
  const [photoId] = addPhotos(store, 1)
  const root = store.files.roots()[0].id
  for (const details of [{}, { photoId, reason: verbatim('Empty.') }]) {
    expect(() => {
      store.files.put([fileOf(root, 'x.jpg', details)])
    }).toThrow(/CHECK/)
  }
  store.files.put([
    fileOf(root, 'b/broken.jpg', { reason: verbatim('Broken.') }),
    fileOf(root, 'a.jpg', { reason: verbatim('Empty.') }),
  ])
  expect(store.files.unreadable()).toEqual([
    { path: '/pictures/a.jpg', reason: verbatim('Empty.') },
    { path: '/pictures/b/broken.jpg', reason: verbatim('Broken.') },
  ])
})

test('a path is found below its root, and only there', () => {
  const store = closing(openMemoryStore())
  const [photo] = addPhotos(store, 2)
  expect(store.files.byPath('/pictures/1.jpg')?.photoId).toBe(photo)
  expect(store.files.byPath('/pictures/x/../1.jpg')?.photoId).toBe(photo)
  expect(store.files.byPath('/pictures')).toBeUndefined()
  expect(store.files.byPath('/pictures2/1.jpg')).toBeUndefined()
  expect(store.files.byPath('/1.jpg')).toBeUndefined()
})

test('of a path below two roots, the location that is present is meant', () => {
  const store = closing(openMemoryStore())
  const [photo] = addPhotos(store, 1)
  const inner = store.files.addRoot('/pictures/summer')
  const outer = store.files.addRoot('/pictures')
  store.files.put([
    fileOf(inner, '1.jpg', { photoId: photo }),
    fileOf(outer, 'summer/1.jpg', { photoId: photo }),
  ])
  const stale = store.files.under(outer).filter((file) => file.relativePath === 'summer/1.jpg')
  store.files.markMissing(stale.map((file) => file.id))
  expect(store.files.byPath('/pictures/summer/1.jpg')).toMatchObject({ rootId: inner, missing: false })
})

test('a root that moved is relinked in one step', () => {
  const store = closing(openMemoryStore())
  addPhotos(store, 2)
  const [root] = store.files.roots()
  const other = store.files.addRoot('/other')
  expect(store.files.addRoot('/other/')).toBe(other)
  store.files.relinkRoots(new Map([[root.id, '/media/disk/pictures']]))
  expect([...store.files.paths().values()]).toEqual([
    '/media/disk/pictures/1.jpg',
    '/media/disk/pictures/2.jpg',
  ])
  expect(() => {
    store.files.relinkRoots(new Map([[root.id, '/other']]))
  }).toThrow(expect.objectContaining({ code: 'conflict' }))
  expect(() => {
    store.files.relinkRoots(new Map([[99, '/nowhere']]))
  }).toThrow(expect.objectContaining({ code: 'not-found' }))
  const swapped = new Map([
    [root.id, '/other'],
    [other, '/media/disk/pictures'],
  ])
  store.files.relinkRoots(swapped)
  expect(store.files.roots()).toEqual([...swapped].map(([id, at]) => ({ id, path: at })))
})

test('a root that is removed takes its locations, not its photos', () => {
  const store = closing(openMemoryStore())
  const ids = addPhotos(store, 2)
  store.files.removeRoot(store.files.roots()[0].id)
  expect(store.files.roots()).toEqual([])
  expect(store.photos.presentIds()).toEqual([])
  expect(ids.map((id) => store.photos.get(id)?.contentHash)).toEqual([hashOf(1), hashOf(2)])
  expect(store.check()).toEqual([])
})

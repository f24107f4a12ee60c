/** @file What no decision changes of the photos, as a window gets it. */
import { expect, test } from 'vitest'
import { photoFacts } from '../../../main/jobs/library/photo-facts.ts'
import { openMemoryStore } from '../../../main/store/store.ts'
import { closing, photoOf } from '../store/support.ts'

test('each present photo comes with its places, its camera and its time, the place that is shown first', () => {
  const store = closing(openMemoryStore())
  const root = store.files.addRoot('/photos')
  const other = store.files.addRoot('/other')
  const canon = { cameraMake: 'Canon', cameraModel: 'Canon EOS 5D', takenAt: 1_000 }
  const [first, second, third, gone] = [
    store.photos.add(photoOf(1, canon)),
    store.photos.add(photoOf(2)),
    // Just before midnight by UTC, and the next morning by the clock of the camera.
    store.photos.add(photoOf(3, { cameraMake: 'Nikon', cameraModel: 'D90', takenAt: -5, clockOffset: 480 })),
    store.photos.add(photoOf(4, canon)),
  ]
  const place = (rootId: number, relativePath: string, photoId: number) => ({
    ...{ rootId, relativePath, photoId },
    ...{ size: 1, modifiedNs: 1n, fileHash: null, reason: null },
  })
  store.files.put([
    place(other, 'z.jpg', first),
    place(root, 'sea/a.jpg', first),
    place(root, 'b.jpg', second),
    place(root, 'sea/deep/c.jpg', third),
    place(root, 'sea/gone.jpg', gone),
  ])
  store.files.markMissing([store.files.byPath('/photos/sea/gone.jpg')?.id ?? 0])
  expect(photoFacts(store)).toEqual({
    ids: Int32Array.of(first, second, third),
    takenAt: Float64Array.of(1_000, Number.NaN, 8 * 3_600_000 - 5),
    cameraOf: Int32Array.of(0, -1, 1),
    cameras: ['Canon EOS 5D', 'Nikon D90'],
    places: {
      photoOf: Int32Array.of(0, 0, 1, 2),
      folderOf: Int32Array.of(0, 1, 2, 3),
      names: 'a.jpg\0z.jpg\0b.jpg\0c.jpg\0',
    },
    folders: [
      { root, path: 'sea' },
      { root: other, path: '' },
      { root, path: '' },
      { root, path: 'sea/deep' },
    ],
    roots: [
      { id: root, path: '/photos' },
      { id: other, path: '/other' },
    ],
  })
})

test('what the library exported itself is a place only of a photo that lies nowhere else', () => {
  const store = closing(openMemoryStore())
  const root = store.files.addRoot('/photos')
  const [both, copied] = [store.photos.add(photoOf(1)), store.photos.add(photoOf(2))]
  store.files.addExport('/photos/exported')
  const place = (relativePath: string, photoId: number) => ({
    ...{ rootId: root, relativePath, photoId },
    ...{ size: 1, modifiedNs: 1n, fileHash: null, reason: null },
  })
  store.files.put([
    place('exported/cat/a.jpg', both),
    place('own/a.jpg', both),
    place('exported/cat/b.jpg', copied),
    place('exported/dog/b.jpg', copied),
  ])
  expect(photoFacts(store).places).toMatchObject({
    photoOf: Int32Array.of(0, 1, 1),
    names: 'a.jpg\0b.jpg\0b.jpg\0',
  })
  expect(store.files.paths().get(both)).toBe(store.files.pathOf(both))
  expect(store.files.paths().get(copied)).toBe(store.files.pathOf(copied))
})

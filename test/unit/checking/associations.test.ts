/** @file What the window is told about what goes together: with the counts of its sentence, and an address to its photos. */
import { expect, it } from 'vitest'
import { shownAssociations } from '../../../main/jobs/checking/associations.ts'
import { openMemoryStore } from '../../../main/store/store.ts'
import { closing, label, photoOf } from '../store/support.ts'

it('names folder, day and camera with the photos of each, as the library filters by them', async () => {
  const store = closing(openMemoryStore())
  const set = store.labelSets.current()
  const root = store.files.addRoot('/photos')
  const taken = Date.UTC(2024, 4, 3, 12)
  const photos = Array.from({ length: 30 }, (_, i) => {
    const isFirst = i < 15
    const photoId = store.photos.add(
      photoOf(i + 1, {
        takenAt: isFirst ? taken : taken + 1e9,
        ...{ cameraMake: 'Canon', cameraModel: isFirst ? 'Canon EOS 5D' : 'Canon EOS 7D' },
      }),
    )
    const relativePath = `${isFirst ? 'sea/shore' : 'land'}/${i}.jpg`
    const file = { size: 1, modifiedNs: 1n, fileHash: null, reason: null }
    store.files.put([{ rootId: root, relativePath, photoId, ...file }])
    label(store, set, [{ photo: photoId, class: store.classes.ensure(set, isFirst ? 'gull' : 'cow') }])
    return photoId
  })
  expect(photos).toHaveLength(30)
  const control = { signal: new AbortController().signal, report: () => undefined }
  const { associations, all } = await shownAssociations({ store, ...control }, { limit: 100 })
  expect(all).toBe(associations.length)
  const gull = associations.filter((each) => each.class === 'gull')
  expect(gull.map(({ attribute, value, folder }) => ({ attribute, value, folder }))).toEqual(
    expect.arrayContaining([
      { attribute: 'folder', value: '/photos/sea/shore', folder: `${root}/sea/shore` },
      { attribute: 'day', value: '2024-05-03', folder: null },
      { attribute: 'camera', value: 'Canon EOS 5D', folder: null },
    ]),
  )
  for (const each of gull)
    expect(each).toMatchObject({ photos: 15, ofClass: 15, ofValue: 15, known: 30, lift: 2 })
  expect(await shownAssociations({ store, ...control }, { limit: 1 })).toMatchObject({
    associations: [{}],
    all,
  })
})

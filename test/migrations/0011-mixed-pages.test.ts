/** @file Migration 11: pages of a library of version 10 stay what they were, and new ones may suggest a class for each photo. */
import { expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'
import { closing, temporaryFolder } from '../unit/store/support.ts'
import { addOldFile, addOldPhoto } from './old-rows.ts'

test('an old page keeps its kind and class, and a new one has a class for each photo', () => {
  const folder = temporaryFolder()
  const old = openDatabase(folder, migrations.slice(0, 10))
  const photos = [1, 2].map((hash) => {
    const photo = addOldPhoto(old, hash)
    addOldFile(old, { name: `${hash}.jpg`, hash, photo })
    return photo
  })
  old.execute(`INSERT INTO classes (label_set_id, name) VALUES (1, 'cat'), (1, 'dog');
    INSERT INTO pages (id, label_set_id, kind, class_id, purity, goal, seed, state, opened_at)
      VALUES (1, 1, 'class', 1, 0.9, 'commit', 0, 'open', 0);
    INSERT INTO page_photos VALUES (1, 0, ${photos[0]}, 0.9, 0.8)`)
  old.close()
  const store = closing(openStore(folder))
  expect(store.check()).toEqual([])
  expect(store.pages.get(1)).toMatchObject({
    kind: 'class',
    classId: 1,
    photos: [{ id: photos[0], probability: 0.9, raw: 0.8 }],
  })
  const page = { kind: 'mixed', classId: null, purity: 0.9, goal: 'commit', seed: 0, query: 'value' } as const
  const { id } = store.pages.open(1, {
    ...page,
    photos: photos.map((photo, index) => ({ id: photo, probability: 0.9, raw: 0.8, classId: index + 1 })),
  })
  expect(store.pages.get(id)).toMatchObject({
    kind: 'mixed',
    classId: null,
    photos: [{ classId: 1 }, { classId: 2 }],
  })
  expect(store.check()).toEqual([])
})

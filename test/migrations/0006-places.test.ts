/** @file Migration 6, from a library of version 5 with photos, their places, labels, and a file that could not be read. */
import { expect, test } from 'vitest'
import { closing, hashOf, label, photoOf, temporaryFolder } from '../unit/store/support.ts'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore, type Store } from '../../main/store/store.ts'
import { addOldFile, addOldPhoto } from './old-rows.ts'
import { verbatim } from '../../shared/sentences/sentence.ts'

function upgraded(): Store {
  const folder = temporaryFolder()
  const database = openDatabase(folder, migrations.slice(0, 5))
  const [jpeg, tiff] = [addOldPhoto(database, 1), addOldPhoto(database, 2, 'tiff')]
  addOldFile(database, { name: 'a.jpg', hash: 1, photo: jpeg }, 1_700_000_000_123_456_789n)
  addOldFile(database, { name: 'b.tif', hash: 2, photo: tiff })
  addOldFile(database, { name: 'c.tif', hash: 3, photo: tiff })
  addOldFile(database, { name: 'denied.jpg', hash: 4, photo: null }, 0n)
  database.run("INSERT INTO classes (label_set_id, name) VALUES (1, 'cat')")
  database.run("INSERT INTO decisions (label_set_id, kind, actor, at) VALUES (1, 'label', 'person', 11)")
  database.run("INSERT INTO decision_items VALUES (1, 0, ?, 'label', NULL, NULL, 1)", tiff)
  database.run('INSERT INTO labels VALUES (1, ?, 1)', tiff)
  database.close()
  return closing(openStore(folder))
}

test('places come through with their times; what was to be read again is so still', () => {
  const store = upgraded()
  expect(store.files.under(1)).toMatchObject([
    { relativePath: 'a.jpg', modifiedNs: 1_700_000_000_123_456_789n, changedNs: null, photoId: 1 },
    { relativePath: 'b.tif', modifiedNs: 1n, fileHash: hashOf(2), photoId: 2 },
    { relativePath: 'c.tif', photoId: 2 },
    {
      relativePath: 'denied.jpg',
      modifiedNs: null,
      photoId: null,
      reason: verbatim('The file may not be read.'),
    },
  ])
  expect(store.photos.withStaleFacts()).toEqual([])
  expect(store.check()).toEqual([])
})

test('a TIFF keeps its label when its identity is computed anew, at the place that was shown', () => {
  const store = upgraded()
  expect([...store.photos.outdated()]).toEqual([[2, hashOf(2)]])
  store.photos.rekey(2, photoOf(9, { format: 'tiff', factsHash: hashOf(2) }))
  expect(store.photos.byContent(hashOf(9))).toBe(2)
  expect(store.photos.outdated().size).toBe(0)
  expect(store.journal.labels(1)).toEqual(new Map([[2, 1]]))
  expect(store.check()).toEqual([])
})

test('a place holds times of any year', () => {
  const store = upgraded()
  const far = 13_569_465_600_000_000_001n // in the year 2400
  const [first] = store.files.under(1)
  store.files.put([{ ...first, modifiedNs: far, changedNs: -far }])
  expect(store.files.under(1)[0]).toMatchObject({ id: first.id, modifiedNs: far, changedNs: -far })
})

test('a label whose picture was replaced, deleted, or lies in a folder that was removed still knows its place', () => {
  const store = upgraded()
  const set = store.labelSets.current()
  label(store, set, [{ photo: 1, class: 1 }])
  const [jpeg, first, second] = store.files.under(1)
  store.files.markMissing([first.id, second.id])
  expect(store.files.lostLabels(set)).toEqual([
    { photo: 2, classId: 1, path: '/pictures/c.tif', why: 'gone', now: null },
  ])
  const other = store.photos.add(photoOf(7))
  store.files.put([{ ...first, photoId: other, fileHash: hashOf(7) }])
  store.files.put([{ ...second, photoId: null, reason: verbatim('The picture is damaged.') }])
  store.files.put([{ ...jpeg, photoId: other }])
  expect(store.files.lostLabels(set)).toEqual([
    { photo: 1, classId: 1, path: '/pictures/a.jpg', why: 'replaced', now: other },
    { photo: 2, classId: 1, path: '/pictures/c.tif', why: 'unreadable', now: null },
  ])
  store.files.removeRoot(1)
  expect(store.files.lostLabels(set)).toMatchObject([
    { path: '/pictures/a.jpg', why: 'folder-removed' },
    { path: '/pictures/c.tif', why: 'folder-removed' },
  ])
  expect(store.check()).toEqual([])
})

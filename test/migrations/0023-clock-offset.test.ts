/** @file Migration 23, from a library of version 22: photos of before have no offset of their clock, and new ones keep theirs. */
import { expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'
import { closing, photoOf, temporaryFolder } from '../unit/store/support.ts'
import { addOldPhoto } from './old-rows.ts'

test('the offset of the clock is unknown for photos of before, and kept for new ones', () => {
  const folder = temporaryFolder()
  const old = openDatabase(folder, migrations.slice(0, 22))
  const before = addOldPhoto(old, 1)
  old.close()
  const store = closing(openStore(folder))
  expect(store.photos.get(before)?.clockOffset).toBeNull()
  const added = store.photos.add(photoOf(2, { takenAt: 5, clockOffset: -210 }))
  expect(store.photos.get(added)?.clockOffset).toBe(-210)
  store.photos.update(added, photoOf(2, { takenAt: 5 }))
  expect(store.photos.get(added)?.clockOffset).toBeNull()
  expect(store.check()).toEqual([])
})

/** @file Migration 17, from a library of version 16: it remembers no split, and can begin to; a photo that is forgotten is in none. */
import { expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'
import { closing, temporaryFolder } from '../unit/store/support.ts'
import { addOldPhoto } from './old-rows.ts'

test('parts of one split are kept apart from those of another, and go with the photo', () => {
  const folder = temporaryFolder()
  const old = openDatabase(folder, migrations.slice(0, 16))
  const [first, second] = [addOldPhoto(old, 1), addOldPhoto(old, 2)]
  old.close()
  const store = closing(openStore(folder))
  expect(store.splits.parts('80/10/10/0')).toEqual(new Map())
  store.splits.put('80/10/10/0', new Map([[first, 'train']]))
  store.splits.put('80/10/10/0', new Map([[second, 'test']]))
  store.splits.put('80/10/10/1', new Map([[second, 'train']]))
  const both = new Map([
    [first, 'train'],
    [second, 'test'],
  ])
  expect(store.splits.parts('80/10/10/0')).toEqual(both)
  store.splits.put('80/10/10/0', new Map([[first, 'validation']]))
  expect(store.splits.parts('80/10/10/0').get(first)).toBe('validation')
  store.forgetPhoto(first)
  expect(store.splits.parts('80/10/10/0')).toEqual(new Map([[second, 'test']]))
  expect(store.check()).toEqual([])
})

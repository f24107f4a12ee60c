/** @file Migration 19, from a library of version 18: it has no snapshot, and can keep some; a photo that is forgotten is in none. */
import { expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'
import { closing, temporaryFolder } from '../unit/store/support.ts'
import { addOldPhoto } from './old-rows.ts'

test('labels are kept under names, one beside the other, and go with the photo', () => {
  const folder = temporaryFolder()
  const old = openDatabase(folder, migrations.slice(0, 18))
  const [first, second] = [addOldPhoto(old, 1), addOldPhoto(old, 2)]
  old.close()
  const store = closing(openStore(folder, { clock: () => 7 }))
  const labelSet = store.labelSets.current()
  expect(store.labelSnapshots.list(labelSet)).toEqual([])
  const labels = new Map([
    [first, 'hen'],
    [second, 'animals/cat'],
  ])
  store.labelSnapshots.add(labelSet, 'monday', labels)
  store.labelSnapshots.add(labelSet, 'tuesday', new Map([[second, 'hen']]))
  expect(store.labelSnapshots.list(labelSet)).toEqual([
    { name: 'tuesday', at: 7, labelled: 1, classes: 1 },
    { name: 'monday', at: 7, labelled: 2, classes: 2 },
  ])
  expect(store.labelSnapshots.labels(labelSet, 'monday')).toEqual(labels)
  store.forgetPhoto(first)
  expect(store.labelSnapshots.labels(labelSet, 'monday')).toEqual(new Map([[second, 'animals/cat']]))
  store.labelSnapshots.remove(labelSet, 'monday')
  expect(store.labelSnapshots.list(labelSet).map(({ name }) => name)).toEqual(['tuesday'])
  expect(store.check()).toEqual([])
})

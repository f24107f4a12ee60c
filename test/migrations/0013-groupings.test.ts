/** @file Migration 13: a library of version 12 with a grouping opens, is sound, and can be grouped again. */
import { expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/index.ts'
import { connect } from '../../main/store/lifecycle/database.ts'
import { listBackups } from '../../main/store/recovery/backups.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'
import { closing, temporaryFolder } from '../unit/store/support.ts'
import { addOldFile, addOldPhoto } from './old-rows.ts'

test('an old grouping goes, and a new one is stored as columns', () => {
  const folder = temporaryFolder()
  const old = openDatabase(folder, migrations.slice(0, 12))
  const photo = addOldPhoto(old, 1)
  addOldFile(old, { name: '1.jpg', hash: 1, photo })
  old.execute(`INSERT INTO clusterings VALUES (1, 'features:1', 0.5, 0, 0);
    INSERT INTO cluster_members VALUES (1, ${photo}, 0)`)
  old.close()
  const store = closing(openStore(folder))
  // The backup before it holds no grouping either, and no row that refers to one.
  const [{ path: backup }] = listBackups(folder)
  const copy = connect(backup)
  expect(copy.pragma('user_version')).toBe(12)
  expect(copy.all('SELECT * FROM pragma_foreign_key_check')).toEqual([])
  copy.close()
  expect(store.check()).toEqual([])
  expect(store.clusters.latest()).toBeUndefined()
  const columns = {
    photos: Int32Array.of(photo),
    clusters: Int32Array.of(7),
    similarities: Float32Array.of(0.25),
  }
  const raw = { space: 'features:1', inertia: 0.75, seed: 3, byHand: false }
  const id = store.clusters.put({ ...raw, ...columns })
  expect(store.clusters.latest()).toMatchObject({ id, ...raw, ...columns })
  expect(store.check()).toEqual([])
})

/** @file Migration 2, from a library of version 1 that holds photos. */
import { expect, test } from 'vitest'
import { listBackups } from '../../main/store/recovery/backups.ts'
import { featuresOf } from '../../main/store/photos/features.ts'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { connect } from '../../main/store/lifecycle/database.ts'
import { openStore } from '../../main/store/store.ts'
import { closing, hashOf, label, temporaryFolder } from '../unit/store/support.ts'
import { addOldFeatures, addOldFile, addOldPhoto } from './old-rows.ts'

/** A library as version 1 left it: two photos, one of them with features, and an index job. */
function libraryOfVersion1(folder: string): void {
  const database = openDatabase(folder, migrations.slice(0, 1))
  for (const number of [1, 2]) {
    addOldFile(database, { name: `${number}.jpg`, hash: number, photo: addOldPhoto(database, number) })
  }
  database.run('INSERT INTO backbones (name, sha256) VALUES (?, ?)', 'b', hashOf(1))
  database.run("INSERT INTO backbone_levels VALUES (1, 0, 'features', 2)")
  addOldFeatures(database, 2, [1, 2])
  featuresOf(database).setActive(1)
  database.run(
    `INSERT INTO jobs (kind, state, input, owner, started_at, finished_at)
      VALUES ('index', 'done', '{"folders":["/pictures"]}', 1, 11, 11)`,
  )
  database.close()
}

test('photos, locations, features and jobs come through, and can be labelled', () => {
  const folder = temporaryFolder()
  libraryOfVersion1(folder)
  const store = closing(openStore(folder))
  expect(store.photos.present().map((photo) => ({ ...photo }))).toMatchObject([
    { id: 1, contentHash: hashOf(1), cameraMake: 'Maker', addedAt: 11 },
    { id: 2, contentHash: hashOf(2), cameraMake: 'Maker', addedAt: 11 },
  ])
  expect([...store.files.paths().values()]).toEqual(['/pictures/1.jpg', '/pictures/2.jpg'])
  expect(store.features.active()?.name).toBe('b')
  expect(store.features.load(1, 'features').ids).toEqual([2])
  expect(store.jobs.list()).toMatchObject([{ kind: 'index', state: 'done' }])
  const labelSet = store.labelSets.current()
  expect(store.labelSets.list()).toEqual([{ id: labelSet, name: 'subject' }])
  label(store, labelSet, [{ photo: 1, class: store.classes.ensure(labelSet, 'animals/cat') }])
  expect(store.journal.labels(labelSet).size).toBe(1)
  expect(store.check()).toEqual([])
})

test('a backup holds the library of version 1 as it was, but for what is computed again', () => {
  const folder = temporaryFolder()
  libraryOfVersion1(folder)
  openStore(folder).close()
  const [backup] = listBackups(folder)
  const copy = connect(backup.path)
  expect(copy.pragma('user_version')).toBe(1)
  expect(copy.pragma('integrity_check')).toBe('ok')
  expect(copy.all('SELECT id, added_at FROM photos')).toEqual([
    { id: 1, added_at: 11 },
    { id: 2, added_at: 11 },
  ])
  expect(copy.all('SELECT photo_id FROM features')).toEqual([])
  copy.close()
})

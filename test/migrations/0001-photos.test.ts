/** @file Migration 1, from an empty library. */
import { expect, test } from 'vitest'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { featuresOf } from '../../main/store/photos/features.ts'
import { APPLICATION_ID } from '../../main/store/lifecycle/database.ts'
import { migrations } from '../../main/store/migrations/index.ts'
import { hashOf } from '../unit/store/support.ts'
import { addOldFeatures, addOldFile, addOldPhoto } from './old-rows.ts'

test('an empty library can hold photos, locations, features and jobs', () => {
  const database = openDatabase(null, migrations.slice(0, 1))
  expect(database.pragma('user_version')).toBe(1)
  expect(database.pragma('application_id')).toBe(APPLICATION_ID)
  const photoId = addOldPhoto(database, 1)
  addOldFile(database, { name: '1.jpg', hash: 1, photo: photoId })
  database.run('INSERT INTO backbones (name, sha256) VALUES (?, ?)', 'b', hashOf(1))
  database.run("INSERT INTO backbone_levels VALUES (1, 0, 'features', 2)")
  addOldFeatures(database, photoId, [1, 2])
  expect([...featuresOf(database).load(1, 'features').matrix.data]).toEqual([1, 2])
  const job = database.run(
    "INSERT INTO jobs (kind, state, input, owner, started_at) VALUES ('index', 'queued', '{}', 1, 5)",
  ).id
  expect(database.first<{ state: string }>('SELECT state FROM jobs WHERE id = ?', job)?.state).toBe('queued')
  database.close()
})

test('every table is strict, so that a column holds what it says', () => {
  const database = openDatabase(null)
  const loose = database.all<{ name: string }>(
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' AND strict = 0",
  )
  expect(loose).toEqual([])
  database.close()
})

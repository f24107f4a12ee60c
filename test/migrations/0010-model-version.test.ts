/** @file Migration 10: a library of version 9 begins to count, whoever changes it and however. */
import { expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'
import { closing, temporaryFolder } from '../unit/store/support.ts'
import { addOldFeatures, addOldFile, addOldPhoto } from './old-rows.ts'

test('a library of before counts from its next change on, also what another opening or plain SQL changes', () => {
  const folder = temporaryFolder()
  const old = openDatabase(folder, migrations.slice(0, 9))
  const photo = addOldPhoto(old, 1)
  addOldFile(old, { name: '1.jpg', hash: 1, photo })
  old.execute(`INSERT INTO backbones (name, sha256, active) VALUES ('own:x', 'abc', 1);
    INSERT INTO backbone_levels VALUES (1, 0, 'features', 2)`)
  addOldFeatures(old, photo, [1, 2])
  old.close()
  const store = closing(openStore(folder))
  expect(store.modelVersion()).toEqual({ photos: 0, head: 0 })
  expect(store.check()).toEqual([])
  const other = openDatabase(folder, migrations)
  // By the way of every conflict that a statement around the trigger can ask for.
  other.run("UPDATE OR IGNORE files SET missing = 1 WHERE relative_path = '1.jpg'")
  expect(store.modelVersion()).toEqual({ photos: 1, head: 0 })
  other.run("UPDATE OR REPLACE files SET missing = 0 WHERE relative_path = '1.jpg'")
  expect(store.modelVersion()).toEqual({ photos: 2, head: 0 })
  other.run(
    'INSERT OR IGNORE INTO features (backbone_id, level, photo_id, vector) VALUES (1, 0, 1, zeroblob(4))',
  )
  expect(store.modelVersion()).toEqual({ photos: 2, head: 0 })
  other.run(
    'INSERT OR REPLACE INTO features (backbone_id, level, photo_id, vector) VALUES (1, 0, 1, zeroblob(4))',
  )
  expect(store.modelVersion().photos).toBeGreaterThan(2)
  expect(() => {
    other.transaction(() => {
      other.run('DELETE FROM photos')
      throw new Error('rolled back')
    })
  }).toThrow('rolled back')
  const before = store.modelVersion().photos
  other.run('DELETE FROM photos')
  expect(store.modelVersion().photos).toBeGreaterThan(before)
  other.close()
})

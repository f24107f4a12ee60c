/** @file Migration 8: features from before have no checksum and no problem; those that are written then have one. */
import { expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'
import { closing, temporaryFolder } from '../unit/store/support.ts'
import { addOldPhoto } from './old-rows.ts'

test('features from before stay, unchecked, until they are written again', () => {
  const folder = temporaryFolder()
  const database = openDatabase(folder, migrations.slice(0, 7))
  const photo = addOldPhoto(database, 1)
  database.execute(`INSERT INTO backbones (name, sha256) VALUES ('own:x', 'abc');
    INSERT INTO backbone_levels VALUES (1, 0, 'features', 2);
    INSERT INTO features VALUES (1, 0, ${photo}, x'00000000')`)
  database.close()
  const store = closing(openStore(folder))
  expect(store.check()).toEqual([])
  expect(store.features.load(1, 'features').ids).toHaveLength(0) // the photo lies nowhere
  store.features.put(1, photo, { features: new Float32Array([1, 2]) })
  expect(store.check()).toEqual([])
})

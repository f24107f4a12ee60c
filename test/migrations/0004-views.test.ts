/** @file Migration 4, from a library of version 3 with features: they came of the middle of each photo. */
import { expect, test } from 'vitest'
import { closing, hashOf, temporaryFolder } from '../unit/store/support.ts'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'

test('a backbone of an earlier version is the one that looks at the middle', () => {
  const folder = temporaryFolder()
  const database = openDatabase(folder, migrations.slice(0, 3))
  database.run('INSERT INTO backbones (name, sha256, active) VALUES (?, ?, 1)', 'b', hashOf(1))
  database.run("INSERT INTO backbone_levels VALUES (1, 0, 'features', 2)")
  database.close()
  const store = closing(openStore(folder))
  const { features } = store
  expect(features.active()).toEqual({ id: 1, name: 'b', crops: ['crop'] })
  const known = { name: 'b', sha256: hashOf(1), levels: [{ name: 'features', dimensions: 2 }] }
  expect(features.ensureBackbone(known)).toBe(1)
  expect(features.ensureBackbone({ ...known, crops: ['crop', 'whole'] })).toBe(2)
  expect(features.backbone(2)).toMatchObject({ crops: ['crop', 'whole'] })
  expect(store.check()).toEqual([])
})

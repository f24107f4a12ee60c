/** @file Migration 20, from a library of version 19: its groups and jobs belong to its one label set; sets go and come back. */
import { expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'
import { closing, temporaryFolder } from '../unit/store/support.ts'

test('what was made before belongs to the first label set, and another one begins with nothing', () => {
  const folder = temporaryFolder()
  const old = openDatabase(folder, migrations.slice(0, 19))
  const bytes = new Uint8Array(4)
  old.run(
    `INSERT INTO clusterings (space, inertia, seed, photos, clusters, similarities, created_at)
      VALUES ('features:1', 0, 0, ?, ?, ?, 5)`,
    bytes,
    bytes,
    bytes,
  )
  old.run("INSERT INTO jobs (kind, state, input, owner, started_at) VALUES ('train', 'done', '{}', 1, 5)")
  old.close()
  const store = closing(openStore(folder))
  const first = store.labelSets.current()
  expect(store.labelSets.list()).toEqual([{ id: first, name: 'subject' }])
  expect(store.labelSets.removed()).toEqual([])
  expect(store.clusters.latest()).toMatchObject({ space: 'features:1', isFirst: true })
  expect(store.jobs.labelSetOf(1)).toBe(first)
  const second = store.labelSets.add('quality')
  const other = closing(openStore(folder, { labelSet: 'quality' }))
  expect(other.labelSets.current()).toBe(second)
  expect(other.clusters.latest()).toBeUndefined()
  expect(store.check()).toEqual([])
})

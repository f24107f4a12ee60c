/** @file Migration 14: a grouping of version 13 stays, and counts as made by nobody, before every decision. */
import { expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'
import { closing, temporaryFolder } from '../unit/store/support.ts'
import { addOldFile, addOldPhoto } from './old-rows.ts'

test('an old grouping stays as it was, and the next one knows who made it and what came before', () => {
  const folder = temporaryFolder()
  const old = openDatabase(folder, migrations.slice(0, 13))
  const photo = addOldPhoto(old, 1)
  addOldFile(old, { name: '1.jpg', hash: 1, photo })
  const columns = {
    photos: Int32Array.of(photo),
    clusters: Int32Array.of(7),
    similarities: Float32Array.of(0.25),
  }
  old.run(
    "INSERT INTO clusterings VALUES (3, 'features:1', 0.75, 2, ?, ?, ?, 5)",
    ...Object.values(columns).map(({ buffer }) => new Uint8Array(buffer)),
  )
  old.close()
  const store = closing(openStore(folder))
  expect(store.check()).toEqual([])
  const kept = { space: 'features:1', inertia: 0.75, seed: 2, ...columns }
  expect(store.clusters.latest()).toEqual({
    ...{ ...kept, id: 3, createdAt: 5 },
    ...{ byHand: false, isFirst: true, afterDecision: 0 },
  })
  const id = store.clusters.put({ ...kept, byHand: true })
  expect(store.clusters.latest()).toMatchObject({ id, byHand: true, isFirst: false })
  expect(store.clusters.takeBack(id)).toBe(3)
  expect(store.check()).toEqual([])
})

/** @file Migration 15: a library of version 14 opens, is sound, and keeps maps. */
import { expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'
import { closing, temporaryFolder } from '../unit/store/support.ts'

test('maps are kept, one for each space', () => {
  const folder = temporaryFolder()
  openDatabase(folder, migrations.slice(0, 14)).close()
  const store = closing(openStore(folder))
  expect(store.check()).toEqual([])
  expect(store.maps.get('features:1')).toBeUndefined()
  const map = { photos: Int32Array.of(3, 8), positions: Float32Array.of(0.5, -1, 2, 4) }
  store.maps.put({ space: 'features:1', photos: Int32Array.of(3), positions: Float32Array.of(9, 9) })
  store.maps.put({ space: 'features:1', ...map })
  expect(store.maps.get('features:1')).toMatchObject(map)
  expect(store.maps.get('head:1')).toBeUndefined()
  expect(() => {
    store.maps.put({ space: 'x', photos: map.photos, positions: new Float32Array(3) })
  }).toThrow()
  expect(store.check()).toEqual([])
})

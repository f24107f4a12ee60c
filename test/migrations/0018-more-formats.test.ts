/** @file Migration 18: what was refused because of its format is read again, and nothing else. */
import { expect, test } from 'vitest'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { migrations } from '../../main/store/migrations/index.ts'
import { openStore } from '../../main/store/store.ts'
import { closing, temporaryFolder } from '../unit/store/support.ts'
import { addOldFile, addOldPhoto } from './old-rows.ts'

test('files of formats that were not read are new to the next index, however the reason was written', () => {
  const folder = temporaryFolder()
  const old = openDatabase(folder, migrations.slice(0, 17))
  const photo = addOldPhoto(old, 1)
  addOldFile(old, { name: 'a.jpg', hash: 1, photo })
  const reasons = {
    'b.heic': '{"key":"format-unsupported","values":{"format":"HEIC"}}',
    'c.nef': 'RAW (NEF) is not supported yet.',
    'd.jpg': '{"key":"picture-truncated","values":{}}',
  }
  for (const [name, reason] of Object.entries(reasons)) {
    addOldFile(old, { name, hash: name.length, photo: null })
    old.run('UPDATE files SET reason = ? WHERE relative_path = ?', reason, name)
  }
  old.close()
  const store = closing(openStore(folder))
  const known = store.files
    .under(1)
    .map(({ relativePath, modifiedNs }) => [relativePath, modifiedNs !== null])
  expect(known).toEqual([
    ['a.jpg', true],
    ['b.heic', false],
    ['c.nef', false],
    ['d.jpg', true],
  ])
  expect(store.check()).toEqual([])
})

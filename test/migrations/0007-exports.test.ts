/** @file Migration 7, from a library of version 6: it has exported nothing that it knows of, and can begin to. */
import { expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'
import { closing, temporaryFolder } from '../unit/store/support.ts'

test('a library of before knows no export, and has one mark for all folders from the first on', () => {
  const folder = temporaryFolder()
  openDatabase(folder, migrations.slice(0, 6)).close()
  const store = closing(openStore(folder))
  const mark = store.files.exportMark() // a library that is only read has none but its name
  expect([store.files.addExport('/out'), store.files.addExport('/other')]).toEqual([mark, mark])
  expect(store.files.exportMark()).toBe(mark)
  expect(store.check()).toEqual([])
})

test('a mark that an earlier version drew stays', () => {
  const folder = temporaryFolder()
  const database = openDatabase(folder, migrations.slice(0, 7))
  database.run("INSERT INTO exports VALUES ('/out', 'drawn')")
  database.close()
  const store = closing(openStore(folder))
  expect([store.files.exportMark(), store.files.addExport('/other')]).toEqual(['drawn', 'drawn'])
})

/** @file Migration 5, from a library of version 4 with labels: they stay, and their classes can then be renamed and taken back. */
import { expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'
import { closing, temporaryFolder } from '../unit/store/support.ts'
import { addOldPhoto } from './old-rows.ts'

test('labels and their decisions come through, and a class can be renamed and undone', () => {
  const folder = temporaryFolder()
  const database = openDatabase(folder, migrations.slice(0, 4))
  const photo = addOldPhoto(database, 1)
  database.run("INSERT INTO classes (label_set_id, name) VALUES (1, 'cat')")
  database.run("INSERT INTO decisions (label_set_id, kind, actor, at) VALUES (1, 'label', 'person', 11)")
  database.run("INSERT INTO decision_items VALUES (1, 0, ?, 'label', NULL, NULL, 1)", photo)
  database.run('INSERT INTO labels VALUES (1, ?, 1)', photo)
  database.close()
  const store = closing(openStore(folder))
  const nameOf = () => store.classes.name(store.journal.labels(1).get(photo) ?? 0)
  expect(nameOf()).toBe('cat')
  expect(store.journal.history(1)).toMatchObject([{ kind: 'label', classes: ['cat'], formerClasses: [] }])
  store.journal.changeClasses({ labelSet: 1, actor: 'test', change: 'rename', from: 'cat', to: 'tiger' })
  expect(nameOf()).toBe('tiger')
  store.journal.undo(1)
  expect(nameOf()).toBe('cat')
  expect(store.check()).toEqual([])
})

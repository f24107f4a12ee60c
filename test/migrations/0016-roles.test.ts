/** @file Migration 16: classes of version 15 stay classes, and photos can be set aside from then on. */
import { expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'
import { closing, temporaryFolder } from '../unit/store/support.ts'
import { addOldFile, addOldPhoto } from './old-rows.ts'

test('a class of before is still a class, whatever it is called, and its photo can be set aside', () => {
  const folder = temporaryFolder()
  const old = openDatabase(folder, migrations.slice(0, 15))
  const photo = addOldPhoto(old, 1)
  addOldFile(old, { name: '1.jpg', hash: 1, photo })
  old.run("INSERT INTO classes (label_set_id, parent_id, name) VALUES (1, NULL, 'unsure')")
  old.run("INSERT INTO decisions (label_set_id, kind, actor, at) VALUES (1, 'label', 'person', 1)")
  old.run(`INSERT INTO decision_items VALUES (1, 0, ${photo}, 'label', NULL, NULL, 1)`)
  old.run(`INSERT INTO labels VALUES (1, ${photo}, 1)`)
  old.close()
  const { classes, journal, ...store } = closing(openStore(folder))
  expect(store.check()).toEqual([])
  expect(classes.list(1)).toEqual([{ id: 1, name: 'unsure', photos: 1, missing: 0 }])
  expect(classes.role(1)).toBeNull()
  expect(journal.labels(1)).toEqual(new Map([[photo, 1]]))
  const aside = classes.ensure(1, '/unsure')
  expect(aside).not.toBe(1)
  expect(classes.ensure(1, '/unsure')).toBe(aside)
  const parts = { rejections: [], skips: [] }
  journal.decide({ labelSet: 1, kind: 'label', actor: 'test', labels: [{ photo, class: aside }], ...parts })
  expect(journal.labels(1)).toEqual(new Map())
  expect(journal.setAside(1)).toEqual(new Map([[photo, 'unsure']]))
  expect(classes.list(1)).toEqual([])
  journal.undo(1)
  expect(journal.labels(1)).toEqual(new Map([[photo, 1]]))
  expect(store.check()).toEqual([])
})

test('in a label set there is one class of each role at most', () => {
  const database = openDatabase(temporaryFolder(), migrations)
  const add = () =>
    database.run("INSERT INTO classes (label_set_id, name, role) VALUES (1, '/near-copy', 'near-copy')")
  add()
  expect(add).toThrow(/already|UNIQUE|internal/i)
  database.close()
})

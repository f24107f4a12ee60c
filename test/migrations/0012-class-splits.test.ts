/** @file Migration 12: decisions of a library of version 11 split no class, and a new one may. */
import { expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'
import { closing, temporaryFolder } from '../unit/store/support.ts'
import { addOldPhoto } from './old-rows.ts'

test('an old decision counts as an answer, and a split that follows it leaves what was answered', () => {
  const folder = temporaryFolder()
  const old = openDatabase(folder, migrations.slice(0, 11))
  const photo = addOldPhoto(old, 1)
  old.execute(`INSERT INTO classes (label_set_id, name) VALUES (1, 'bird'), (1, 'hen');
    INSERT INTO decisions (label_set_id, kind, actor, at) VALUES (1, 'label', 'person', 11);
    INSERT INTO decision_items VALUES (1, 0, ${photo}, 'label', NULL, NULL, 1);
    INSERT INTO labels VALUES (1, ${photo}, 1)`)
  old.close()
  const store = closing(openStore(folder))
  expect(store.check()).toEqual([])
  expect(store.journal.labelsBeforeSplits(1)).toEqual(new Map())
  const decision = { labelSet: 1, kind: 'label', actor: 'person', rejections: [], skips: [] } as const
  store.journal.decide({ ...decision, isSplit: true, labels: [{ photo, class: 2 }] })
  expect(store.journal.labels(1)).toEqual(new Map([[photo, 2]]))
  expect(store.journal.labelsBeforeSplits(1)).toEqual(new Map([[photo, 1]]))
  store.journal.undo(1)
  expect(store.journal.labelsBeforeSplits(1)).toEqual(new Map())
  expect(store.check()).toEqual([])
})

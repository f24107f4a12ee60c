/** @file Migration 21, from a library of version 20: it has no imported suggestion, and can keep one for each photo, which goes with it. */
import { expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'
import { closing, temporaryFolder } from '../unit/store/support.ts'
import { addOldFile, addOldPhoto } from './old-rows.ts'

test('what another engine suggested is kept by photo, and is no label', () => {
  const folder = temporaryFolder()
  const old = openDatabase(folder, migrations.slice(0, 20))
  const [first, second] = [addOldPhoto(old, 1), addOldPhoto(old, 2)]
  addOldFile(old, { name: '1.jpg', hash: 1, photo: first })
  addOldFile(old, { name: '2.jpg', hash: 2, photo: second })
  old.close()
  const store = closing(openStore(folder))
  const { importedSuggestions } = store
  const labelSet = store.labelSets.current()
  expect([importedSuggestions.present(labelSet), importedSuggestions.of(labelSet, first)]).toEqual([
    [],
    undefined,
  ])
  importedSuggestions.put(labelSet, first, { class: 'animals/hen', probability: 0.5 })
  importedSuggestions.put(labelSet, second, { class: 'cat', probability: 0.75 })
  expect(importedSuggestions.present(labelSet)).toEqual([
    { photo: second, class: 'cat', probability: 0.75 },
    { photo: first, class: 'animals/hen', probability: 0.5 },
  ])
  importedSuggestions.put(labelSet, second, null)
  expect(importedSuggestions.of(labelSet, second)).toBeUndefined()
  expect(() => {
    importedSuggestions.put(labelSet, second, { class: 'cat', probability: 2 })
  }).toThrow()
  expect(store.journal.labels(labelSet).size).toBe(0)
  store.forgetPhoto(first)
  expect(importedSuggestions.present(labelSet)).toEqual([])
  expect(store.check()).toEqual([])
})

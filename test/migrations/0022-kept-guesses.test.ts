/** @file Migration 22: a library of version 21 opens, is sound, and keeps guesses for the state that they were computed from. */
import { expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/index.ts'
import { connect } from '../../main/store/lifecycle/database.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { makeBackup, libraryFile } from '../../main/store/recovery/backups.ts'
import { openStore } from '../../main/store/store.ts'
import { addFeatures, addPhotos, closing, label, temporaryFolder } from '../unit/store/support.ts'

const PROGRAM = 'twinsort 1'
const GUESSES = {
  photos: Int32Array.of(3, 1),
  classes: Int32Array.of(7, 8),
  probabilities: Float64Array.of(0.1 + 0.2, 1 / 3),
}

function library() {
  const folder = temporaryFolder()
  openDatabase(folder, migrations.slice(0, 21)).close()
  const store = closing(openStore(folder))
  const photos = addPhotos(store, 3)
  store.features.setActive(addFeatures(store, photos))
  const labelSet = store.labelSets.current()
  const keep = (facts: unknown = { sure: 1 }): void => {
    const [version, lastDecision] = [store.modelVersion(), store.journal.lastId()]
    store.keptGuesses.put(labelSet, { madeBy: PROGRAM, version, lastDecision, guesses: GUESSES, facts })
  }
  const current = (by = PROGRAM) => store.keptGuesses.current(labelSet, by)
  return { folder, store, photos, labelSet, keep, current }
}

test('the last guesses are kept to the last bit, for the program that made them', () => {
  const { store, keep, current } = library()
  expect([store.check(), current()]).toEqual([[], undefined])
  keep({ sure: 9 })
  keep()
  expect(current()).toEqual({ ...GUESSES, facts: { sure: 1 } })
  expect(current('twinsort 2')).toBeUndefined()
  expect(store.check()).toEqual([])
})

test('they are of the library as it was: none are there after a decision, after its undo, or when a photo has gone', () => {
  const { store, photos, labelSet, keep, current } = library()
  const changes = [
    () => label(store, labelSet, [{ photo: photos[0], class: store.classes.ensure(labelSet, 'cat') }]),
    () => store.journal.undo(labelSet),
    () => {
      store.files.markMissing([1])
    },
  ]
  for (const change of changes) {
    keep()
    expect(current()).toBeDefined()
    change()
    expect(current()).toBeUndefined()
  }
})

test('a forgotten photo takes them along, changed bytes are noticed and left alone, and a backup has none', () => {
  const { folder, store, photos, keep, current } = library()
  keep()
  const backup = makeBackup(folder, 'asked', Date.now())
  const copied = connect(backup.path)
  expect(copied.all('SELECT * FROM kept_guesses')).toEqual([])
  copied.close()
  const rows = (): unknown[] => {
    const database = connect(libraryFile(folder))
    const found = database.all('SELECT label_set_id FROM kept_guesses')
    database.close()
    return found
  }
  store.forgetPhoto(photos[1])
  expect(rows()).toEqual([])
  keep()
  const other = connect(libraryFile(folder))
  other.run('UPDATE kept_guesses SET probabilities = zeroblob(16)')
  other.close()
  keep()
  expect(current()).toBeUndefined()
  store.forgetPhoto(photos[0])
  expect(rows()).toHaveLength(1) // a link between its pages may be wrong: to free them could take others along
})

/** @file Colours and keys of classes: a setting that follows renamed and merged classes, and that backups and repairs keep. */
import path from 'node:path'
import { expect, test } from 'vitest'
import { classMarks, markClass } from '../../../main/jobs/labels/class-marks.ts'
import { copyLibrary } from '../../../main/store/recovery/copy-tables.ts'
import { openMemoryStore, openStore } from '../../../main/store/store.ts'
import { closing, label, photoOf, temporaryFolder } from '../store/support.ts'

function storeWith(names: readonly string[], store = closing(openMemoryStore()), firstPhoto = 1) {
  const labelSet = store.labelSets.current()
  names.forEach((name, index) => {
    const photo = store.photos.add(photoOf(firstPhoto + index))
    label(store, labelSet, [{ photo, class: store.classes.ensure(labelSet, name) }])
  })
  const change = { labelSet, actor: 'test' }
  return {
    store,
    labelSet,
    rename: (from: string, to: string) =>
      store.journal.changeClasses({ ...change, change: 'rename', from, to }),
    merge: (classes: string[], into: string) =>
      store.journal.changeClasses({ ...change, change: 'merge', classes, into }),
    remove: (name: string) => store.journal.changeClasses({ ...change, change: 'delete', class: name }),
    undo: () => store.journal.undo(labelSet, 'test'),
  }
}

test('what is given stays until it is taken away, each alone', () => {
  const folder = temporaryFolder()
  const { store } = storeWith(['hen', 'cat'], openStore(folder))
  expect(classMarks(store)).toEqual([])
  expect(markClass(store, { class: 'hen', colour: 'red' })).toEqual({
    class: 'hen',
    colour: 'red',
    key: null,
  })
  expect(markClass(store, { class: 'hen', key: 'h' })).toEqual({ class: 'hen', colour: 'red', key: 'h' })
  markClass(store, { class: 'cat', key: '1' })
  store.close()
  const again = closing(openStore(folder))
  expect(classMarks(again)).toEqual([
    { class: 'cat', colour: null, key: '1' },
    { class: 'hen', colour: 'red', key: 'h' },
  ])
  markClass(again, { class: 'hen', colour: null })
  markClass(again, { class: 'cat', key: null })
  expect(classMarks(again)).toEqual([{ class: 'hen', colour: null, key: 'h' }])
})

test('a key has one class, and a class that no photo has gets none', () => {
  const { store } = storeWith(['hen', 'cat'])
  markClass(store, { class: 'hen', key: '1' })
  expect(() => markClass(store, { class: 'cat', key: '1', colour: 'red' })).toThrow(
    expect.objectContaining({ code: 'conflict', details: { class: 'hen' } }),
  )
  expect(() => markClass(store, { class: 'dog', key: '2' })).toThrow(
    expect.objectContaining({ code: 'not-found' }),
  )
  expect(classMarks(store)).toEqual([{ class: 'hen', colour: null, key: '1' }])
  markClass(store, { class: 'hen', key: '1' }) // its own key is none of another class
  markClass(store, { class: 'hen', key: null })
  markClass(store, { class: 'cat', key: '1' })
  expect(classMarks(store)).toEqual([{ class: 'cat', colour: null, key: '1' }])
})

test('they follow a class that is renamed, merged or deleted, and come back with it', () => {
  const { store, rename, merge, remove, undo } = storeWith(['hen', 'cat', 'dog'])
  markClass(store, { class: 'hen', colour: 'red', key: 'h' })
  rename('hen', 'animals/hen')
  expect(classMarks(store)).toEqual([{ class: 'animals/hen', colour: 'red', key: 'h' }])
  merge(['animals/hen'], 'cat')
  expect(classMarks(store)).toEqual([{ class: 'cat', colour: 'red', key: 'h' }])
  // A class of its own colour keeps it, and what came to it by the merge is not lost, but waits.
  markClass(store, { class: 'cat', colour: 'blue', key: null })
  expect(classMarks(store)).toEqual([{ class: 'cat', colour: 'blue', key: null }])
  undo()
  expect(classMarks(store)).toEqual([
    { class: 'animals/hen', colour: 'red', key: 'h' },
    { class: 'cat', colour: 'blue', key: null },
  ])
  remove('animals/hen')
  expect(classMarks(store)).toEqual([{ class: 'cat', colour: 'blue', key: null }])
  // Meanwhile its key is free; the class that got it last has it.
  markClass(store, { class: 'dog', key: 'h' })
  undo()
  expect(classMarks(store)).toEqual([
    { class: 'animals/hen', colour: 'red', key: null },
    { class: 'cat', colour: 'blue', key: null },
    { class: 'dog', colour: null, key: 'h' },
  ])
})

test('each label set has its own, and a backup has them all', () => {
  const folder = temporaryFolder()
  const { store } = storeWith(['hen'], openStore(folder))
  markClass(store, { class: 'hen', key: 'h' })
  store.labelSets.remember(store.labelSets.add('place'))
  store.close()
  const { store: other } = storeWith(['hen', 'sea'], openStore(folder), 2)
  expect(classMarks(other)).toEqual([])
  markClass(other, { class: 'sea', key: 'h' })
  expect(classMarks(other)).toEqual([{ class: 'sea', colour: null, key: 'h' }])
  other.labelSets.remember(other.labelSets.list()[0].id)
  other.close()
  const copy = temporaryFolder()
  copyLibrary(path.join(folder, 'library.db'), path.join(copy, 'library.db'))
  expect(classMarks(closing(openStore(copy)))).toEqual([{ class: 'hen', colour: null, key: 'h' }])
})

test('they stay with their class when its name becomes that of another', () => {
  const { store, labelSet, rename, undo } = storeWith(['hen', 'cat', 'dog'])
  markClass(store, { class: 'hen', colour: 'red', key: 'h' })
  rename('hen', 'hen/brown') // which makes a new `hen` above it
  expect(classMarks(store)).toEqual([{ class: 'hen/brown', colour: 'red', key: 'h' }])
  const photo = store.photos.add(photoOf(9))
  label(store, labelSet, [{ photo, class: store.classes.ensure(labelSet, 'hen') }])
  expect(classMarks(store)).toEqual([{ class: 'hen/brown', colour: 'red', key: 'h' }])
  undo()
  expect(classMarks(store)).toEqual([{ class: 'hen/brown', colour: 'red', key: 'h' }])
  markClass(store, { class: 'cat', key: 'c' })
  markClass(store, { class: 'dog', key: 'd' })
  rename('cat', 'other')
  rename('dog', 'cat')
  rename('other', 'dog')
  expect(classMarks(store)).toEqual([
    { class: 'cat', colour: null, key: 'd' },
    { class: 'dog', colour: null, key: 'c' },
    { class: 'hen/brown', colour: 'red', key: 'h' },
  ])
})

test('of two with one key the one that got it last has it, whatever its name was', () => {
  const { store, labelSet, rename, remove } = storeWith(['hen', 'dog'])
  markClass(store, { class: 'hen', key: 'h' })
  remove('hen')
  markClass(store, { class: 'dog', key: 'h' })
  rename('dog', 'hound')
  const photo = store.photos.add(photoOf(9))
  label(store, labelSet, [{ photo, class: store.classes.ensure(labelSet, 'hen') }])
  expect(classMarks(store)).toEqual([{ class: 'hound', colour: null, key: 'h' }])
})

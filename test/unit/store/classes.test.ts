/** @file Class names as a person writes them, as a tree. */
import { expect, test } from 'vitest'
import { openMemoryStore } from '../../../main/store/store.ts'
import { addPhotos, closing, label } from './support.ts'

test('a class is made with its ancestors, once', () => {
  const store = closing(openMemoryStore())
  const set = store.labelSets.current()
  const rooster = store.classes.ensure(set, 'animals/birds/rooster')
  expect(store.classes.ensure(set, 'animals/birds/rooster')).toBe(rooster)
  const birds = store.classes.find(set, 'animals/birds')
  expect(birds).toBeDefined()
  expect(store.classes.ensure(set, 'animals/birds')).toBe(birds)
  expect([...store.classes.names(set).values()]).toEqual([
    'animals',
    'animals/birds',
    'animals/birds/rooster',
  ])
  expect(store.classes.name(rooster)).toBe('animals/birds/rooster')
})

test('a name is unique below its parent only', () => {
  const store = closing(openMemoryStore())
  const set = store.labelSets.current()
  const red = store.classes.ensure(set, 'birds/red')
  expect(store.classes.ensure(set, 'cars/red')).not.toBe(red)
  expect(store.classes.ensure(set, 'red')).not.toBe(red)
  expect(store.classes.find(set, 'boats/red')).toBeUndefined()
})

test('composed and decomposed letters, and blanks around a level, are the same name', () => {
  const store = closing(openMemoryStore())
  const set = store.labelSets.current()
  const id = store.classes.ensure(set, 'animaux/b\u00e9lier')
  expect(store.classes.ensure(set, '  animaux / be\u0301lier ')).toBe(id)
  expect(store.classes.name(id)).toBe('animaux/b\u00e9lier')
  expect(store.classes.ensure(set, 'animaux/B\u00e9lier')).not.toBe(id)
})

test.each(['', '  ', '/', 'a//b', 'a/', '/a', 'x'.repeat(201)])('%j is no name', (name) => {
  const store = closing(openMemoryStore())
  expect(() => store.classes.ensure(store.labelSets.current(), name)).toThrow(
    expect.objectContaining({ code: 'bad-input' }),
  )
})

test('label sets keep their classes apart', () => {
  const store = closing(openMemoryStore())
  const subject = store.labelSets.current()
  const quality = store.labelSets.ensure('quality')
  expect(store.labelSets.ensure('quality')).toBe(quality)
  expect(store.labelSets.list()).toEqual([
    { id: subject, name: 'subject' },
    { id: quality, name: 'quality' },
  ])
  expect(store.classes.ensure(subject, 'good')).not.toBe(store.classes.ensure(quality, 'good'))
  expect(() => store.classes.ensure(99, 'good')).toThrow(expect.objectContaining({ code: 'not-found' }))
})

test('the list holds the classes that label a photo now, by name', () => {
  const store = closing(openMemoryStore())
  const set = store.labelSets.current()
  const [first, second, third] = addPhotos(store, 3)
  const zebra = store.classes.ensure(set, 'animals/zebra')
  const ant = store.classes.ensure(set, 'animals/ant')
  label(store, set, [
    { photo: first, class: zebra },
    { photo: second, class: zebra },
    { photo: third, class: ant },
  ])
  expect(store.classes.list(set)).toEqual([
    { id: ant, name: 'animals/ant', photos: 1, missing: 0 },
    { id: zebra, name: 'animals/zebra', photos: 2, missing: 0 },
  ])
  label(store, set, [{ photo: third, class: null }])
  expect(store.classes.list(set).map(({ name }) => name)).toEqual(['animals/zebra'])
  expect(() => store.classes.name(99)).toThrow(expect.objectContaining({ code: 'not-found' }))
})

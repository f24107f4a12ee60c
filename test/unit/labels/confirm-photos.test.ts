/** @file Suggestions that are confirmed together. */
import { expect, test } from 'vitest'
import { confirmPhotos } from '../../../main/jobs/labels/relabel-photos.ts'
import { openMemoryStore } from '../../../main/store/store.ts'
import { addPhotos, closing } from '../store/support.ts'

test('photos of several classes are confirmed by one decision, which undo takes back, and none that has a label', () => {
  const store = closing(openMemoryStore())
  const labelSet = store.labelSets.default()
  const [first, second, third] = addPhotos(store, 3)
  const before = confirmPhotos(store, { groups: [{ class: 'own', ids: [third] }] })
  const groups = [
    { class: 'cat', ids: [first, first, third] },
    { class: 'dog', ids: [second] },
  ]
  const { decision, labelled } = confirmPhotos(store, { groups })
  expect(labelled).toBe(2)
  const names = () =>
    [...store.journal.labels(labelSet)].map(([photo, id]) => [photo, store.classes.name(id)])
  expect(names()).toEqual([
    [first, 'cat'],
    [second, 'dog'],
    [third, 'own'],
  ])
  expect(confirmPhotos(store, { groups })).toEqual({ decision, labelled: 0 })
  expect(store.journal.undo(labelSet)).toBe(decision)
  expect(names()).toEqual([[third, 'own']])
  expect(before.labelled).toBe(1)
})

test('a photo that is to have two classes is refused, and nothing is stored', () => {
  const store = closing(openMemoryStore())
  const [photo] = addPhotos(store, 1)
  const groups = [
    { class: 'cat', ids: [photo] },
    { class: 'dog', ids: [photo] },
  ]
  expect(() => confirmPhotos(store, { groups })).toThrow(expect.objectContaining({ code: 'bad-input' }))
  expect(store.journal.labels(store.labelSets.default()).size).toBe(0)
})

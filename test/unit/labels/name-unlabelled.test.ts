/** @file A class for photos that have none: what the person said before stays, and undo takes back all of it at once. */
import { expect, it } from 'vitest'
import { nameUnlabelled } from '../../../main/jobs/labels/name-unlabelled.ts'
import { openMemoryStore } from '../../../main/store/store.ts'
import { addPhotos, closing, label } from '../store/support.ts'

it('names photos without a label, keeps labels and refusals, and is one decision', () => {
  const store = closing(openMemoryStore())
  const set = store.labelSets.current()
  const [first, second, other, refused] = addPhotos(store, 4)
  const [cat, dog] = [store.classes.ensure(set, 'cat'), store.classes.ensure(set, 'dog')]
  label(store, set, [{ photo: other, class: dog }])
  store.journal.decide({
    ...{ labelSet: set, kind: 'label', actor: 'test', labels: [], skips: [] },
    rejections: [{ photo: refused, class: cat }],
  })
  const before = store.journal.lastId()
  const ids = [first, second, other, refused, first]
  const { decision, ...counts } = nameUnlabelled(store, { groups: [{ ids, class: 'cat' }] })
  expect(counts).toEqual({ labelled: 2, refused: 1 })
  expect(decision).toBe(before + 1)
  const labels = () => [...store.journal.labels(set)]
  expect(labels()).toEqual([
    [first, cat],
    [second, cat],
    [other, dog],
  ])
  // Nothing is left to name: nothing is decided.
  expect(nameUnlabelled(store, { groups: [{ ids, class: 'cat' }] })).toEqual({
    decision,
    labelled: 0,
    refused: 1,
  })
  expect(store.journal.lastId()).toBe(decision)
  store.journal.undo(set)
  expect(labels()).toEqual([[other, dog]])
  expect(() => nameUnlabelled(store, { groups: [{ ids: [99], class: 'cat' }] })).toThrow()
  // Photos of several classes are one decision as well, and none is to have two.
  const several = [
    { ids: [first], class: 'dog' },
    { ids: [second, refused], class: 'cat' },
  ]
  expect(nameUnlabelled(store, { groups: several })).toMatchObject({ labelled: 2, refused: 1 })
  expect(labels()).toEqual([
    [first, dog],
    [second, cat],
    [other, dog],
  ])
  store.journal.undo(set)
  expect(labels()).toEqual([[other, dog]])
  const twice = [...several, { ids: [first], class: 'cat' }]
  expect(() => nameUnlabelled(store, { groups: twice })).toThrow()
  expect(labels()).toEqual([[other, dog]])
})

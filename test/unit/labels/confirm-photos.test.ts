/** @file Suggestions that are confirmed together. */
import { expect, test } from 'vitest'
import { confirmPhotos, relabelPhotos } from '../../../main/jobs/labels/relabel-photos.ts'
import { openMemoryStore, type Store } from '../../../main/store/store.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { addPhotos, closing } from '../store/support.ts'

/** A class can be suggested for others once a photo has it. */
function give(store: Store, photo: PhotoId, name: string): void {
  relabelPhotos(store, { ids: [photo], class: name, only: 'all' })
}
function named(store: Store): [PhotoId, string][] {
  const labels = store.journal.labels(store.labelSets.current())
  return [...labels].map(([photo, id]) => [photo, store.classes.name(id)])
}

test('photos of several classes are confirmed by one decision, which undo takes back, and none that has a label', () => {
  const store = closing(openMemoryStore())
  const labelSet = store.labelSets.current()
  const [cat, dog, first, second, third] = addPhotos(store, 5)
  give(store, cat, 'cat')
  give(store, dog, 'dog')
  give(store, third, 'own')
  const before = named(store)
  const groups = [
    { class: 'cat', ids: [first, first, third] },
    { class: 'dog', ids: [second] },
  ]
  const { decision, labelled } = confirmPhotos(store, { groups })
  expect(labelled).toBe(2)
  expect(named(store)).toEqual([
    [cat, 'cat'],
    [dog, 'dog'],
    [first, 'cat'],
    [second, 'dog'],
    [third, 'own'],
  ])
  expect(confirmPhotos(store, { groups })).toEqual({ decision, labelled: 0 })
  expect(store.journal.undo(labelSet)).toBe(decision)
  expect(named(store)).toEqual(before)
})

test('a class that was refused for a photo since it was suggested stays refused', () => {
  const store = closing(openMemoryStore())
  const labelSet = store.labelSets.current()
  const [cat, refused, other] = addPhotos(store, 3)
  give(store, cat, 'cat')
  const rejections = [{ photo: refused, class: store.classes.ensure(labelSet, 'cat') }]
  store.journal.decide({ labelSet, kind: 'label', actor: 'person', labels: [], rejections, skips: [] })
  const { labelled } = confirmPhotos(store, { groups: [{ class: 'cat', ids: [refused, other] }] })
  expect(labelled).toBe(1)
  expect(named(store)).toEqual([
    [cat, 'cat'],
    [other, 'cat'],
  ])
  expect(store.journal.rejections(labelSet)).toEqual(rejections)
})

test.each(['deleted', 'renamed', 'emptied'] as const)('a class that was %s does not come back', (how) => {
  const store = closing(openMemoryStore())
  const labelSet = store.labelSets.current()
  const [cat, other] = addPhotos(store, 2)
  give(store, cat, 'cat')
  const by = { labelSet, actor: 'person' } as const
  if (how === 'deleted') store.journal.changeClasses({ ...by, change: 'delete', class: 'cat' })
  if (how === 'renamed') store.journal.changeClasses({ ...by, change: 'rename', from: 'cat', to: 'pet' })
  if (how === 'emptied') relabelPhotos(store, { ids: [cat], class: null, only: 'all' })
  const before = named(store)
  expect(confirmPhotos(store, { groups: [{ class: 'cat', ids: [other] }] }).labelled).toBe(0)
  expect(named(store)).toEqual(before)
})

test('a photo that is to have two classes is refused, and nothing is stored', () => {
  const store = closing(openMemoryStore())
  const [cat, dog, photo] = addPhotos(store, 3)
  give(store, cat, 'cat')
  give(store, dog, 'dog')
  const before = named(store)
  const groups = [
    { class: 'cat', ids: [photo] },
    { class: 'dog', ids: [photo] },
  ]
  expect(() => confirmPhotos(store, { groups })).toThrow(expect.objectContaining({ code: 'bad-input' }))
  expect(named(store)).toEqual(before)
})

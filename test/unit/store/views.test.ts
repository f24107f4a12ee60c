/** @file Views of the photos that are kept in the library. */
import { expect, test } from 'vitest'
import { openMemoryStore, openStore } from '../../../main/store/store.ts'
import { savedViews } from '../../../main/jobs/library/saved-views.ts'
import { closing, label, photoOf, temporaryFolder } from './support.ts'

test('saved views stay in the library, by name, one of each; one may take the place of another', () => {
  const folder = temporaryFolder()
  const store = openStore(folder)
  expect(store.views.all()).toEqual([])
  store.views.save({ name: 'View 10', query: { class: ['sea', 'sky'], group: 'day' } })
  store.views.save({ name: 'view 9', query: { text: 'first' } })
  store.views.save({ name: 'view 9', query: { text: 'second' } })
  store.close()
  const again = closing(openStore(folder))
  expect(again.views.all()).toEqual([
    { name: 'view 9', query: { text: 'second' } },
    { name: 'View 10', query: { class: ['sea', 'sky'], group: 'day' } },
  ])
  again.views.save({ name: 'other', query: { text: 'second' } }, 'view 9')
  again.views.remove('not there')
  expect(again.views.all().map(({ name }) => name)).toEqual(['other', 'View 10'])
  again.views.remove('other')
  again.views.remove('View 10')
  expect(again.views.all()).toEqual([])
})

test('a saved view follows its classes when they are renamed, merged and given back their names', () => {
  const store = closing(openMemoryStore())
  const set = store.labelSets.current()
  const add = (id: number, name: string) => {
    const photo = store.photos.add(photoOf(id))
    label(store, set, [{ photo, class: store.classes.ensure(set, name) }])
  }
  add(1, 'birds/hen')
  add(2, 'sea')
  add(3, 'sky')
  store.views.save({ name: 'mine', query: { class: ['birds', 'sea', 'never seen'], order: 'unsure' } })
  const classes = () => savedViews(store).views[0].query.class
  const by = { labelSet: set, actor: 'test' }
  expect(classes()).toEqual(['birds', 'sea', 'never seen'])
  store.journal.changeClasses({ ...by, change: 'rename', from: 'birds', to: 'poultry' })
  store.journal.changeClasses({ ...by, change: 'merge', classes: ['sea'], into: 'sky' })
  expect(classes()).toEqual(['poultry', 'sky', 'never seen'])
  store.journal.changeClasses({ ...by, change: 'rename', from: 'sky', to: 'poultry/air' })
  expect(classes()).toEqual(['poultry', 'poultry/air', 'never seen'])
  expect(savedViews(store).views[0].query.order).toBe('unsure')
  add(4, 'sea') // another class has the name now
  expect(classes()).toEqual(['poultry', 'sea', 'never seen'])
  for (let step = 0; step < 4; step += 1) store.journal.undo(set)
  expect(classes()).toEqual(['birds', 'sea', 'never seen'])
})

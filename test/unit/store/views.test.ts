/** @file Views of the photos that are kept in the library. */
import { expect, test } from 'vitest'
import { openStore } from '../../../main/store/store.ts'
import { closing, temporaryFolder } from './support.ts'

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

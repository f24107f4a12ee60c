/** @file Several questions about the same photos: made, renamed, removed, brought back; which one an opening of the library works on. */
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { importHistory } from '../../../main/jobs/history/import-history.ts'
import { exportHistory } from '../../../main/jobs/history/export-history.ts'
import { mergeLibrary } from '../../../main/jobs/snapshots/merge-library.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { addPhotos, label } from '../store/support.ts'

function opened(folder: string, labelSet?: string): Store {
  const store = openStore(folder, { labelSet })
  onTestFinished(() => {
    store.close()
  })
  return store
}

function labelled(store: Store, photo: number, name: string): void {
  const set = store.labelSets.current()
  label(store, set, [{ photo, class: store.classes.ensure(set, name) }])
}

/** The class of each photo in a set. */
function labelsIn(store: Store, set = store.labelSets.current()): string[] {
  return [...store.journal.labels(set)].map(([photo, id]) => `${photo} ${store.classes.name(id)}`)
}

const { signal } = new AbortController()

it('works on one set from its opening to its end; the next opening takes the one that is remembered', async () => {
  const folder = await temporaryFolder()
  const store = opened(folder)
  const first = store.labelSets.current()
  const second = store.labelSets.add('keep')
  expect(opened(folder).labelSets.current()).toBe(first)
  store.labelSets.remember(second)
  expect(store.labelSets.current()).toBe(first)
  expect(opened(folder).labelSets.current()).toBe(second)
  expect(opened(folder, 'subject').labelSets.current()).toBe(first)
  expect(opened(folder).labelSets.current()).toBe(second) // a set that was named is not remembered
  expect(() => opened(folder, 'size').labelSets.current()).toThrow(
    'The library has no question "size". There are: "subject" and "keep".',
  )
})

it('has names of its own, in one form, of one level', async () => {
  const store = opened(await temporaryFolder())
  store.labelSets.add(' keep  it ')
  expect(store.labelSets.list().map(({ name }) => name)).toEqual(['subject', 'keep it'])
  expect(() => store.labelSets.add('keep it')).toThrow('There is a question "keep it" already.')
  for (const unfit of ['', ' ', 'a/b', 'x'.repeat(61)])
    expect(() => store.labelSets.add(unfit)).toThrow('1 to 60 letters')
  store.labelSets.rename(2, 'keep it')
  expect(() => {
    store.labelSets.rename(2, 'subject')
  }).toThrow('There is a question "subject" already.')
  store.labelSets.rename(1, 'kind')
  expect(store.labelSets.list().map(({ name }) => name)).toEqual(['kind', 'keep it'])
})

it('takes no more decisions once it was removed, also where it is still open, and comes back as it was', async () => {
  const folder = await temporaryFolder()
  const store = opened(folder)
  const [first, second] = addPhotos(store, 2)
  const keep = store.labelSets.add('keep')
  const other = opened(folder, 'keep')
  labelled(store, first, 'cat')
  labelled(other, first, 'yes')
  labelled(other, second, '/unsure')
  expect(store.labelSets.counted()).toMatchObject([
    { name: 'subject', labels: 1, classes: 1 },
    { name: 'keep', labels: 1, classes: 1 },
  ])
  store.labelSets.remove(keep)
  expect(() => {
    labelled(other, second, 'no')
  }).toThrow('no question 2')
  expect(() => {
    store.labelSets.remove(1)
  }).toThrow('only question')
  expect(store.labelSets.removed()).toEqual([{ id: keep, name: 'keep', labels: 1 }])
  expect(store.journal.countEntries()).toBe(1)
  // Its name is free meanwhile, and then it has to wait for it.
  const another = store.labelSets.add('keep')
  expect(labelsIn(store, another)).toEqual([])
  expect(() => {
    store.labelSets.restore(keep)
  }).toThrow('There is a question "keep" already.')
  store.labelSets.rename(another, 'size')
  store.labelSets.restore(keep)
  expect(labelsIn(other)).toEqual(['1 yes'])
  labelled(other, second, 'no')
  expect(labelsIn(other)).toEqual(['1 yes', '2 no'])
  expect(labelsIn(store)).toEqual(['1 cat'])
  expect(store.check()).toEqual([])
})

it('has groups, views and versions of its own', async () => {
  const folder = await temporaryFolder()
  const store = opened(folder)
  store.labelSets.add('keep')
  const other = opened(folder, 'keep')
  const groups = { space: 'head:1', inertia: 0, seed: 0, byHand: true }
  const columns = { photos: new Int32Array(), clusters: new Int32Array(), similarities: new Float32Array() }
  const of = (each: Store) => each.clusters.put({ ...groups, ...columns })
  const [mine, theirs] = [of(store), of(other)]
  expect(store.clusters.latest()).toMatchObject({ id: mine, isFirst: true })
  expect(other.clusters.latest()).toMatchObject({ id: theirs, isFirst: true })
  const again = of(store)
  expect(store.clusters.takeBack(theirs)).toBeUndefined()
  expect(store.clusters.takeBack(again)).toBe(mine)
  expect(other.clusters.latest()?.id).toBe(theirs)
  store.views.save({ name: 'cats', query: { class: ['cat'] } })
  other.views.save({ name: 'cats', query: { class: ['yes'] } })
  expect(store.views.all()).toEqual([{ name: 'cats', query: { class: ['cat'] } }])
  other.views.remove('cats')
  expect(store.views.all()).toHaveLength(1)
})

it('is found by its name in a file of decisions; the only one here takes those of the only one there', async () => {
  const folder = await temporaryFolder()
  const [from, to] = [opened(path.join(folder, 'from')), opened(path.join(folder, 'to'))]
  for (const store of [from, to]) addPhotos(store, 2)
  from.labelSets.rename(1, 'kind')
  labelled(from, 1, 'cat')
  const file = path.join(folder, 'history.jsonl')
  await exportHistory(from.journal, file)
  await importHistory({ store: to, signal }, { file })
  expect(to.labelSets.list()).toEqual([{ id: 1, name: 'subject' }])
  expect(labelsIn(to)).toEqual(['1 cat'])

  from.labelSets.add('keep')
  labelled(opened(path.join(folder, 'from'), 'keep'), 2, 'yes')
  to.labelSets.rename(1, 'kind')
  await exportHistory(from.journal, `${file}2`)
  await importHistory({ store: to, signal }, { file: `${file}2` })
  expect(labelsIn(to)).toEqual(['1 cat'])
  expect(labelsIn(to, to.labelSets.list().find(({ name }) => name === 'keep')?.id)).toEqual(['2 yes'])
})

it('takes the labels of the same question from another library', async () => {
  const folder = await temporaryFolder()
  const [mine, theirs] = [opened(path.join(folder, 'mine')), opened(path.join(folder, 'theirs'))]
  for (const store of [mine, theirs]) {
    addPhotos(store, 2)
    store.labelSets.add('keep')
  }
  labelled(theirs, 1, 'cat')
  labelled(opened(path.join(folder, 'theirs'), 'keep'), 2, 'yes')
  const inKeep = opened(path.join(folder, 'mine'), 'keep')
  mergeLibrary(
    { store: inKeep, signal },
    { library: path.join(folder, 'theirs'), name: 'theirs', dryRun: false },
  )
  expect(labelsIn(inKeep)).toEqual(['2 yes'])
  expect(labelsIn(mine)).toEqual([])
  expect(mine.labelSnapshots.list(mine.labelSets.current())).toEqual([])
})

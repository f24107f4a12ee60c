/** @file Folders that lie elsewhere now, e.g. after the library was copied to another computer, are found, compared and taken over. */
import { cp, mkdir, readdir, readFile, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findFolders } from '../../../main/jobs/moved-folders/find-folders.ts'
import { moveFolders } from '../../../main/jobs/moved-folders/move-folders.ts'
import { possiblePlaces } from '../../../main/jobs/moved-folders/possible-places.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runIndex } from '../../support/index-job.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'

async function libraryOf(...folders: readonly string[]): Promise<Store> {
  const store = openStore(path.join(await temporaryFolder(), 'library'))
  onTestFinished(() => {
    store.close()
  })
  await runIndex({ store, folders: [...folders] })
  const set = store.labelSets.current()
  const one = store.classes.ensure(set, 'kept')
  const labels = store.photos.presentIds().map((photo) => ({ photo, class: one }))
  store.journal.decide({ labelSet: set, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  return store
}

function work(store: Store) {
  return { store, signal: new AbortController().signal, report: () => undefined }
}

const labelsOf = (store: Store) => store.journal.labels(store.labelSets.current()).size

/** Copied by a program that keeps no times. */
async function copied(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true })
  for (const file of await readdir(to, { recursive: true }))
    await utimes(path.join(to, file), 1_000_000, 1_000_000)
}

test('several folders that moved under one parent are found by one of them, and taken over in one step', async () => {
  const [old, now] = [path.join(await temporaryFolder(), 'old'), path.join(await temporaryFolder(), 'now')]
  const folders = ['scans', 'holiday/2019', 'holiday/2020'] // shortest first, as they are read
  for (const [seed, folder] of folders.entries())
    await drawLibrary(path.join(old, folder), { classes: 2, perClass: 3, seed })
  const store = await libraryOf(...folders.map((folder) => path.join(old, folder)))
  await copied(old, now)
  await rm(old, { recursive: true })

  const place = path.join(now, 'holiday/2020')
  const { found, notFound } = await findFolders(work(store), { place })
  expect(notFound).toEqual([])
  const as = { photos: 6, there: 6, changed: 0, compared: 6, same: 6, fits: true }
  const pairs = folders.map((folder) => ({ from: path.join(old, folder), to: path.join(now, folder) }))
  expect(found).toEqual(pairs.map((pair) => ({ ...pair, ...as })))
  expect(store.files.roots().map((root) => root.path)).toEqual(pairs.map(({ from }) => from))

  const { moved, folders: after } = await moveFolders(work(store), { folders: pairs })
  expect(moved).toEqual(found)
  expect(after.map((folder) => [folder.path, folder.isThere, folder.labelled])).toEqual(
    pairs.map(({ to }) => [to, true, 6]),
  )
  expect(labelsOf(store)).toBe(18)
  const read = await runIndex({ store, folders: [] })
  expect(read).toMatchObject({ photos: 18, added: 0, moved: 0, missing: 0, lostLabels: 0 })
  expect(store.check()).toEqual([])
})

test('a folder above several is named with where it lies now, and what is not there keeps its label', async () => {
  const [old, now] = [path.join(await temporaryFolder(), 'old'), path.join(await temporaryFolder(), 'now')]
  const [first, second] = await drawLibrary(path.join(old, 'a'), { classes: 1, perClass: 4, seed: 1 })
  const store = await libraryOf(path.join(old, 'a'))
  await copied(old, now)
  const at = (file: string) => path.join(now, path.relative(old, file))
  await rm(at(first.path))
  await truncate(at(second.path), 10)

  const { found } = await findFolders(work(store), { folder: old, place: now })
  expect(found).toMatchObject([{ photos: 4, there: 2, changed: 1, compared: 2, same: 2, fits: true }])
  await moveFolders(work(store), { folders: [{ from: path.join(old, 'a'), to: path.join(now, 'a') }] })
  await runIndex({ store, folders: [] })
  expect(labelsOf(store)).toBe(4)
  await cp(old, now, { recursive: true })
  expect(await runIndex({ store, folders: [] })).toMatchObject({ photos: 4, missing: 0, lostLabels: 0 })
})

test('other pictures of the same names and sizes are recognised by their content, and nothing is changed', async () => {
  const [old, now] = [path.join(await temporaryFolder(), 'old'), path.join(await temporaryFolder(), 'now')]
  const photos = await drawLibrary(old, { classes: 1, perClass: 5, seed: 1 })
  const others = await drawLibrary(now, { classes: 1, perClass: 5, seed: 2 })
  const store = await libraryOf(old)
  const pair = { folders: [{ from: old, to: now }] }
  await expect(moveFolders(work(store), pair)).rejects.toMatchObject({
    sentence: { key: 'folder-not-at-place' },
  })
  expect(await findFolders(work(store), { folder: old, place: now })).toEqual({ found: [], notFound: [old] })

  for (const [index, photo] of photos.entries()) {
    const { size } = await stat(photo.path)
    const other = await readFile(others[index].path)
    await writeFile(
      path.join(now, path.relative(old, photo.path)),
      Buffer.concat([other, Buffer.alloc(size)]).subarray(0, size),
    )
  }
  expect((await findFolders(work(store), { folder: old, place: now })).found).toMatchObject([
    { there: 5, compared: 5, same: 0, fits: false },
  ])
  await expect(moveFolders(work(store), pair)).rejects.toMatchObject({
    code: 'bad-input',
    sentence: { key: 'folder-others-at-place' },
  })
  expect(store.files.roots()).toMatchObject([{ path: old }])
})

test('one folder that does not fit keeps all from being moved, and none takes the place of another', async () => {
  const [old, now] = [path.join(await temporaryFolder(), 'old'), path.join(await temporaryFolder(), 'now')]
  await drawLibrary(path.join(old, 'a'), { classes: 1, perClass: 3, seed: 1 })
  await drawLibrary(path.join(old, 'b'), { classes: 1, perClass: 3, seed: 2 })
  const store = await libraryOf(path.join(old, 'a'), path.join(old, 'b'))
  await mkdir(path.join(now, 'b'), { recursive: true })
  await rename(path.join(old, 'a'), path.join(now, 'a'))
  const both = ['a', 'b'].map((name) => ({ from: path.join(old, name), to: path.join(now, name) }))
  await expect(moveFolders(work(store), { folders: both })).rejects.toMatchObject({ code: 'bad-input' })
  expect(store.files.roots()).toMatchObject([{ path: both[0].from }, { path: both[1].from }])
  await expect(
    moveFolders(work(store), { folders: [{ from: both[0].from, to: path.join(now, 'none') }] }),
  ).rejects.toMatchObject({ code: 'not-found' })
  await expect(findFolders(work(store), { folder: '/none', place: now })).rejects.toMatchObject({
    code: 'not-found',
  })
  // Only the one that is not there is looked for unless said.
  expect((await findFolders(work(store), { place: now })).found).toMatchObject([both[0]])
})

test.each([
  [
    'another drive letter',
    'D:\\Photos\\2019',
    '/media/disk/Photos/2019',
    undefined,
    '/media/disk/Photos/2019',
  ],
  ['a parent was chosen', 'D:\\Photos\\2019', '/media/disk', undefined, '/media/disk/Photos/2019'],
  ['a shared folder of a server', '\\\\nas\\photos\\2019', '/mnt/photos', undefined, '/mnt/photos/2019'],
  ['beside the chosen one', '/old/scans', '/new/holiday/2020', undefined, '/new/scans'],
  ['the folder above was named', '/old/deep/er/a', '/new', '/old/deep', '/new/er/a'],
  ['the same, of Windows', 'D:\\x\\y\\a', '/new', 'd:\\x', '/new/y/a'],
])('%s', (_name, from, place, asked, expected) => {
  expect(possiblePlaces(from, place, asked)).toContain(expected)
})

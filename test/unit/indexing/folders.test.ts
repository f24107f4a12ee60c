/** @file The folders of a library are listed and removed: also one that is gone for good; labels come back with it. */
import { rename, symlink } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { listFolders, removeFolder } from '../../../main/jobs/indexing/folders.ts'
import { openStore } from '../../../main/store/store.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runIndex } from '../../support/index-job.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'

test('a folder that is gone is listed, removed by its path, and said no more', async () => {
  const store = openStore(path.join(await temporaryFolder(), 'library'))
  onTestFinished(() => {
    store.close()
  })
  const [kept, dead] = [
    path.join(await temporaryFolder(), 'kept'),
    path.join(await temporaryFolder(), 'dead'),
  ]
  await drawLibrary(kept, { classes: 1, perClass: 2, seed: 1 })
  const [photo] = await drawLibrary(dead, { classes: 1, perClass: 3, seed: 2 })
  await runIndex({ store, folders: [kept, dead] })
  const set = store.labelSets.current()
  const labels = [
    { photo: store.files.byPath(photo.path)?.photoId ?? 0, class: store.classes.ensure(set, 'a') },
  ]
  store.journal.decide({ labelSet: set, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
  await rename(dead, `${dead}-away`)
  expect(await listFolders(store)).toEqual([
    { path: kept, isThere: true, photos: 2, labelled: 0, setAside: 0 },
    { path: dead, isThere: false, photos: 3, labelled: 1, setAside: 0 },
  ])
  await expect(removeFolder(store, { path: `${dead}/deeper` })).rejects.toMatchObject({ code: 'not-found' })
  expect(await removeFolder(store, { path: `${dead}/` })).toEqual({
    removed: dead,
    folders: [{ path: kept, isThere: true, photos: 2, labelled: 0, setAside: 0 }],
    ...{ photos: 3, lostLabels: 1 },
  })
  expect(await runIndex({ store, folders: [] })).toMatchObject({ photos: 2, unreadable: [] })
  await rename(`${dead}-away`, dead)
  expect(await runIndex({ store, folders: [dead] })).toMatchObject({ photos: 5, lostLabels: 0 })
  const link = `${dead}-link`
  await symlink(dead, link)
  expect(await removeFolder(store, { path: link })).toMatchObject({ removed: dead })
  expect(store.check()).toEqual([])
})

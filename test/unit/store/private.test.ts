/** @file What Twinsort makes is for its owner alone, also in libraries from before; a person may open it, and is told once. */
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { writeThumbnail } from '../../../main/ingest/thumbnails.ts'
import { makeBackup } from '../../../main/store/recovery/backups.ts'
import { makePrivateFolder } from '../../../main/files/modes.ts'
import { openDatabase } from '../../../main/store/lifecycle/open.ts'
import { openStore } from '../../../main/store/store.ts'
import { addPhotos, hashOf, temporaryFolder } from './support.ts'

/** Every file and folder below, and the folder itself, that others may read. */
function openToOthers(folder: string): string[] {
  const names = ['.', ...readdirSync(folder, { recursive: true }).map(String)]
  return names.filter((name) => (statSync(path.join(folder, name)).mode & 0o077) !== 0)
}

/** A library as an earlier Twinsort made it, with rights for all. */
function earlierLibrary(): string {
  const folder = path.join(temporaryFolder(), 'library')
  mkdirSync(path.join(folder, 'thumbnails', '00'), { recursive: true })
  openDatabase(folder).close()
  for (const name of ['.', 'thumbnails']) chmodSync(path.join(folder, name), 0o755)
  chmodSync(path.join(folder, 'library.db'), 0o644)
  return folder
}

test('a new library can be read by its owner alone, with all that is made in it', async () => {
  const folder = path.join(temporaryFolder(), 'new', 'library')
  const store = openStore(folder)
  addPhotos(store, 2)
  await writeThumbnail(folder, hashOf(1), new Uint8Array(4))
  makeBackup(folder, 'asked', Date.now())
  expect(readdirSync(folder).sort()).toEqual([
    'backups',
    'library.db',
    'library.db-shm',
    'library.db-wal',
    'library.mark',
    'thumbnails',
  ])
  expect(openToOthers(folder)).toEqual([])
  expect(statSync(path.dirname(folder)).mode & 0o777).toBe(0o700)
  expect(store.isOpenedToOthers()).toBe(false)
  store.close()
})

test('a library from before is closed when it is opened', () => {
  const folder = earlierLibrary()
  const store = openStore(folder)
  expect(openToOthers(folder).filter((name) => !name.startsWith(path.join('thumbnails', '')))).toEqual([])
  expect(store.isOpenedToOthers()).toBe(false)
  store.close()
})

test('what the person opened again stays open, and is told once', () => {
  const folder = earlierLibrary()
  openStore(folder).close()
  chmodSync(folder, 0o755)
  chmodSync(path.join(folder, 'library.db'), 0o640)
  const store = openStore(folder)
  expect(store.isOpenedToOthers()).toBe(true)
  expect(store.isOpenedToOthers()).toBe(false)
  expect(statSync(folder).mode & 0o777).toBe(0o755)
  store.close()
  const again = openStore(folder)
  expect(again.isOpenedToOthers()).toBe(false)
  again.close()
})

test('a folder that holds other things of the person keeps its rights, the files of the library do not', () => {
  const folder = earlierLibrary()
  writeFileSync(path.join(folder, 'letter.txt'), 'Dear aunt')
  chmodSync(path.join(folder, 'letter.txt'), 0o644)
  openStore(folder).close()
  expect(openToOthers(folder).filter((name) => !name.startsWith(path.join('thumbnails', '')))).toEqual([
    '.',
    'letter.txt',
  ])
})

test('a folder that everybody may write to, such as /tmp, is left as it is', () => {
  const folder = temporaryFolder()
  chmodSync(folder, 0o1777)
  makePrivateFolder(folder)
  expect(statSync(folder).mode & 0o7777).toBe(0o1777)
  chmodSync(folder, 0o755)
  makePrivateFolder(folder)
  expect(statSync(folder).mode & 0o7777).toBe(0o700)
})

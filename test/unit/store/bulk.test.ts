/** @file Many rows in bulk: whole transactions, written back by another thread, with decisions in between that wait for the disk as ever. */
import { copyFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { inBulk } from '../../../main/store/lifecycle/bulk.ts'
import { connect } from '../../../main/store/lifecycle/database.ts'
import { markedDatabase, readMark } from '../../../main/store/lifecycle/mark.ts'
import { openDatabase } from '../../../main/store/lifecycle/open.ts'
import { identity } from '../../../main/store/photos/picture-key.ts'
import { libraryFile } from '../../../main/store/recovery/backups.ts'
import { openMemoryStore, openStore } from '../../../main/store/store.ts'
import { addPhotos, closing, label, photoOf, temporaryFolder } from './support.ts'

test('each transaction is stored whole or not at all, and a decision in between as well', async () => {
  const folder = temporaryFolder()
  const store = closing(openStore(folder))
  const [first] = addPhotos(store, 1)
  const labelSet = store.labelSets.current()
  const told = await store.bulk(async ({ transaction }) => {
    await transaction(() => {
      store.photos.add(photoOf(10))
      store.photos.add(photoOf(11))
    })
    label(store, labelSet, [{ photo: first, class: store.classes.ensure(labelSet, 'cat') }])
    const failing = transaction(() => {
      store.photos.add(photoOf(12))
      throw new RangeError('the second half')
    })
    await expect(failing).rejects.toThrow('the second half')
    await transaction(() => {
      store.photos.add(photoOf(13))
    })
    return 'done'
  })
  expect(told).toBe('done')
  const other = closing(openStore(folder))
  expect(
    [10, 11, 12, 13].map((number) => other.photos.byContent(photoOf(number).contentHash) !== undefined),
  ).toEqual([...[true, true, false, true]])
  expect(other.journal.labels(labelSet).size).toBe(1)
  expect(readMark(folder)).toMatchObject({ photos: 4, decisions: 1 })
  expect(store.check()).toEqual([])
})

test('the mark never tells more than is on the disk, also where a row is stored alone within a transaction', async () => {
  const folder = temporaryFolder()
  const store = closing(openStore(folder))
  addPhotos(store, 1)
  const told: (number | undefined)[] = []
  await store.bulk((bulk) =>
    bulk.transaction(() => {
      store.transaction(() => store.photos.add(photoOf(10)))
      told.push(readMark(folder)?.photos)
      store.transaction(() => store.photos.add(photoOf(11)))
      told.push(readMark(folder)?.photos)
    }),
  )
  expect([...told, readMark(folder)?.photos]).toEqual([1, 1, 3])
})

test('the mark follows what a transaction stored itself, not what another process has just stored', () => {
  const folder = temporaryFolder()
  const store = closing(openStore(folder))
  addPhotos(store, 1)
  const other = connect(libraryFile(folder)) // it writes no mark, as one that has not brought its batch to the disk yet
  other.run("UPDATE sqlite_sequence SET seq = 70 WHERE name = 'photos'")
  store.transaction(() => store.photos.countPresent())
  expect(readMark(folder)?.photos).toBe(1)
  store.transaction(() => store.photos.add(photoOf(10)))
  expect(readMark(folder)?.photos).toBe(71)
  other.close()
})

test('the log is written back while it goes on, and afterwards every commit waits for the disk again', async () => {
  const folder = temporaryFolder()
  const database = openDatabase(folder)
  const marked = markedDatabase(database, folder, identity(database))
  const settings = () => [marked.pragma('synchronous'), marked.pragma('wal_autocheckpoint')]
  const before = settings()
  await inBulk(marked, folder, async ({ transaction }) => {
    for (let number = 0; number < 20; number += 1) {
      await transaction(() => marked.run('INSERT INTO roots (path) VALUES (?)', `/pictures/${number}`))
    }
    // Without the log beside it, the file itself shows what was written back.
    const copy = path.join(folder, 'copy.db')
    copyFileSync(libraryFile(folder), copy)
    const copied = connect(copy)
    expect(copied.first<{ count: number }>('SELECT count(*) AS count FROM roots')).toEqual({ count: 16 })
    copied.close()
  })
  expect([before, settings()]).toEqual([
    [2, 1000],
    [2, 1000],
  ])
  marked.close()
})

test('a library in memory takes the same', async () => {
  const store = closing(openMemoryStore())
  await store.bulk(({ transaction }) =>
    transaction(() => {
      store.photos.add(photoOf(1))
    }),
  )
  expect(store.photos.byContent(photoOf(1).contentHash)).toBe(1)
})

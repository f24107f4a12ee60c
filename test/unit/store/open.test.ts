/** @file Opening a library: settings, moved folders, files that are no library, full disks, several openings. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { connect } from '../../../main/store/lifecycle/database.ts'
import { storeError } from '../../../main/store/lifecycle/errors.ts'
import { verbatim } from '../../../shared/sentences/sentence.ts'
import { openDatabase, storeOn } from '../../../main/store/lifecycle/open.ts'
import { isReadOnlyPlace } from '../../../main/store/lifecycle/read-only-place.ts'
import { openMemoryStore, openStore } from '../../../main/store/store.ts'
import { addFeatures, addPhotos, closing, label, photoOf, temporaryFolder } from './support.ts'

test('acknowledged commits are forced onto the disk', () => {
  const database = openDatabase(temporaryFolder())
  expect(database.pragma('journal_mode')).toBe('wal')
  expect(database.pragma('synchronous')).toBe(2) // FULL
  expect(database.pragma('foreign_keys')).toBe(1)
  expect(database.pragma('busy_timeout')).toBe(5000)
  expect(database.pragma('secure_delete')).toBe(1)
  database.close()
})

test('a row of features stays on its page', () => {
  const folder = temporaryFolder()
  openStore(folder).close()
  const database = openDatabase(folder)
  expect(database.pragma('page_size')).toBe(16_384)
  database.close()
})

test('a library folder is made where there is none, and keeps what it was told', () => {
  const folder = path.join(temporaryFolder(), 'new', 'library')
  const first = openStore(folder)
  const labelSet = first.labelSets.current()
  addPhotos(first, 2)
  const cat = first.classes.ensure(labelSet, 'cat')
  const decision = label(first, labelSet, [{ photo: 1, class: cat }])
  first.close()
  const second = closing(openStore(folder))
  expect(second.folder).toBe(folder)
  expect([...second.journal.labels(labelSet)]).toEqual([[1, cat]])
  expect(second.journal.undo(labelSet)).toBe(decision)
})

test('a library that was copied or moved is the same library', () => {
  const folder = temporaryFolder()
  const moved = path.join(temporaryFolder(), 'moved')
  const copied = path.join(temporaryFolder(), 'copied')
  const store = openStore(folder)
  addPhotos(store, 2)
  store.close()
  cpSync(folder, copied, { recursive: true })
  renameSync(folder, moved)
  for (const place of [copied, moved]) {
    const again = openStore(place)
    expect(again.folder).toBe(place)
    expect([...again.files.paths().values()]).toEqual(['/pictures/1.jpg', '/pictures/2.jpg'])
    expect(again.check()).toEqual([])
    again.close()
  }
})

test.each([
  [
    'no database at all',
    (file: string) => {
      writeFileSync(file, 'This is a letter to my aunt. '.repeat(100))
    },
  ],
  [
    'the database of another program',
    (file: string) => {
      const other = connect(file)
      other.execute('CREATE TABLE letters (text TEXT)')
      other.close()
    },
  ],
])('a file library.db that is %s is refused by name and left alone', (_, write) => {
  const folder = temporaryFolder()
  const file = path.join(folder, 'library.db')
  write(file)
  const before = readFileSync(file)
  let refused: unknown
  try {
    openStore(folder)
  } catch (thrown) {
    refused = thrown
  }
  expect(refused).toBeInstanceOf(AppError)
  expect(refused).toMatchObject({ code: 'library-damaged', message: expect.stringContaining(file) as string })
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a library that was cut off is damaged: when it is opened, or at the latest when it is checked', () => {
  const folder = temporaryFolder()
  const store = openStore(folder)
  addFeatures(store, addPhotos(store, 400))
  store.close()
  const file = path.join(folder, 'library.db')
  truncateSync(file, Math.floor(readFileSync(file).length / 2))
  let found: unknown[]
  try {
    found = closing(openStore(folder)).check()
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'library-damaged' })
    found = ['refused']
  }
  expect(found).not.toEqual([])
})

test('an empty file is a new library: its creation was interrupted', () => {
  const folder = temporaryFolder()
  writeFileSync(path.join(folder, 'library.db'), '')
  const store = closing(openStore(folder))
  expect(store.check()).toEqual([])
})

test('a library that cannot be made is the mistake of whoever named the folder', () => {
  const file = path.join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  expect(() => openStore(path.join(file, 'library'))).toThrow(expect.objectContaining({ code: 'bad-input' }))
  const folder = temporaryFolder()
  mkdirSync(path.join(folder, 'library.db'))
  expect(() => openStore(folder)).toThrow(expect.objectContaining({ code: 'bad-input' }))
})

test('a full disk is said as such, and the library stays sound', () => {
  const database = openDatabase(temporaryFolder())
  const store = closing(storeOn(database, null))
  database.pragma(`max_page_count = ${Number(database.pragma('page_count')) + 2}`)
  expect(() => {
    for (let number = 1; number < 10_000; number += 1) store.photos.add(photoOf(number))
  }).toThrow(expect.objectContaining({ code: 'disk-full' }))
  expect(store.check()).toEqual([])
})

test.each([
  ['SQLITE_FULL', 'disk-full'],
  ['SQLITE_IOERR_SHMSIZE', 'disk-full'],
  ['SQLITE_IOERR_WRITE', 'disk-failed'],
  ['SQLITE_IOERR_READ', 'disk-failed'],
  ['SQLITE_CORRUPT_INDEX', 'library-damaged'],
  ['SQLITE_NOTADB', 'library-damaged'],
  ['SQLITE_BUSY', 'conflict'],
  ['SQLITE_READONLY_DIRECTORY', 'bad-input'],
  ['SQLITE_CONSTRAINT_CHECK', 'internal'],
])('%s is %s', (sqlite, code) => {
  expect(storeError(new SqliteDatabase.SqliteError('message', sqlite), null)).toMatchObject({ code })
})

test('an error that is not of SQLite passes as it is', () => {
  const own = new AppError('conflict', verbatim('ours'))
  expect(storeError(own, null)).toBe(own)
})

test('a transaction is all or nothing, also inside another', () => {
  const store = closing(openMemoryStore())
  store.transaction(() => {
    store.photos.add(photoOf(1))
    expect(() =>
      store.transaction(() => {
        store.photos.add(photoOf(2))
        throw new Error('inner')
      }),
    ).toThrow('inner')
    store.photos.add(photoOf(3))
  })
  expect([1, 2, 3].map((id) => store.photos.get(id)?.id)).toEqual([1, 2, undefined])
  expect(store.photos.byContent(photoOf(2).contentHash)).toBeUndefined()
})

test('what is read as a snapshot is of one moment, also while another opening of the library writes', () => {
  const folder = temporaryFolder()
  const [mine, theirs] = [closing(openStore(folder)), closing(openStore(folder))]
  const counts = mine.snapshot(() => {
    const before = mine.photos.get(1)
    theirs.photos.add(photoOf(1))
    return [before, mine.photos.get(1)]
  })
  expect(counts).toEqual([undefined, undefined])
  expect(mine.photos.get(1)).toBeDefined()
})

test('another process waits for a transaction also after it was asked whether the library can be written', () => {
  const folder = temporaryFolder()
  const store = closing(openStore(folder))
  const script = `
    const database = new (require('better-sqlite3'))(process.argv[1], { timeout: 0 })
    try { database.exec('BEGIN IMMEDIATE'); console.log('begun') } catch (thrown) { console.log(thrown.code) }`
  const begin = () =>
    spawnSync(process.execPath, ['-e', script, path.join(folder, 'library.db')], { encoding: 'utf8' }).stdout
  const during = store.transaction(() => {
    store.classes.ensure(store.labelSets.current(), 'cat')
    expect(isReadOnlyPlace(folder)).toBe(false)
    return begin()
  })
  expect([during, begin()]).toEqual(['SQLITE_BUSY\n', 'begun\n'])
})

/** @file How migrations run: in order, once, all or nothing, after a copy, and never on a library from the future. */
import { copyFileSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { listBackups } from '../../main/store/recovery/backups.ts'
import { connect, type WritableDatabase } from '../../main/store/lifecycle/database.ts'
import { type Migration, migrations } from '../../main/store/migrations/index.ts'
import { openDatabase } from '../../main/store/lifecycle/open.ts'
import { openStore } from '../../main/store/store.ts'
import { addPhotos, temporaryFolder } from '../unit/store/support.ts'

const addColumn: Migration = (database) => {
  database.execute('ALTER TABLE photos ADD COLUMN rating INTEGER')
}
const failHalfway: Migration = (database) => {
  database.execute('ALTER TABLE photos ADD COLUMN broken INTEGER; DELETE FROM photos;')
  throw new Error('this migration fails')
}

function versionOf(database: WritableDatabase): unknown {
  return database.pragma('user_version')
}

/** A closed library with three photos, at the newest version. */
function library(): { folder: string; file: string } {
  const folder = temporaryFolder()
  const store = openStore(folder)
  addPhotos(store, 3)
  store.close()
  return { folder, file: path.join(folder, 'library.db') }
}

test('a new library gets every migration, and no copy is made of it', () => {
  const folder = temporaryFolder()
  const database = openDatabase(folder, [...migrations, addColumn])
  expect(versionOf(database)).toBe(migrations.length + 1)
  database.close()
  expect(readdirSync(folder)).toEqual(['library.db'])
})

test('an older library gets only the migrations that it lacks', () => {
  const { folder } = library()
  const database = openDatabase(folder, [...migrations, addColumn])
  expect(versionOf(database)).toBe(migrations.length + 1)
  expect(database.all('SELECT id, rating FROM photos')).toHaveLength(3)
  database.close()
  openDatabase(folder, [...migrations, addColumn]).close() // a second time: the column is there already
  expect(listBackups(folder).map(({ reason }) => reason)).toEqual(['migration'])
})

test('a library of the newest version is opened as it is', () => {
  const { folder, file } = library()
  const before = readFileSync(file)
  openStore(folder).close()
  expect(readFileSync(file).equals(before)).toBe(true)
  expect(readdirSync(folder).sort()).toEqual(['library.db', 'library.mark'])
})

test('a migration that fails stops the opening, and the file is as it was', () => {
  const { folder, file } = library()
  const before = readFileSync(file)
  expect(() => openDatabase(folder, [...migrations, addColumn, failHalfway])).toThrow('this migration fails')
  expect(readFileSync(file).equals(before)).toBe(true)
  const store = openStore(folder)
  expect(store.photos.presentIds()).toEqual([1, 2, 3])
  expect(store.check()).toEqual([])
  store.close()
})

test('a migration that breaks a reference is a migration that fails', () => {
  const { folder, file } = library()
  const before = readFileSync(file)
  const orphan: Migration = (database) => {
    database.execute('DELETE FROM photos WHERE id = 2')
  }
  expect(() => openDatabase(folder, [...migrations, orphan])).toThrow(/broken reference/)
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a migration may rebuild a table that others refer to', () => {
  const { folder } = library()
  const rebuild: Migration = (database) => {
    database.execute(`
      CREATE TABLE roots_new (id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, name TEXT) STRICT;
      INSERT INTO roots_new (id, path) SELECT id, path FROM roots;
      DROP TABLE roots;
      ALTER TABLE roots_new RENAME TO roots;
    `)
  }
  const database = openDatabase(folder, [...migrations, rebuild])
  expect(database.all('SELECT photo_id FROM files')).toHaveLength(3)
  expect(database.pragma('foreign_keys')).toBe(1)
  database.close()
})

test('the backup holds what was only in the write-ahead log; a failed attempt leaves one, the next uses it', () => {
  const folder = temporaryFolder()
  const store = openStore(folder)
  addPhotos(store, 3)
  // A copy while the library is open, as a crash leaves it: the rows stand in library.db-wal alone.
  const crashed = temporaryFolder()
  for (const name of ['library.db', 'library.db-wal']) {
    copyFileSync(path.join(folder, name), path.join(crashed, name))
  }
  store.close()
  expect(() => openDatabase(crashed, [...migrations, addColumn, failHalfway])).toThrow('this migration fails')
  openDatabase(crashed, [...migrations, addColumn]).close()
  const backups = listBackups(crashed)
  expect(backups.map(({ reason }) => reason)).toEqual(['migration'])
  const copy = connect(backups[0].path)
  expect(copy.all('SELECT id FROM photos')).toHaveLength(3)
  expect(versionOf(copy)).toBe(migrations.length)
  copy.close()
  expect(readdirSync(crashed).sort()).toEqual(['backups', 'library.db'])
})

test('a library that a newer Twinsort has written is refused and left alone', () => {
  const { folder, file } = library()
  openDatabase(folder, [...migrations, addColumn]).close()
  const before = readFileSync(file)
  expect(() => openStore(folder)).toThrow(expect.objectContaining({ code: 'library-newer' }))
  expect(readFileSync(file).equals(before)).toBe(true)
})

/**
 * @file A key for the pictures of this library, so that a window may cache thumbnails for ever: a random name for each
 * library, with a number that increases when the picture of a known photo changes (a rotation tag was edited).
 */
import { randomUUID } from 'node:crypto'
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'

const IDENTITY = 'identity'
const CHANGES = 'picture-changes'

export function pictureKey(database: WritableDatabase): string {
  return `${identity(database)}-${valueOf(database, CHANGES) ?? '0'}`
}

export function changePictureKey(database: WritableDatabase): void {
  database.run(
    `INSERT INTO meta (key, value) VALUES (?, '1')
      ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)`,
    CHANGES,
  )
}

/** The name of the library, which stays the same when it is copied or moved; undefined where it has none yet. */
export function knownIdentity(database: ReadableDatabase): string | undefined {
  return valueOf(database, IDENTITY)
}

/** The name of the library, created by the first call. */
export function identity(database: WritableDatabase): string {
  const known = valueOf(database, IDENTITY)
  if (known !== undefined) return known
  database.run('INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)', IDENTITY, randomUUID())
  return identity(database)
}

/** Gives a database without a name the one of the library that it belongs to. */
export function adoptIdentity(database: WritableDatabase, library: string): void {
  database.run('INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)', IDENTITY, library)
}

function valueOf(database: ReadableDatabase, key: string): string | undefined {
  return database.first<{ value: string }>('SELECT value FROM meta WHERE key = ?', key)?.value
}

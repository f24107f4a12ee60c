/**
 * @file Only its owner may read a library. One that others can read is made private once, at its next opening. If it is
 * opened to others again later, that is taken as intended, and the person is told once what it reveals.
 */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { isOpenToOthers, narrow } from '../../files/modes.ts'
import type { WritableDatabase } from './database.ts'

/** Keys of the table `meta`. */
const CLOSED = 'closed-to-others'
const WARNED_KEY = 'told-of-others'

/** What Twinsort makes in a library folder; a person may keep other things there. */
const OURS = /^(?:library\..+|thumbnails|backups|backbones)$/

/** @param files what is to be private: the folder and its database. */
export function closeOnce(database: WritableDatabase, folder: string, files: readonly string[]): void {
  if (isNoted(database, CLOSED)) return
  if (files.some((file) => isOpenToOthers(file))) closeToOthers(folder)
  note(database, CLOSED)
}

/** True once, for a library that was made private and that others can read again. */
export function isOpenedAgain(database: WritableDatabase, files: readonly string[]): boolean {
  if (isNoted(database, WARNED_KEY) || !files.every((file) => isOpenToOthers(file))) return false
  note(database, WARNED_KEY)
  return true
}

/**
 * Takes the rights of others off what Twinsort made in a library folder, and off the folder unless the person keeps other things
 * in it. What lies deeper (thumbnails) is then behind a folder that is closed. Files of another owner stay as they are.
 */
function closeToOthers(folder: string): void {
  const names = readdirSync(folder)
  for (const name of names.filter((found) => OURS.test(found))) narrow(path.join(folder, name))
  if (names.every((name) => OURS.test(name))) narrow(folder)
}

function isNoted(database: WritableDatabase, key: string): boolean {
  return database.first('SELECT 1 FROM meta WHERE key = ?', key) !== undefined
}

function note(database: WritableDatabase, key: string): void {
  database.run("INSERT OR IGNORE INTO meta (key, value) VALUES (?, '1')", key)
}

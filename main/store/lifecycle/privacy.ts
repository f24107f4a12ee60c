/**
 * @file Only its owner may read a library. One that others can read is made private once, at its next opening. If it is
 * opened to others again later, that is taken as intended, and the person is told once what it reveals.
 */
import type { WritableDatabase } from './database.ts'
import { closeToOthers, isOpenToOthers } from '../../files/modes.ts'

/** Keys of the table `meta`. */
const CLOSED = 'closed-to-others'
const TOLD = 'told-of-others'

/** @param files what is to be private: the folder and its database. */
export function closeOnce(database: WritableDatabase, folder: string, files: readonly string[]): void {
  if (isNoted(database, CLOSED)) return
  if (files.some((file) => isOpenToOthers(file))) closeToOthers(folder)
  note(database, CLOSED)
}

/** True once, for a library that was made private and that others can read again. */
export function isOpenedAgain(database: WritableDatabase, files: readonly string[]): boolean {
  if (isNoted(database, TOLD) || !files.every((file) => isOpenToOthers(file))) return false
  note(database, TOLD)
  return true
}

function isNoted(database: WritableDatabase, key: string): boolean {
  return database.first('SELECT 1 FROM meta WHERE key = ?', key) !== undefined
}

function note(database: WritableDatabase, key: string): void {
  database.run("INSERT OR IGNORE INTO meta (key, value) VALUES (?, '1')", key)
}

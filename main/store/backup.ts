/** @file Copies of the library file that are made before it is migrated: `library.db.before-N`, N the version to come. */
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { WritableDatabase } from './database.ts'

const LIBRARY_FILE = 'library.db'
const BACKUP_PREFIX = `${LIBRARY_FILE}.before-`

export function libraryFile(folder: string): string {
  return path.join(folder, LIBRARY_FILE)
}

/** A whole, consistent copy, whatever the write-ahead log holds; it appears under its name only when it is on the disk. */
export function backUp(database: WritableDatabase, folder: string, nextVersion: number): void {
  const target = path.join(folder, `${BACKUP_PREFIX}${nextVersion}`)
  const unfinished = `${target}.unfinished`
  rmSync(unfinished, { force: true })
  try {
    database.run('VACUUM INTO ?', unfinished)
    flush(unfinished)
    renameSync(unfinished, target)
  } finally {
    rmSync(unfinished, { force: true })
  }
}

/** They hold whatever the library held, so a photo that is to be forgotten takes them along. */
export function removeBackups(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(BACKUP_PREFIX)) rmSync(path.join(folder, name), { force: true })
  }
}

function flush(file: string): void {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

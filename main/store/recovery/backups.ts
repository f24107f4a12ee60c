/**
 * @file Backups: dated copies of the library in its folder `backups/`, without what can be computed again from the photos.
 * They are made once a day and before each large change, and old ones are thinned out.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { BackupReason } from '../../../shared/contract/backups.ts'
import { copyLibrary, countPhotos } from './copy-tables.ts'
import { connect, connectToRead } from '../lifecycle/database.ts'
import { lastIdsOf, type LastIds } from '../lifecycle/mark.ts'
import { LIBRARY_FILE } from '../../files/library-files.ts'
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../files/modes.ts'
import { knownIdentity } from '../photos/picture-key.ts'
import { thinnedOut } from './thinning.ts'

export const BACKUP_FOLDER = 'backups'
const UNFINISHED = '.unfinished'
/** Names of files that a restore or a repair puts beside the database, and of unfinished copies of earlier versions. */
const BESIDE = /^library\.db\.(?:damaged-|making|before-\d+\.unfinished)/
/** An unfinished backup older than this (milliseconds) was abandoned. */
const ABANDONED_AFTER = 3_600_000

export interface Backup {
  /** Absolute. */
  readonly path: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly reason: BackupReason
  readonly bytes: number
}

export function libraryFile(folder: string): string {
  return path.join(folder, LIBRARY_FILE)
}

/** Newest first, including copies that earlier versions made beside the database before a migration. */
export function listBackups(folder: string): Backup[] {
  const dated = namesIn(path.join(folder, BACKUP_FOLDER)).flatMap((name) =>
    datedBackup(path.join(folder, BACKUP_FOLDER, name)),
  )
  const earlier = namesIn(folder)
    .filter((name) => name.startsWith(`${LIBRARY_FILE}.before-`) && !name.endsWith(UNFINISHED))
    .map((name) => backupAt(path.join(folder, name), 'migration'))
  return [...dated, ...earlier].sort((a, b) => b.at - a.at || (a.path < b.path ? 1 : -1))
}

export function newestBackup(folder: string): Backup | undefined {
  return listBackups(folder).at(0)
}

/**
 * Makes a backup of the current state, and removes old ones that are too many. Not to be called inside a transaction.
 * @param at milliseconds since the epoch.
 * @returns the newest backup, if no decision, photo or training was added since it was made.
 */
export function makeBackup(folder: string, reason: BackupReason, at: number): Backup {
  const newest = newestBackup(folder)
  if (newest !== undefined && reason !== 'asked' && holdsTheSame(newest.path, libraryFile(folder)))
    return newest
  mkdirSync(path.join(folder, BACKUP_FOLDER), { recursive: true, mode: PRIVATE_FOLDER })
  const target = freeName(path.join(folder, BACKUP_FOLDER), reason, at)
  writeBackup(libraryFile(folder), target)
  thinOut(folder, at)
  return backupAt(target, reason)
}

/**
 * A backup at a path that the person chose, where no file exists yet.
 * @param source absolute path of the library's database
 * @throws errors of the file system.
 */
export function writeBackup(source: string, target: string): void {
  const unfinished = `${target}${UNFINISHED}`
  const library = connect(source)
  try {
    let isDone = false
    while (!isDone) {
      rmSync(unfinished, { force: true })
      closeSync(openSync(unfinished, 'wx', PRIVATE_FILE))
      const { highest, count } = copyLibrary(source, unfinished)
      flush(unfinished)
      // A photo that was forgotten meanwhile must not come back; in this transaction none can be forgotten before the file
      // has its name.
      isDone = library.transaction(() => {
        if (countPhotos(library, highest) !== count) return false
        renameSync(unfinished, target)
        return true
      })
    }
  } finally {
    library.close()
    rmSync(unfinished, { force: true })
  }
  flush(path.dirname(target))
}

/** The identity of the library that this is a backup of. */
export function identityIn(file: string): string | undefined {
  const backup = connectToRead(file)
  try {
    return knownIdentity(backup)
  } finally {
    backup.close()
  }
}

/** The newest ids of the library when this backup was made. */
export function lastIdsIn(file: string): LastIds {
  const backup = connectToRead(file)
  try {
    return lastIdsOf(backup)
  } finally {
    backup.close()
  }
}

/** Removes other files that may contain data of the library: damaged files that were put aside, and unfinished copies. */
export function removeLeftovers(folder: string): void {
  const unfinished = namesIn(path.join(folder, BACKUP_FOLDER)).filter((name) => name.includes(UNFINISHED))
  const besides = namesIn(folder).filter((name) => BESIDE.test(name))
  for (const file of [...unfinished.map((name) => path.join(BACKUP_FOLDER, name)), ...besides]) {
    rmSync(path.join(folder, file), { force: true })
  }
}

/** Removes backups that are too many, and what a killed process left unfinished. */
function thinOut(folder: string, now: number): void {
  for (const name of namesIn(path.join(folder, BACKUP_FOLDER)).filter((found) =>
    found.includes(UNFINISHED),
  )) {
    const file = path.join(folder, BACKUP_FOLDER, name)
    const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (Date.now() - written > ABANDONED_AFTER) rmSync(file, { force: true })
  }
  for (const { path: file } of thinnedOut(listBackups(folder), now)) rmSync(file, { force: true })
}

function holdsTheSame(backup: string, library: string): boolean {
  return stateOf(backup) === stateOf(library)
}

/**
 * Equal for two databases only if they have the same decisions, photos and trainings; decisions are compared by their time
 * too.
 */
function stateOf(file: string): string {
  const database = connectToRead(file)
  try {
    // The first version has no such table.
    const hasDecisions = database.first("SELECT 1 FROM sqlite_schema WHERE name = 'decisions'") !== undefined
    const last = hasDecisions
      ? database.first('SELECT id, at FROM decisions ORDER BY id DESC LIMIT 1')
      : undefined
    return JSON.stringify([database.pragma('user_version'), lastIdsOf(database), last])
  } finally {
    database.close()
  }
}

const NAME = /^(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)(\d\d)Z-([a-z]+)(?:-(\d+))?\.db$/

function datedBackup(file: string): Backup[] {
  const found = NAME.exec(path.basename(file))
  const reason = BackupReason.options.find((known) => known === found?.at(5))
  if (found === null || reason === undefined) return []
  const [, day, hour, minute, second, , number = '1'] = found
  // Backups of the same second are ordered by their number.
  const at = Date.parse(`${day}T${hour}:${minute}:${second}Z`) + Number(number) - 1
  return [{ ...backupAt(file, reason), at }]
}

function backupAt(file: string, reason: BackupReason): Backup {
  const { size, mtimeMs } = statSync(file)
  return { path: file, at: Math.floor(mtimeMs), reason, bytes: size }
}

function freeName(folder: string, reason: BackupReason, at: number): string {
  const stamp = new Date(at)
    .toISOString()
    .replaceAll(':', '')
    .replace(/\.\d+Z$/, 'Z')
  for (let number = 1; ; number += 1) {
    const file = path.join(folder, `${stamp}-${reason}${number === 1 ? '' : `-${number}`}.db`)
    if (statSync(file, { throwIfNoEntry: false }) === undefined) return file
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Forces a file, or the names in a folder, onto the disk. Windows cannot open folders, and needs this less. */
export function flush(place: string): void {
  let descriptor: number
  try {
    descriptor = openSync(place, 'r')
  } catch (thrown) {
    if (process.platform === 'win32') return
    throw thrown
  }
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

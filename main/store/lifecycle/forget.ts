/** @file Forgets a photo: the only operation that removes anything from the journal. */
import { rmSync } from 'node:fs'
import type { PhotoId } from '../../../shared/domain.ts'
import { logLines } from '../../files/library-log.ts'
import { listBackups, removeLeftovers } from '../recovery/backups.ts'
import { forgettingKeptGuesses } from '../kept-guesses.ts'
import { toHex } from '../photos/bytes.ts'
import { configure, connect, type WritableDatabase } from './database.ts'
import { versionOf } from './migrate.ts'
import { removeFromClusterings } from '../photos/clusters.ts'
import { assertPhoto } from '../photos/photos.ts'
import { removeThumbnails } from '../photos/thumbnails.ts'

/**
 * Removes files first, so that an interrupted call can be repeated. Not to be called inside a transaction.
 * @param folder of the library, or null for one in memory.
 */
export function forgetPhoto(database: WritableDatabase, folder: string | null, id: PhotoId): void {
  assertPhoto(database, id)
  const hash = contentHash(database, id)
  if (folder !== null) {
    // An error can name a file as it was once called, so the whole log goes; first, so that where it cannot, nothing is gone yet.
    logLines(folder).remove()
    forgetInBackups(folder, hash, versionOf(database))
    removeThumbnails(folder, toHex(hash))
  }
  removeRows(database, id)
  // The write-ahead log still holds pages with the photo's rows.
  database.pragma('wal_checkpoint(TRUNCATE)')
  // For a backup that was being made at the same time.
  if (folder !== null) forgetInBackups(folder, hash, versionOf(database))
}

/** A head's report names the photos that it was wrong about. */
const WITHOUT_MISTAKES_ABOUT = `UPDATE heads SET report = json_set(report, '$.mistakes', json((
    SELECT json_group_array(json(value)) FROM json_each(report, '$.mistakes') WHERE value ->> 'photo' <> ?)))
  WHERE EXISTS (SELECT 1 FROM json_each(report, '$.mistakes') WHERE value ->> 'photo' = ?)`

function removeRows(database: WritableDatabase, id: PhotoId): void {
  const forgetKept = forgettingKeptGuesses(database)
  database.transaction(() => {
    database.run('INSERT INTO forgetting (photo_id) VALUES (?)', id)
    database.run('DELETE FROM decision_items WHERE photo_id = ?', id)
    // Foreign keys remove locations, features, labels and the rest with it.
    database.run('DELETE FROM photos WHERE id = ?', id)
    database.run(WITHOUT_MISTAKES_ABOUT, id, id)
    removeFromClusterings(database, id) // which hold ids within their columns
    database.run('DELETE FROM maps') // as well, and are soon made again
    forgetKept()
    // What an open session computed from it is not current any more, even where the photo had no features.
    database.run(`INSERT INTO meta (key, value) VALUES ('photos_version', '1')
      ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1`)
    database.run('DELETE FROM forgetting')
    database.run(`UPDATE pages SET state = 'discarded' WHERE state = 'open'
      AND NOT EXISTS (SELECT 1 FROM page_photos WHERE page_photos.page_id = pages.id)`)
  })
}

/** A backup of another version, or one that cannot be read, is removed as a whole, since its contents are unknown. */
function forgetInBackups(folder: string, hash: Uint8Array, version: number): void {
  removeLeftovers(folder)
  for (const { path: file } of listBackups(folder)) {
    if (!forgetInBackup(file, hash, version)) rmSync(file, { force: true })
  }
}

/** @returns false where that is not possible. */
function forgetInBackup(file: string, hash: Uint8Array, version: number): boolean {
  try {
    const backup = connect(file)
    try {
      if (versionOf(backup) !== version) return false
      configure(backup, 'DELETE')
      for (const { id } of backup.all<{ id: PhotoId }>(
        'SELECT id FROM photos WHERE content_hash = ?',
        hash,
      )) {
        removeRows(backup, id)
      }
      return true
    } finally {
      backup.close()
    }
  } catch {
    return false
  }
}

function contentHash(database: WritableDatabase, id: PhotoId): Uint8Array {
  const row = database.first<{ hash: Uint8Array }>('SELECT content_hash AS hash FROM photos WHERE id = ?', id)
  return row?.hash ?? new Uint8Array()
}

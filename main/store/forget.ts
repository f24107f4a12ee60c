/** @file Forgetting a photo: the one thing that removes anything from the journal. */
import type { PhotoId } from '../../shared/domain.ts'
import { removeBackups } from './backup.ts'
import { toHex } from './bytes.ts'
import type { WritableDatabase } from './database.ts'
import { assertPhoto } from './photos.ts'
import { removeThumbnails } from './thumbnails.ts'

/**
 * Files go first, so that one that was interrupted can be repeated. Not to be called inside a transaction.
 * @param folder of the library, or null for one in memory.
 */
export function forgetPhoto(database: WritableDatabase, folder: string | null, id: PhotoId): void {
  assertPhoto(database, id)
  if (folder !== null) {
    removeBackups(folder)
    removeThumbnails(folder, contentHash(database, id))
  }
  database.transaction(() => {
    database.run('INSERT INTO forgetting (photo_id) VALUES (?)', id)
    database.run('DELETE FROM decision_items WHERE photo_id = ?', id)
    // Locations, features, labels and the rest go with it, by their references.
    database.run('DELETE FROM photos WHERE id = ?', id)
    database.run('DELETE FROM forgetting')
    database.run(`UPDATE pages SET state = 'discarded' WHERE state = 'open'
      AND NOT EXISTS (SELECT 1 FROM page_photos WHERE page_photos.page_id = pages.id)`)
  })
  // The write-ahead log still holds pages with the photo's rows.
  database.pragma('wal_checkpoint(TRUNCATE)')
}

function contentHash(database: WritableDatabase, id: PhotoId): string {
  const row = database.first<{ hash: Uint8Array }>('SELECT content_hash AS hash FROM photos WHERE id = ?', id)
  return row === undefined ? '' : toHex(row.hash)
}

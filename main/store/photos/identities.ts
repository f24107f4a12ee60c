/** @file Photos whose content hash was computed by an older method, until their file is read again. */
import type { PhotoId } from '../../../shared/domain.ts'
import { fromHex, toHex } from './bytes.ts'
import type { ReadableDatabase, WritableDatabase } from '../lifecycle/database.ts'

/**
 * By the hash of the file that was shown. Other files that the older method took for the same photo become photos of their
 * own; the label stays with the file that was shown, since that is what the person saw.
 */
export function outdatedPhotos(database: ReadableDatabase): Map<PhotoId, string | null> {
  const rows = database.all<{ id: PhotoId; shown: Uint8Array | null }>(
    `SELECT photo_id AS id, (SELECT file_hash FROM files WHERE files.photo_id = outdated_identities.photo_id
      ORDER BY missing, root_id, relative_path LIMIT 1) AS shown FROM outdated_identities`,
  )
  return new Map(rows.map(({ id, shown }) => [id, shown && toHex(shown)]))
}

/** The caller makes sure that no other photo has this content. */
export function rekeyPhoto(database: WritableDatabase, id: PhotoId, contentHash: string): void {
  database.run('UPDATE photos SET content_hash = ? WHERE id = ?', fromHex(contentHash, 'contentHash'), id)
  database.run('DELETE FROM outdated_identities WHERE photo_id = ?', id)
}

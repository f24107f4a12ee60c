/** @file Rows as versions before 8 wrote them, by their own columns: the store of today knows others. */
import { toFloat16 } from '../../main/math/float16.ts'
import { fromHex } from '../../main/store/photos/bytes.ts'
import type { WritableDatabase } from '../../main/store/lifecycle/database.ts'
import { hashOf } from '../unit/store/support.ts'

/** @param number also of its content hash. @returns its id */
export function addOldPhoto(database: WritableDatabase, number: number, format = 'jpeg'): number {
  return database.run(
    `INSERT INTO photos (content_hash, format, width, height, orientation, camera_make, added_at)
      VALUES (?, ?, 640, 480, 1, 'Maker', 11)`,
    fromHex(hashOf(number), 'contentHash'),
    format,
  ).id
}

/** A place below the root 1; the file hash is that of the same number. */
export function addOldFile(
  database: WritableDatabase,
  { name, hash, photo }: { name: string; hash: number; photo: number | null },
  modifiedNs = 1n,
): void {
  database.run("INSERT OR IGNORE INTO roots (id, path) VALUES (1, '/pictures')")
  database.run(
    `INSERT INTO files (root_id, relative_path, size, modified_ns, file_hash, photo_id, reason)
      VALUES (1, ?, 1, ?, ?, ?, ?)`,
    name,
    modifiedNs,
    fromHex(hashOf(hash), 'fileHash'),
    photo,
    photo === null ? 'The file may not be read.' : null,
  )
}

/** Features of the first level of backbone 1, without the checksum that versions from 8 on keep beside them. */
export function addOldFeatures(database: WritableDatabase, photo: number, values: readonly number[]): void {
  const vector = toFloat16(new Float32Array(values))
  database.run(
    'INSERT INTO features (backbone_id, level, photo_id, vector) VALUES (1, 0, ?, ?)',
    photo,
    vector,
  )
}

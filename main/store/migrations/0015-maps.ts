/** @file Migration 15: where photos lie on a map: computed from their features or embeddings, so backups leave it out. */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createMaps(database: WritableDatabase): void {
  database.execute(`
    -- space: what the photos are compared by, as "features:3+4" or "head:7". photos: ids, ascending, int32. positions: x and y
    -- of each, float32. Little endian.
    CREATE TABLE maps (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      space TEXT NOT NULL UNIQUE,
      photos BLOB NOT NULL,
      positions BLOB NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
  `)
}

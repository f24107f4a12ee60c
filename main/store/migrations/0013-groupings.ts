/**
 * @file Migration 13: a grouping of photos is stored as three columns instead of one row for each photo: 100,000 rows took
 * longer to write and to read than the engine may be silent. Earlier groupings were never shown; `group` makes new ones.
 */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createGroupings(database: WritableDatabase): void {
  database.execute(`
    DROP TABLE cluster_members;
    DROP TABLE clusterings;

    -- photos: ids, ascending; clusters: the cluster of each; both int32. similarities: float32, the cosine of each with the
    -- centre of its cluster. Little endian. The newest of a space is shown; the ones before it are for undo.
    CREATE TABLE clusterings (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      space TEXT NOT NULL,
      inertia REAL NOT NULL,
      seed INTEGER NOT NULL,
      photos BLOB NOT NULL,
      clusters BLOB NOT NULL,
      similarities BLOB NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX clusterings_by_space ON clusterings (space, id);
  `)
}

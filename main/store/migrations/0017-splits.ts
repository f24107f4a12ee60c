/** @file Migration 17: which part of a data set each photo was in, for each split that was exported. */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createSplits(database: WritableDatabase): void {
  // split: what was asked for, as text: another seed or other shares are another split.
  database.execute(`
    CREATE TABLE split_parts (
      split TEXT NOT NULL,
      photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
      part TEXT NOT NULL CHECK (part IN ('train', 'validation', 'test')),
      PRIMARY KEY (split, photo_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX split_parts_by_photo ON split_parts (photo_id);
  `)
}

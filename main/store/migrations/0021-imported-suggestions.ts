/** @file Migration 21: what another engine suggested for photos whose results were imported. */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createImportedSuggestions(database: WritableDatabase): void {
  // The class by its name: the library may not have it, and nothing of an import adds one.
  database.execute(`
    CREATE TABLE imported_suggestions (
      label_set_id INTEGER NOT NULL REFERENCES label_sets (id),
      photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
      class TEXT NOT NULL CHECK (class <> ''),
      probability REAL NOT NULL CHECK (probability BETWEEN 0 AND 1),
      PRIMARY KEY (label_set_id, photo_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX imported_suggestions_by_photo ON imported_suggestions (photo_id);
  `)
}

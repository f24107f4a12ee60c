/** @file Migration 19: the labels of a moment, under a name. */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createSnapshots(database: WritableDatabase): void {
  // The names of classes are kept as they were: the classes themselves may be renamed, merged and deleted later.
  database.execute(`
    CREATE TABLE snapshots (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      label_set_id INTEGER NOT NULL REFERENCES label_sets (id),
      name TEXT NOT NULL CHECK (name <> ''),
      at INTEGER NOT NULL,
      UNIQUE (label_set_id, name)
    ) STRICT;

    CREATE TABLE snapshot_classes (
      snapshot_id INTEGER NOT NULL REFERENCES snapshots (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      name TEXT NOT NULL,
      PRIMARY KEY (snapshot_id, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE snapshot_labels (
      snapshot_id INTEGER NOT NULL,
      photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
      class_number INTEGER NOT NULL,
      PRIMARY KEY (snapshot_id, photo_id),
      FOREIGN KEY (snapshot_id, class_number) REFERENCES snapshot_classes (snapshot_id, number) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX snapshot_labels_by_photo ON snapshot_labels (photo_id);
    CREATE INDEX snapshot_labels_by_class ON snapshot_labels (snapshot_id, class_number);
  `)
}

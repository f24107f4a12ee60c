/**
 * @file Migration 20: label sets can be removed and brought back; groups and jobs know under which set they were made. Those from
 * before belong to the only set that a library had then.
 */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createLabelSets(database: WritableDatabase): void {
  // removed_as: the name of a set that was removed; null for one that is there.
  database.execute(`
    ALTER TABLE label_sets ADD COLUMN removed_as TEXT;
    ALTER TABLE clusterings ADD COLUMN label_set_id INTEGER REFERENCES label_sets (id);
    ALTER TABLE jobs ADD COLUMN label_set_id INTEGER REFERENCES label_sets (id);
    UPDATE clusterings SET label_set_id = (SELECT min(id) FROM label_sets);
    UPDATE jobs SET label_set_id = (SELECT min(id) FROM label_sets);
    CREATE INDEX clusterings_by_label_set ON clusterings (label_set_id, id);
    CREATE INDEX jobs_by_label_set ON jobs (label_set_id);
  `)
}

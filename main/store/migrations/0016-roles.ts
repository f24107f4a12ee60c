/**
 * @file Migration 16: photos can be set aside. Such a photo has the label of a class with a role ([Note: set aside]); in each label set
 * there is at most one class of each role.
 */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createRoles(database: WritableDatabase): void {
  database.execute(`
    ALTER TABLE classes ADD COLUMN role TEXT NOT NULL DEFAULT 'class'
      CHECK (role IN ('class', 'unsure', 'no-subject', 'near-copy', 'poor-quality'));
    CREATE UNIQUE INDEX classes_by_role ON classes (label_set_id, role) WHERE role <> 'class';
  `)
}

/**
 * @file Migration 12: a decision that splits a class says so. In a column of its own, since a split moves no class as a whole, and the
 * check of `change` cannot be altered without writing the table anew. An earlier split stays an ordinary relabelling.
 */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createClassSplits(database: WritableDatabase): void {
  database.execute(`
    ALTER TABLE decisions ADD COLUMN is_split INTEGER NOT NULL DEFAULT 0 CHECK (is_split IN (0, 1));
    CREATE INDEX decisions_by_split ON decisions (label_set_id) WHERE is_split = 1;
  `)
}

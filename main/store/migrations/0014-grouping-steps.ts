/**
 * @file Migration 14: a grouping knows whether a person made it by hand, which is asked before another takes its place, and after
 * which entry of the journal, so that undo takes back what was done last: a step of the groups or a decision.
 */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createGroupingSteps(database: WritableDatabase): void {
  database.execute(`
    ALTER TABLE clusterings ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1));
    ALTER TABLE clusterings ADD COLUMN after_decision INTEGER NOT NULL DEFAULT 0;
  `)
}

/** @file Migration 4: the crops that a backbone embedded of each photo. */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createViews(database: WritableDatabase): void {
  // Names joined by commas; earlier versions used only the crop of the middle.
  database.execute("ALTER TABLE backbones ADD COLUMN views TEXT NOT NULL DEFAULT 'crop'")
}

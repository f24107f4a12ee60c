/** @file Migration 4: what a backbone was shown of each photo. */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createViews(database: WritableDatabase): void {
  // Names joined by commas; what earlier versions showed is the middle.
  database.execute("ALTER TABLE backbones ADD COLUMN views TEXT NOT NULL DEFAULT 'crop'")
}

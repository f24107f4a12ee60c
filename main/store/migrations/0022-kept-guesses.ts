/** @file Migration 22: what the review answered with when a library was closed, so that it can answer at once when it is opened again. */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createKeptGuesses(database: WritableDatabase): void {
  database.execute(`
    -- Computed from what the three numbers stand for, by the program made_by. photos: ids, int32; classes: ids, int32;
    -- probabilities: float64; one of each for each guess, surest first. Little endian.
    CREATE TABLE kept_guesses (
      label_set_id INTEGER PRIMARY KEY REFERENCES label_sets (id) ON DELETE CASCADE,
      photos_version INTEGER NOT NULL,
      head_version INTEGER NOT NULL,
      last_decision INTEGER NOT NULL,
      made_by TEXT NOT NULL,
      photos BLOB NOT NULL,
      classes BLOB NOT NULL,
      probabilities BLOB NOT NULL,
      facts TEXT NOT NULL,
      checksum INTEGER NOT NULL
    ) STRICT;
  `)
}

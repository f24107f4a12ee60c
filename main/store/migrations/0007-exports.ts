/** @file Migration 7: the folders that a library exported to. */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createExports(database: WritableDatabase): void {
  // mark: how the lists in these folders call the library, the same in every row.
  database.execute('CREATE TABLE exports (path TEXT PRIMARY KEY, mark TEXT NOT NULL) STRICT, WITHOUT ROWID')
}

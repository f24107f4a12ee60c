/**
 * @file Migration 18: files of formats that were not read before are looked at again. Their reason begins as JSON, or in English where an earlier version
 * wrote it.
 */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function readMoreFormats(database: WritableDatabase): void {
  database.execute(`
    UPDATE files SET modified_ns = NULL
      WHERE photo_id IS NULL AND (reason LIKE '%"format-unsupported"%' OR reason LIKE '%is not supported yet.')
  `)
}

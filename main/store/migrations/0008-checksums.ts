/** @file Migration 8: a checksum beside the bytes that are computed, so that a changed one is found. */
import type { WritableDatabase } from '../lifecycle/database.ts'

export function createChecksums(database: WritableDatabase): void {
  // crc32 of the bytes; null for rows from before, which were never compared.
  for (const table of ['features', 'embeddings', 'heads']) {
    database.execute(`ALTER TABLE ${table} ADD COLUMN checksum INTEGER`)
  }
}

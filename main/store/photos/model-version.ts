/**
 * @file Counts the changes of the data that photos are compared by. The triggers of migration 10 count, inside each
 * change's own transaction.
 */
import type { ReadableDatabase } from '../lifecycle/database.ts'
import type { ModelVersion } from '../types/index.ts'

export function modelVersionOf(database: ReadableDatabase): ModelVersion {
  const rows = database.all<{ key: string; version: number }>(
    `SELECT key, CAST(value AS INTEGER) AS version FROM meta WHERE key IN ('photos_version', 'head_version')`,
  )
  const versions = new Map(rows.map(({ key, version }) => [key, version]))
  return { photos: versions.get('photos_version') ?? 0, head: versions.get('head_version') ?? 0 }
}

/** @file Which SQLite the store runs on: better-sqlite3 brings its own. */
import { connect } from './database.ts'

export function sqliteVersion(): string {
  const database = connect(':memory:')
  try {
    return database.first<{ version: string }>('SELECT sqlite_version() AS version')?.version ?? 'unknown'
  } finally {
    database.close()
  }
}

/**
 * @file Copies a library into another file, table by table, in its own schema version: without what can be computed again
 * from the photos, which is most of its size.
 */
import { connect, PAGE_SIZE, type ReadableDatabase, type WritableDatabase } from '../lifecycle/database.ts'

/**
 * Tables that `index`, `train` and `group` compute again, and the record of jobs. A backup before a migration has the tables of
 * its version: `cluster_members` was one until version 12.
 */
const LEFT_OUT = new Set([
  ...[
    'features',
    'embeddings',
    'suggestions',
    'clusterings',
    'cluster_members',
    'maps',
    'kept_guesses',
    'jobs',
  ],
])

interface SchemaRow {
  type: 'table' | 'index' | 'trigger' | 'view'
  name: string
  sql: string
}

/** Which photos the copy contains, to find out whether one was forgotten since. */
export interface CopiedPhotos {
  /** The highest id. */
  readonly highest: number
  readonly count: number
}

/**
 * The copy is the library at one moment, whatever other processes write meanwhile.
 * @param from absolute path of the database. @param to absolute path of an empty file.
 */
export function copyLibrary(from: string, to: string): CopiedPhotos {
  const copy = connect(to)
  try {
    // The copy may replace the library later.
    copy.pragma(`page_size = ${PAGE_SIZE}`)
    copy.run('ATTACH ? AS source', from)
    copy.pragma('foreign_keys = OFF')
    copy.pragma('synchronous = FULL')
    // Deferred: the library itself is only read, so that nobody has to wait for the copy.
    copy.execute('BEGIN')
    const schema = schemaOf(copy)
    for (const { sql } of schema.filter(({ type }) => type === 'table')) copy.execute(sql)
    for (const { type, name } of schema) {
      if (type === 'table' && !LEFT_OUT.has(name))
        copy.execute(`INSERT INTO main."${name}" SELECT * FROM source."${name}"`)
    }
    // The highest ids ever given, also those of removed rows.
    copy.execute(
      'DELETE FROM main.sqlite_sequence; INSERT INTO main.sqlite_sequence SELECT * FROM source.sqlite_sequence',
    )
    for (const { sql } of schema.filter(({ type }) => type !== 'table')) copy.execute(sql)
    for (const name of ['user_version', 'application_id']) {
      copy.pragma(`main.${name} = ${Number(copy.pragma(`source.${name}`))}`)
    }
    const photos = photosOf(copy)
    copy.execute('COMMIT')
    return photos
  } finally {
    copy.close()
  }
}

/** How many photos have an id up to `highest`. */
export function countPhotos(database: ReadableDatabase, highest: number): number {
  return (
    database.first<{ count: number }>('SELECT count(*) AS count FROM photos WHERE id <= ?', highest)?.count ??
    0
  )
}

function photosOf(copy: WritableDatabase): CopiedPhotos {
  const row = copy.first<CopiedPhotos>(
    'SELECT coalesce(max(id), 0) AS highest, count(*) AS count FROM main.photos',
  )
  return row ?? { highest: 0, count: 0 }
}

function schemaOf(copy: WritableDatabase): SchemaRow[] {
  return copy.all<SchemaRow>(
    `SELECT type, name, sql FROM source.sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
      ORDER BY rowid`,
  )
}

/**
 * @file Reads a damaged database: every row that can be reached of each table. A query stops at a damaged page, so the
 * range of keys is halved until only the lost rows remain.
 */
import type { WritableDatabase } from '../lifecycle/database.ts'

/** A range of keys, `from` to `to`, whose rows could not be read or do not fit; not every key need have existed. */
export interface LostRange {
  readonly table: string
  readonly from: number
  readonly to: number
}

export interface Salvaged {
  readonly rows: number
  readonly lost: readonly LostRange[]
}

/** Columns by which a table is read in ranges (the first one that it has): whole numbers from 1. */
const KEYS = ['id', 'decision_id', 'photo_id', 'page_id', 'audit_id', 'clustering_id', 'backbone_id']

/** Number of keys that are read at a time. */
const BLOCK = 4096

/**
 * Copies the rows of `source.TABLE` into the table of the same name, unless their key exists already.
 * @param into has the damaged database attached as `source`.
 * @param highest an upper bound of all keys.
 */
export function salvageTable(into: WritableDatabase, table: string, highest: number): Salvaged {
  const columns = commonColumns(into, table)
  if (columns.length === 0) return { rows: 0, lost: [] }
  const list = columns.map((name) => `"${name}"`).join(', ')
  const key = KEYS.find((name) => columns.includes(name))
  const range = key === undefined ? '? <= ?' : `"${key}" BETWEEN ? AND ?`
  const copy = `INSERT OR IGNORE INTO main."${table}" (${list}) SELECT ${list} FROM source."${table}" WHERE ${range}`
  const count = `SELECT count(*) AS count FROM source."${table}" WHERE ${range}`
  const lost: LostRange[] = []
  let rows = 0
  const read = (low: number, high: number): void => {
    const found = attempt(() => ({
      there: into.first<{ count: number }>(count, low, high)?.count ?? 0,
      taken: into.run(copy, low, high).changes,
    }))
    if (found !== undefined) {
      rows += found.taken
      if (found.taken < found.there) lost.push({ table, from: low, to: high })
    } else if (low === high || key === undefined) lost.push({ table, from: low, to: high })
    else {
      const middle = Math.floor((low + high) / 2)
      read(low, middle)
      read(middle + 1, high)
    }
  }
  if (key === undefined) read(1, 1)
  else for (let low = 1; low <= highest; low += BLOCK) read(low, Math.min(low + BLOCK - 1, highest))
  return { rows, lost: joined(lost) }
}

/** The result of the work; undefined where the database could not be read. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

/** Names of the tables that hold the library. */
export function tablesOf(database: WritableDatabase, schema: 'main' | 'source'): string[] {
  return database
    .all<{ name: string }>(
      `SELECT name FROM ${schema}.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid`,
    )
    .map(({ name }) => name)
}

/** Columns that the table has in both databases; a damaged one may be of an earlier version. */
function commonColumns(database: WritableDatabase, table: string): string[] {
  const columnsIn = (schema: 'main' | 'source') =>
    attempt(() =>
      database.all<{ name: string }>('SELECT name FROM pragma_table_info(?, ?)', table, schema),
    ) ?? []
  const known = new Set(columnsIn('source').map(({ name }) => name))
  return columnsIn('main')
    .map(({ name }) => name)
    .filter((name) => known.has(name))
}

/** Joins neighbouring ranges. */
function joined(ranges: readonly LostRange[]): LostRange[] {
  const result: LostRange[] = []
  for (const range of ranges) {
    const last = result.at(-1)
    if (last !== undefined && last.to + 1 === range.from)
      result[result.length - 1] = { ...last, to: range.to }
    else result.push(range)
  }
  return result
}

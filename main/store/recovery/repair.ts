/**
 * @file Repairs a library from what can be read of it: all rows that can be reached, lost rows from the newest backup, and
 * every table that derives from the journal computed from it again. The old file is kept.
 */
import { readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { identityIn, libraryFile, listBackups } from './backups.ts'
import { raiseSequences } from './carry-over.ts'
import { configure, connect, type WritableDatabase } from '../lifecycle/database.ts'
import { translated } from '../lifecycle/errors.ts'
import { isFurther, lastIdsOf, readMark, setMark, type LastIds } from '../lifecycle/mark.ts'
import { migrate } from '../lifecycle/migrate.ts'
import { migrations } from '../migrations/index.ts'
import { adoptIdentity, identity } from '../photos/picture-key.ts'
import { withWritableFile } from '../lifecycle/private-copy.ts'
import { DERIVED, rebuild } from './rebuild.ts'
import { RESTORED_AT } from './restore.ts'
import { attempt, salvageTable, tablesOf, type LostRange } from './salvage.ts'
import { assertAlone, keepOld, madeFile, swapIn } from './swap.ts'

export interface Repaired {
  /** The number of rows of each table after the repair. */
  readonly tables: { readonly name: string; readonly rows: number }[]
  /** What could not be saved. */
  readonly lost: Sentence[]
  /** Absolute path of the old file or its backup; null where there was none. */
  readonly kept: string | null
}

/** Tables that `index`, `train` and `group` fill again: losing them costs only time. */
const COMPUTED = new Set(['features', 'embeddings', 'suggestions', 'clusterings', 'maps', 'jobs'])

/** More ids than any library has. */
const GUESS = 1_000_000

/**
 * Nobody may have the library open, this process included.
 * @param at milliseconds since the epoch.
 * @throws AppError `not-found` where there is neither a database nor a backup, `conflict` for a library that is open,
 *   `library-newer`, `disk-full`. Nothing has changed then.
 */
export function repairLibrary(folder: string, at: number): Repaired {
  const made = madeFile(folder)
  rmSync(made, { force: true })
  try {
    return translated(() => {
      assertAlone(folder)
      const { tables, lost } = make(folder, made)
      const kept = keepOld(folder, 'repair', at)
      swapIn(folder)
      return { tables, lost, kept }
    }, folder)
  } finally {
    rmSync(made, { force: true })
  }
}

function make(folder: string, made: string): Pick<Repaired, 'tables' | 'lost'> {
  const database = connect(made)
  try {
    const triggers = prepareToFill(database)
    const lost = gather(database, folder)
    database.execute('BEGIN')
    const rebuilt = rebuild(database)
    for (const { sql } of triggers) database.execute(sql)
    database.execute('COMMIT')
    const mark = { library: identity(database), ...lastIdsOf(database) }
    // The mark stays if it can: it is true before the swap and after it.
    const known = readMark(folder)
    if (known?.library !== mark.library || isFurther(known, mark)) setMark(folder, mark)
    const tables = tablesOf(database, 'main').map((name) => ({ name, rows: countRows(database, name) }))
    return { tables, lost: [...lost, ...rebuilt] }
  } finally {
    database.close()
  }
}

/** Makes an empty library accept any row. @returns its triggers, to be created again. */
export function prepareToFill(database: WritableDatabase): { sql: string }[] {
  configure(database, 'DELETE')
  migrate(database, migrations, () => undefined)
  database.pragma('foreign_keys = OFF')
  const triggers = database.all<{ name: string; sql: string }>(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'",
  )
  // The journal is inserted again, which its triggers would refuse.
  for (const { name } of triggers) database.execute(`DROP TRIGGER "${name}"`)
  database.execute('DELETE FROM label_sets')
  return triggers
}

/**
 * Copies all rows of the library that can be reached, and lost ones from its newest backup.
 * @param isWanted whether to copy this table.
 * @returns what was lost.
 * @throws AppError `not-found` where there is neither a database nor a backup.
 */
export function gather(
  database: WritableDatabase,
  folder: string,
  isWanted: (table: string) => boolean = (table) => !DERIVED.has(table),
): Sentence[] {
  const known = readMark(folder)
  const current = currentFile(folder)
  const read =
    current === undefined
      ? undefined
      : withWritableFile(current, (file) => salvage(database, file, { mark: known, isWanted }))
  if (known !== undefined && read === undefined) adoptIdentity(database, known.library)
  // The mark of another library is ignored.
  const mark = known?.library === identity(database) ? known : undefined
  if (read?.lost.length === 0 && lacking(mark, [read]).length === 0) return []
  const backup = usableBackup(database, folder)
  const added = backup === undefined ? undefined : salvage(database, backup, { mark, isWanted })
  if (read === undefined && added === undefined) {
    throw new AppError('not-found', sentence('repair-nothing', { folder }), { folder })
  }
  const sources = [read, added].filter((source) => source !== undefined)
  const lost = (read?.lost ?? []).filter(({ table }) => !COMPUTED.has(table))
  return [
    ...lacking(mark, sources),
    ...lost.map(({ table, from, to }) =>
      backup === undefined || added === undefined
        ? sentence('repair-range-lost', { table, from, to })
        : sentence('repair-range-back', { table, from, to, backup }),
    ),
  ]
}

interface Source {
  readonly lost: readonly LostRange[]
  readonly reached: LastIds
}

/** @returns undefined for a file that is no database any more. */
function salvage(
  database: WritableDatabase,
  file: string,
  { mark, isWanted }: { mark: LastIds | undefined; isWanted: (table: string) => boolean },
): Source | undefined {
  if (attempt(() => database.run('ATTACH ? AS source', file)) === undefined) return undefined
  try {
    const there = attempt(() => new Set(tablesOf(database, 'source')))
    if (there?.has('decisions') !== true) return undefined
    const highest = highestIn(database, mark)
    const saved = tablesOf(database, 'main').filter((name) => there.has(name) && isWanted(name))
    const lost = saved.flatMap((table) => salvageTable(database, table, highest).lost)
    const reached = attempt(() => lastIdsOf(database, 'source')) ?? lastIdsOf(database, 'main')
    raiseSequences(database, mark)
    return { lost, reached }
  } finally {
    database.execute('DETACH source')
  }
}

/** An upper bound of all keys. Where the given ids cannot be read, it is a generous guess. */
function highestIn(database: WritableDatabase, mark: LastIds | undefined): number {
  const read = attempt(
    () => database.first<{ seq: number }>('SELECT max(seq) AS seq FROM source.sqlite_sequence')?.seq,
  )
  return Math.max(read ?? GUESS, mark?.decisions ?? 0, mark?.photos ?? 0, mark?.heads ?? 0)
}

/** What was acknowledged, according to the mark, but is in none of the sources. */
function lacking(mark: LastIds | undefined, sources: readonly Source[]): Sentence[] {
  if (mark === undefined) return []
  return (['decisions', 'photos', 'heads'] as const).flatMap((name) => {
    const reached = Math.max(0, ...sources.map((source) => source.reached[name]))
    return reached < mark[name]
      ? [sentence('repair-newest-lost', { table: name, from: reached + 1, to: mark[name] })]
      : []
  })
}

/** The library's own file, or else the newest one that was put aside as damaged. */
function currentFile(folder: string): string | undefined {
  const file = libraryFile(folder)
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0) return file
  const aside = readdirSync(folder).filter((name) => /^library\.db\.damaged-.*(?<!-wal|-shm)$/.test(name))
  const newest = aside.sort().at(-1)
  return newest === undefined ? undefined : path.join(folder, newest)
}

/** The newest backup, without those that were made before the last restore (they belong to a discarded state). */
function usableBackup(database: WritableDatabase, folder: string): string | undefined {
  const restored = database.first<{ value: string }>('SELECT value FROM meta WHERE key = ?', RESTORED_AT)
  const isOfThis = (file: string) => attempt(() => identityIn(file)) === identity(database)
  return listBackups(folder).find(({ at, path: file }) => at > Number(restored?.value ?? 0) && isOfThis(file))
    ?.path
}

function countRows(database: WritableDatabase, table: string): number {
  return database.first<{ count: number }>(`SELECT count(*) AS count FROM "${table}"`)?.count ?? 0
}

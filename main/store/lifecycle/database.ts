/**
 * @file The connection to `library.db`: its settings, its prepared statements and its transactions. A function says by the
 * type of its database whether it may write: a `WritableDatabase` can be read, a `ReadableDatabase` cannot be written.
 */
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import SqliteDatabase from 'better-sqlite3'

/**
 * If this is set when better-sqlite3 opens the first database of a process, it understands addresses
 * (`file:...?immutable=1`). Everything else that is opened here is an absolute path, which never looks like an address.
 */
process.env.SQLITE_USE_URI = '1'

/** What SQLite stores here. Integers are read as numbers, so a query casts what may exceed 2^53 to text. */
type Value = string | number | bigint | null | Uint8Array

/* oxlint-disable typescript/no-unnecessary-type-parameters --
   The tables are STRICT: SQLite itself guarantees the type of every column, so a query names its row type once, here; only
   JSON columns are parsed (json.ts). */
export interface ReadableDatabase {
  first<Row>(sql: string, ...values: Value[]): Row | undefined
  all<Row>(sql: string, ...values: Value[]): Row[]
  /** Row by row; nothing may be written on this connection meanwhile. */
  each<Row>(sql: string, ...values: Value[]): IterableIterator<Row>
}

export interface WritableDatabase extends ReadableDatabase {
  /** @returns the number of rows changed, and the id of the row that was inserted last. */
  run(sql: string, ...values: Value[]): { changes: number; id: number }
  /** Runs several statements, as migrations do. */
  execute(script: string): void
  /** The value of a pragma; `name = value` sets it first. */
  pragma(source: string): unknown
  /**
   * Commits everything or nothing. Nested transactions are savepoints: if an inner failure is caught, the outer work stays.
   */
  transaction<T>(work: () => T): T
  /** As `transaction`, not nested, and without waiting for the disk: the promise does. See bulk.ts. */
  later<T>(work: () => T): Promise<T>
  /** All reads inside see the library at one moment, whatever other processes write meanwhile. */
  snapshot<T>(read: () => T): T
  close(): void
}

/** Marks a file as ours in its header: "Twin" in ASCII. */
export const APPLICATION_ID = 0x5477696e

/** How long a statement waits for the transaction of another process, in milliseconds. */
export const BUSY_TIMEOUT = 5000

/**
 * Of a new library, in bytes. With SQLite's 4096 every row of features would spill into a page of its own; here a row of 1280
 * float16 values stays in place (up to (16384 - 12) * 64 / 255 - 23 = 4086 bytes: sqlite.org/fileformat2.html).
 */
export const PAGE_SIZE = 16_384

/** @param file absolute path, or `:memory:`, or the bytes of a database, which is then in memory alone. */
export function connect(file: string | Buffer): WritableDatabase {
  return new Connection(new SqliteDatabase(file, { timeout: BUSY_TIMEOUT }))
}

/** A database that is opened for reading only; pragmas may be read. @throws SqliteError where it does not exist. */
export interface OpenedToRead extends ReadableDatabase, Pick<WritableDatabase, 'run' | 'pragma' | 'close'> {}

export function connectToRead(file: string): OpenedToRead {
  return connectUnwritable(file)
}

/** A database whose file cannot be changed: SQLite refuses every write with SQLITE_READONLY. @throws SqliteError */
export function connectUnwritable(file: string): WritableDatabase {
  return new Connection(
    new SqliteDatabase(file, { timeout: BUSY_TIMEOUT, readonly: true, fileMustExist: true }),
  )
}

/**
 * The same for a file that nobody changes meanwhile: no file is created beside it, and a log beside it is ignored.
 * @param file absolute path
 * @returns undefined where SQLite does not understand addresses.
 */
export function connectImmutable(file: string): WritableDatabase | undefined {
  try {
    return connectUnwritable(`${pathToFileURL(file).href}?immutable=1`)
  } catch (thrown) {
    if (thrown instanceof SqliteDatabase.SqliteError && thrown.code === 'SQLITE_CANTOPEN') return undefined
    throw thrown
  }
}

/** The same database, with some of its methods replaced. */
export function delegating(database: WritableDatabase, instead: Partial<WritableDatabase>): WritableDatabase {
  return {
    first: (sql, ...values) => database.first(sql, ...values),
    all: (sql, ...values) => database.all(sql, ...values),
    each: (sql, ...values) => database.each(sql, ...values),
    run: (sql, ...values) => database.run(sql, ...values),
    execute: (script) => {
      database.execute(script)
    },
    pragma: (source) => database.pragma(source),
    transaction: (work) => database.transaction(work),
    later: (work) => database.later(work),
    snapshot: (read) => database.snapshot(read),
    close: () => {
      database.close()
    },
    ...instead,
  }
}

/** Sets up a connection; before this, the file must have been recognised as a library or as new. */
export function configure(database: WritableDatabase, journal: 'WAL' | 'DELETE' = 'WAL'): void {
  database.pragma(`page_size = ${PAGE_SIZE}`)
  if (database.pragma('journal_mode') !== journal.toLowerCase()) database.pragma(`journal_mode = ${journal}`)
  // better-sqlite3 defaults to NORMAL for WAL, which may lose the last commits in a power failure.
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  // Without it, REPLACE would delete a row of the journal without running its triggers.
  database.pragma('recursive_triggers = ON')
  // What a person has forgotten must not survive in the free space of the file.
  database.pragma('secure_delete = ON')
}

class Connection implements WritableDatabase {
  readonly #sqlite: SqliteDatabase.Database
  readonly #statements = new Map<string, SqliteDatabase.Statement<Value[]>>()

  constructor(sqlite: SqliteDatabase.Database) {
    this.#sqlite = sqlite
  }

  first<Row>(sql: string, ...values: Value[]): Row | undefined {
    return this.#prepared<Row>(sql).get(...values)
  }

  all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#prepared<Row>(sql).all(...values)
  }

  each<Row>(sql: string, ...values: Value[]): IterableIterator<Row> {
    return this.#sqlite.prepare<Value[], Row>(sql).iterate(...values)
  }

  run(sql: string, ...values: Value[]): { changes: number; id: number } {
    const result = this.#prepared(sql).run(...values)
    return { changes: result.changes, id: Number(result.lastInsertRowid) }
  }

  execute(script: string): void {
    this.#sqlite.exec(script)
  }

  pragma(source: string): unknown {
    return this.#sqlite.pragma(source, { simple: true })
  }

  transaction<T>(work: () => T): T {
    return this.#sqlite.transaction(work).immediate()
  }

  async later<T>(work: () => T): Promise<T> {
    return Promise.resolve(this.transaction(work))
  }

  snapshot<T>(read: () => T): T {
    return this.#sqlite.transaction(read).deferred()
  }

  close(): void {
    this.#sqlite.close()
  }

  #prepared<Row>(sql: string): SqliteDatabase.Statement<Value[], Row> {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#sqlite.prepare<Value[]>(sql)
      this.#statements.set(sql, statement)
    }
    return statement as SqliteDatabase.Statement<Value[], Row>
  }
}

/**
 * @file Reports that ONNX Runtime stores until they are sent, in a database shared by all programs that use it. Those of
 * Twinsort are removed, all others stay: docs/privacy.md.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { codeOf } from '../../../shared/errors.ts'
import { readReport, type Report } from './report-record.ts'

/** `in-use`: another program has the file open. `not-understood`: damaged, or not written by ONNX Runtime 1.29 or 1.30. */
export type WhyLeft = 'in-use' | 'not-understood' | 'no-access'

export interface Removal {
  /** Reports of Twinsort that were removed. */
  readonly removed: number
  /** Why the file was not changed. */
  readonly left: WhyLeft | undefined
}

const FILE = 'onnxruntime.db'
/** Every report of ours contains this, so the file contains it while one is there. */
const NAME = /twinsort/i
/** The producer in models that Twinsort writes itself; its process also opens the networks that come with Twinsort. */
const WRITTEN_HERE = 'twinsort'
const SHIPPED = 'efficientnet-lite conversion'

/** @param folder Absolute path of the folder in which ONNX Runtime keeps its reports. It need not be there. */
export function removeOwnReports(folder: string): Removal {
  const file = path.join(folder, FILE)
  try {
    // Opened only if necessary: other programs with ONNX Runtime may be starting at this moment.
    return mayHoldOurs(file) ? { removed: removeIn(file), left: undefined } : { removed: 0, left: undefined }
  } catch (thrown) {
    return { removed: 0, left: whyLeft(thrown) }
  }
}

/** A process of ours makes a small report for each matrix product, which lies within one page of the file. */
function mayHoldOurs(file: string): boolean {
  return [file, `${file}-wal`].some(
    (part) => existsSync(part) && NAME.test(readFileSync(part).toString('latin1')),
  )
}

/** @throws SqliteError where another program has it open. @throws RangeError where its tables are not the expected ones. */
function removeIn(file: string): number {
  const database = new SqliteDatabase(file, { timeout: 0, fileMustExist: true })
  try {
    database.pragma('locking_mode = EXCLUSIVE') // in WAL mode it fails where anybody else has it open
    const ours = database
      .transaction(() => {
        expectKnown(database)
        return deleteOurs(database)
      })
      .exclusive()
    if (ours > 0) {
      // Removed reports must not survive in free pages, which also contain those that were sent before.
      database.exec('VACUUM')
      database.pragma('wal_checkpoint(TRUNCATE)')
    }
    return ours
  } finally {
    database.close()
  }
}

const COLUMNS = 'record_id,tenant_token,latency,persistence,timestamp,retry_count,reserved_until,payload'
const VERSION = 1

/** Triggers or views of another program might do something unexpected. */
function expectKnown(database: SqliteDatabase.Database): void {
  const text = (sql: string): string => {
    const found: unknown = database.prepare(sql).pluck().get()
    return String(found)
  }
  const isKnown =
    database.pragma('user_version', { simple: true }) === VERSION &&
    text("SELECT group_concat(name) FROM pragma_table_info('events')") === COLUMNS &&
    text("SELECT count(*) FROM sqlite_master WHERE type NOT IN ('table', 'index')") === '0' &&
    text('PRAGMA quick_check') === 'ok'
  if (!isKnown) throw new RangeError('This is no file of reports that is known.')
}

interface Row {
  id: number
  payload: Uint8Array
}

function deleteOurs(database: SqliteDatabase.Database): number {
  const rows = database
    .prepare<[], Row>("SELECT rowid AS id, payload FROM events WHERE typeof(payload) = 'blob'")
    .all()
  const reports = rows.flatMap(({ id, payload }) => {
    const report = readReport(payload)
    return report === undefined ? [] : [{ id, ...report }]
  })
  const remove = database.prepare<[number]>('DELETE FROM events WHERE rowid = ?')
  let removed = 0
  for (const ofProcess of Map.groupBy(reports, ({ process }) => process).values()) {
    const ours = isOurs(ofProcess) ? ofProcess : ofProcess.filter(({ producer }) => producer === WRITTEN_HERE)
    for (const { id } of ours) removed += remove.run(id).changes
  }
  return removed
}

/** By the program's name, or because it opened models that Twinsort wrote and otherwise only those that come with it. */
function isOurs(ofProcess: readonly Report[]): boolean {
  if (ofProcess.some(({ program }) => /^twinsort(\.exe)?$/i.test(path.basename(program)))) return true
  const producers = new Set(ofProcess.flatMap(({ producer }) => producer ?? []))
  const hasOurs = producers.delete(WRITTEN_HERE)
  producers.delete(SHIPPED)
  return hasOurs && producers.size === 0
}

function whyLeft(thrown: unknown): WhyLeft {
  const code = codeOf(thrown) ?? ''
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'in-use'
  if (/^(EACCES|EPERM|SQLITE_READONLY|SQLITE_CANTOPEN)/.test(code)) return 'no-access'
  return 'not-understood'
}

/** @file Export as one file: CSV or JSON lines, with the same fields in the same order. */
import path from 'node:path'
import { stringify } from 'csv-stringify/sync'
import type { ExportRow } from './rows.ts'
import { guardFormula } from './spreadsheet.ts'
import { assertCanTake, assertOwnOrAbsent, makeFolder, writeResult } from './write-target.ts'

/** `relative`: from the indexed folder that the photo lies in, with `/`; exports of before have the others alone. */
const COLUMNS = ['path', 'class', 'state', 'probability', 'head', 'relative'] as const
const FIRST_COLUMNS = COLUMNS.slice(0, 5).join(',')
const BYTE_ORDER_MARK = '\ufeff'

export type TableFormat = 'csv' | 'jsonl'

export interface TableOptions {
  format: TableFormat
  /** Absolute path. */
  out: string
  dryRun: boolean
  /** For `csv`: some spreadsheets take text without it for another encoding. */
  byteOrderMark?: boolean | undefined
}

/** RFC 4180 with line feeds; see [Note: formulas in CSV]. */
function toCsv(rows: readonly ExportRow[]): string {
  const records = rows.map((row) => ({
    ...row,
    path: guardFormula(row.path),
    class: guardFormula(row.class),
    relative: guardFormula(row.relative),
  }))
  return stringify(records, { header: true, columns: [...COLUMNS] })
}

function toJsonLines(rows: readonly ExportRow[]): string {
  return rows
    .map((row) => `${JSON.stringify(Object.fromEntries(COLUMNS.map((column) => [column, row[column]])))}\n`)
    .join('')
}

/**
 * Writes all rows, or nothing: the file appears in one step, in place of an earlier export but of nothing else.
 * @throws AppError `conflict` when another file or a folder is there, or its folder cannot be written to; also in a dry run.
 */
export async function exportTable(
  rows: readonly ExportRow[],
  { format, out, dryRun, byteOrderMark = false }: TableOptions,
): Promise<void> {
  await assertOwnOrAbsent(out, (file) => isTable(file, format))
  if (dryRun) return assertCanTake(path.dirname(out))
  await makeFolder(path.dirname(out))
  await writeResult(
    out,
    format === 'csv' ? (byteOrderMark ? BYTE_ORDER_MARK : '') + toCsv(rows) : toJsonLines(rows),
  )
}

function isTable(file: Buffer, format: TableFormat): boolean {
  const start = file.subarray(0, 4096).toString('utf8')
  return format === 'csv'
    ? start.replace(BYTE_ORDER_MARK, '').startsWith(FIRST_COLUMNS)
    : /^\{"path":".*"state":"/.test(start.split('\n', 1)[0])
}

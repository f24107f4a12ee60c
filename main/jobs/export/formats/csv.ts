/** @file Export as CSV: RFC 4180 with line feeds; see [Note: formulas in CSV]. */
import { stringify } from 'csv-stringify/sync'
import type { ExportRow } from '../rows.ts'
import { guardFormula } from '../spreadsheet.ts'
import { COLUMNS, columnsOf, writeTable } from '../table.ts'
import type { WriteFormat } from './format.ts'

/** All that the first exports had: so their files are known too. */
const FIRST_COLUMNS = COLUMNS.slice(0, 5).join(',')
/** A preview shows so many. */
const SAMPLE_ROWS = 3
const BYTE_ORDER_MARK = '\ufeff'

export const writeCsv: WriteFormat = (_, request) =>
  writeTable(request, {
    encode: (rows) => (request.byteOrderMark === true ? BYTE_ORDER_MARK : '') + toCsv(rows),
    isOwn: (start) => start.replace(BYTE_ORDER_MARK, '').startsWith(FIRST_COLUMNS),
    sample: (rows) => {
      const columns = columnsOf(rows)
      const first = recordsOf(rows.slice(0, SAMPLE_ROWS))
      return { columns, rows: first.map((record) => columns.map((column) => String(record[column] ?? ''))) }
    },
  })

function toCsv(rows: readonly ExportRow[]): string {
  return stringify(recordsOf(rows), { header: true, columns: columnsOf(rows) })
}

function recordsOf(rows: readonly ExportRow[]) {
  return rows.map((row) => ({
    ...row,
    path: guardFormula(row.path),
    class: guardFormula(row.class),
    relative: guardFormula(row.relative),
    split: row.part,
  }))
}

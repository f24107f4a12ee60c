/** @file Labels in a CSV file: a header line with `path` and `class`, other columns are passed over. */
import { CsvError, parse } from 'csv-parse/sync'
import { z } from 'zod'
import { canonicalLevel } from '../../../shared/class-name.ts'
import { AppError } from '../../../shared/errors.ts'
import { joined, sentence, verbatim } from '../../../shared/sentences/sentence.ts'
import { unguardFormula } from '../export/spreadsheet.ts'
import type { WrittenLabel } from './written-label.ts'

const Rows = z.array(
  z.object({ info: z.object({ lines: z.int() }), record: z.record(z.string(), z.string()) }),
)

/** Each takes some 700 bytes of memory, however short it is. */
const MOST_ROWS = 1_000_000

/** What stands between the cells, in the order in which they are tried. */
const DELIMITERS = [',', ';', '\t', '|']
/** The line by which a spreadsheet says what stands between the cells. */
const SEPARATOR_LINE = /^sep=(.)\r?\n/i

/** Columns that mean something here. */
const NAMED = ['path', 'class', 'state', 'relative']

/** @throws AppError `bad-input` that names the file, and what is wrong with its text or its header */
export function readCsvLabels(file: string, text: string): WrittenLabel[] {
  return parseRows(file, text).map(({ info, record }) => ({
    path: unguardFormula(record.path),
    relative: unguardFormula('relative' in record ? record.relative : ''),
    class: unguardFormula(record.class),
    isSuggested: record.state === 'suggested',
    line: info.lines,
  }))
}

function parseRows(file: string, text: string): z.infer<typeof Rows> {
  if (text.trim() === '') throw new AppError('bad-input', sentence('table-empty', { file }))
  const separatorLine = SEPARATOR_LINE.exec(text)
  const body = separatorLine === null ? text : text.slice(separatorLine[0].length)
  const linesBefore = separatorLine === null ? 0 : 1
  try {
    const delimiter = separatorLine?.[1] ?? delimiterOf(body)
    const columns = (header: string[]) => columnsOf(file, header, linesBefore + 1)
    // Rows without any text in them are the rest of a table that was longer once.
    const options = {
      columns,
      delimiter,
      info: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      to: MOST_ROWS + 1,
    }
    const rows = Rows.parse(parse(body, options))
    if (rows.length > MOST_ROWS) {
      throw new AppError('bad-input', sentence('table-rows-too-many', { file, most: MOST_ROWS }))
    }
    return rows.map(({ info, record }) => ({ record, info: { lines: info.lines + linesBefore } }))
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown
    const reason = verbatim(thrown.message.replace(/\.$/, ''))
    throw new AppError('bad-input', sentence('table-unreadable', { file, reason }), undefined, thrown)
  }
}

/** The one by which the header names both columns; where the comma separates decimals, spreadsheets write semicolons. */
function delimiterOf(text: string): string {
  const found = DELIMITERS.find((delimiter) => {
    const [header] = z.array(z.array(z.string())).parse(headerBy(text, delimiter))
    const names = header.map((name) => columnName(name))
    return names.includes('path') && names.includes('class')
  })
  return found ?? DELIMITERS[0]
}

function headerBy(text: string, delimiter: string): unknown {
  try {
    return parse(text, { delimiter, to: 1, relax_quotes: true, skip_empty_lines: true })
  } catch (thrown) {
    if (thrown instanceof CsvError) return [[]]
    throw thrown
  }
}

/** @throws AppError `bad-input` where one of the two columns is lacking, or stands there twice. */
function columnsOf(file: string, header: readonly string[], line: number): string[] {
  const names = header.map((name) => columnName(name))
  const lacking = ['path', 'class'].filter((name) => !names.includes(name))
  if (lacking.length > 0) {
    throw new AppError('bad-input', sentence('table-lacks-columns', { file, line }), { lacking })
  }
  const twice = NAMED.find((name) => names.indexOf(name) !== names.lastIndexOf(name))
  if (twice !== undefined) {
    const written = header.filter((_, index) => names[index] === twice)
    const quoted = written.map((each) => verbatim(`"${each.trim()}"`))
    const spellings = joined('joined-by-and', quoted)
    const said = sentence('table-column-twice', { file, line, column: twice, spellings })
    throw new AppError('bad-input', said)
  }
  // Others may be called as they like, also alike.
  return names.map((name, index) => (NAMED.includes(name) ? name : `${index}`))
}

function columnName(written: string): string {
  return canonicalLevel(written).toLowerCase()
}

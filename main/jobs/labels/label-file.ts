/** @file Reads a CSV file of labels: a header line with `path` and `class`, other columns are passed over. */
import { CsvError, parse } from 'csv-parse/sync'
import { z } from 'zod'
import { canonicalLevel } from '../../../shared/class-name.ts'
import { ClassName } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { joined, sentence, verbatim, type Sentence } from '../../../shared/sentences/sentence.ts'
import { FILE_LIMITS, readNamedFile } from '../../files/named-file.ts'
import { unguardFormula } from '../export/spreadsheet.ts'
import { decodeText } from './text-encoding.ts'

export interface LabelRow {
  /** As written in the file; relative paths are meant from the file's folder. */
  path: string
  /** Path from an indexed folder, where the file says it (our own exports do); '' for none. */
  relative: string
  class: string
  /** Line in the file, from 1. */
  line: number
}

const Rows = z.array(
  z.object({ info: z.object({ lines: z.int() }), record: z.record(z.string(), z.string()) }),
)

/** Each takes some 700 bytes of memory, however short it is. */
const MOST_ROWS = 1_000_000
/** At most this many wrong lines are listed. */
const LINES_LISTED = 3

/** What stands between the cells, in the order in which they are tried. */
const DELIMITERS = [',', ';', '\t', '|']
/** The line by which a spreadsheet says what stands between the cells. */
const SEPARATOR_LINE = /^sep=(.)\r?\n/i

/** Columns that mean something here. */
const NAMED = ['path', 'class', 'state', 'relative']

/**
 * Rows of our own CSV export that are only suggested (its column `state`) are left out: no person decided them.
 * @param encoding of the text; recognised unless said, where that can be done for certain.
 * @throws AppError `not-found` when there is no such file; `bad-input` naming the file and its wrong lines, or asking for
 *   the encoding.
 */
export async function readLabelFile(file: string, encoding?: string): Promise<LabelRow[]> {
  const text = decodeText(await readNamedFile(file, FILE_LIMITS.table), file, encoding)
  const rows: LabelRow[] = []
  const wrong: Sentence[] = []
  for (const { info, record } of parseRows(file, text)) {
    const location = unguardFormula(record.path)
    const name = ClassName.safeParse(unguardFormula(record.class))
    if (record.state === 'suggested') continue
    const relative = unguardFormula('relative' in record ? record.relative : '')
    if (location.trim() === '' && relative === '')
      wrong.push(sentence('table-line-without-path', { line: info.lines }))
    else if (!name.success) wrong.push(sentence('table-line-without-class', { line: info.lines }))
    else rows.push({ path: location, relative, class: name.data, line: info.lines })
  }
  if (wrong.length === 0) return rows
  const listed = wrong.slice(0, LINES_LISTED)
  const more = wrong.length - listed.length
  if (more > 0) listed.push(sentence('and-more', { count: more }))
  const lines = joined('joined-by-semicolon', listed)
  throw new AppError('bad-input', sentence('table-lines-wrong', { file, lines }))
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

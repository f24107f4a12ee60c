/** @file Reads a CSV file of labels: a header line with `path` and `class`, other columns are passed over. */
import { CsvError, parse } from 'csv-parse/sync'
import { z } from 'zod'
import { ClassName } from '../../shared/domain.ts'
import { AppError } from '../../shared/errors.ts'
import { FILE_LIMITS, readNamedFile } from '../math/named-file.ts'
import { unguardFormula } from './spreadsheet.ts'

export interface LabelRow {
  /** As written in the file; relative paths are meant from the file's folder. */
  path: string
  class: string
  /** Line in the file, from 1. */
  line: number
}

const Rows = z.array(
  z.object({ info: z.object({ lines: z.int() }), record: z.record(z.string(), z.string()) }),
)

/** Each takes some 700 bytes of memory, however short it is. */
const MOST_ROWS = 1_000_000
/** So many wrong lines are told at once. */
const LINES_TOLD = 3

/**
 * Rows of our own CSV export that are only suggested (its column `state`) are left out: they are nobody's decision.
 * @throws AppError `not-found` when there is no such file; `bad-input` naming the file and its wrong lines.
 */
export async function readLabelFile(file: string): Promise<LabelRow[]> {
  const text = await readText(file)
  const rows: LabelRow[] = []
  const wrong: string[] = []
  for (const { info, record } of parseRows(file, text)) {
    const location = unguardFormula(record.path)
    const name = ClassName.safeParse(unguardFormula(record.class))
    if (record.state === 'suggested') continue
    if (location.trim() === '') wrong.push(`line ${info.lines} has no path`)
    else if (!name.success) wrong.push(`line ${info.lines} has no usable class`)
    else rows.push({ path: location, class: name.data, line: info.lines })
  }
  if (wrong.length > 0) {
    const more = wrong.length > LINES_TOLD ? `; and ${wrong.length - LINES_TOLD} more` : ''
    throw new AppError('bad-input', `${file}: ${wrong.slice(0, LINES_TOLD).join('; ')}${more}.`)
  }
  return rows
}

async function readText(file: string): Promise<string> {
  const bytes = await readNamedFile(file, FILE_LIMITS.table)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes) // drops the byte-order mark that Excel writes
  } catch {
    throw new AppError('bad-input', `${file} is not UTF-8 text.`)
  }
}

function parseRows(file: string, text: string): z.infer<typeof Rows> {
  if (text.trim() === '') throw new AppError('bad-input', `${file}: the file is empty.`)
  const header = text.split(/\r?\n/, 1)[0]
  // Where the comma separates decimals, spreadsheets write semicolons.
  const delimiter = [',', ';', '\t'].find((mark) => header.includes(mark)) ?? ','
  try {
    const columns = (names: string[]) => {
      const known = names.map((name) => name.trim().toLowerCase())
      const lacking = ['path', 'class'].filter((name) => !known.includes(name))
      if (lacking.length === 0) return known
      throw new AppError('bad-input', `${file}: line 1 must name the columns path and class.`, { lacking })
    }
    const options = { columns, delimiter, info: true, skip_empty_lines: true, to: MOST_ROWS + 1 }
    const rows = Rows.parse(parse(text, options))
    if (rows.length <= MOST_ROWS) return rows
    throw new AppError('bad-input', `${file} has more than ${MOST_ROWS} rows. Split it into several files.`)
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown
    throw new AppError('bad-input', `${file}: ${thrown.message}`, undefined, thrown)
  }
}

/** @file Reads a file of labels: CSV, JSON lines, COCO, tasks of Label Studio, a set for FiftyOne, or Parquet; which one it is, its content says. */
import { ClassName } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { joined, sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { FILE_LIMITS, readNamedFile } from '../../files/named-file.ts'
import { isParquet } from '../../files/parquet-file.ts'
import { readCsvLabels } from './csv-labels.ts'
import { isJson, readJsonLabels } from './json-labels.ts'
import { readParquetLabels } from './parquet-labels.ts'
import { decodeText } from './text-encoding.ts'
import type { LabelRow, WrittenLabel } from './written-label.ts'

/** At most this many wrong lines are listed. */
const LINES_LISTED = 3

/**
 * Rows of our own exports that are only suggested are left out: no person decided them.
 * @param encoding of the text; recognised unless said, where that can be done for certain.
 * @throws AppError `not-found` when there is no such file; `bad-input` naming the file and its wrong lines, or asking for
 *   the encoding.
 */
export async function readLabelFile(file: string, encoding?: string): Promise<LabelRow[]> {
  const written = (await isParquet(file)) ? await readParquetLabels(file) : await readText(file, encoding)
  const rows: LabelRow[] = []
  const wrong: Sentence[] = []
  for (const { isSuggested, line, ...label } of written) {
    const name = ClassName.safeParse(label.class)
    if (isSuggested) continue
    if (label.path.trim() === '' && label.relative === '')
      wrong.push(sentence('table-line-without-path', { line }))
    else if (!name.success) wrong.push(sentence('table-line-without-class', { line }))
    else rows.push({ ...label, class: name.data, line })
  }
  if (wrong.length === 0) return rows
  const listed = wrong.slice(0, LINES_LISTED)
  const more = wrong.length - listed.length
  if (more > 0) listed.push(sentence('and-more', { count: more }))
  const lines = joined('joined-by-semicolon', listed)
  throw new AppError('bad-input', sentence('table-lines-wrong', { file, lines }))
}

async function readText(file: string, encoding: string | undefined): Promise<WrittenLabel[]> {
  const text = decodeText(await readNamedFile(file, FILE_LIMITS.table), file, encoding)
  return isJson(text) ? readJsonLabels(file, text) : readCsvLabels(file, text)
}

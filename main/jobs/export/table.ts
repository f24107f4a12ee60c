/** @file Export as one file with a row for each photo: the same fields in the same order, whatever the format. */
import path from 'node:path'
import { PARTS } from '../../../shared/contract/split.ts'
import type { Exported, ExportRequest } from './formats/format.ts'
import type { ExportRow } from './rows.ts'
import { assertCanTake, assertOwnOrAbsent, makeFolder, writeResult } from './write-target.ts'

/** `relative`: from the indexed folder that the photo lies in, with `/`; exports of before have the others alone. */
export const COLUMNS = ['path', 'class', 'state', 'probability', 'head', 'relative'] as const

type Column = (typeof COLUMNS)[number] | 'split'

/** Those of these rows: the part of a data set is told where there are parts. */
export function columnsOf(rows: readonly ExportRow[]): Column[] {
  return rows.some(({ part }) => part !== null) ? [...COLUMNS, 'split'] : [...COLUMNS]
}

/** Bytes that tell whether a file is one of ours. */
const START = 4096

interface TableForm {
  readonly encode: (rows: readonly ExportRow[]) => string
  /** Whether a file that begins so is an earlier export. */
  readonly isOwn: (start: string) => boolean
  /** The first rows as they are written, for a preview. */
  readonly sample?: (rows: readonly ExportRow[]) => NonNullable<Exported['sample']>
}

/**
 * Writes all rows, or nothing: the file appears in one step, in place of an earlier export but of nothing else.
 * @throws AppError `conflict` when another file or a folder is there, or its folder cannot be written to; also in a dry run.
 */
export async function writeTable(
  request: ExportRequest,
  { encode, isOwn, sample }: TableForm,
): Promise<Exported> {
  const { rows, skipped } = await request.rows()
  await writeFile(request, request.out, { content: () => encode(rows), isOwn })
  const isPreview = request.dryRun && request.tree === true && rows.length > 0
  return { written: rows.length, skipped, ...(isPreview && sample ? { sample: sample(rows) } : {}) }
}

interface RecordsForm {
  /** @param all rows of all parts, which number the classes alike */
  readonly encode: (rows: readonly ExportRow[], all: readonly ExportRow[]) => string | Iterable<string>
  readonly isOwn: TableForm['isOwn']
}

/** The same for a format that has no column for the part of a data set: each part is a file, `photos.train.json` beside the others. */
export async function writeParts(request: ExportRequest, { encode, isOwn }: RecordsForm): Promise<Exported> {
  const { rows, skipped } = await request.rows()
  const { dir, name, ext } = path.parse(request.out)
  const parts = PARTS.filter((part) => rows.some((row) => row.part === part))
  const files = parts.map((part) => ({
    file: path.join(dir, `${name}.${part}${ext}`),
    rows: rows.filter((row) => row.part === part),
  }))
  if (files.length === 0) files.push({ file: request.out, rows })
  for (const part of files)
    await writeFile(request, part.file, { content: () => encode(part.rows, rows), isOwn })
  return { written: rows.length, skipped }
}

async function writeFile(
  { dryRun }: Pick<ExportRequest, 'dryRun'>,
  file: string,
  { content, isOwn }: { content: () => string | Iterable<string>; isOwn: TableForm['isOwn'] },
): Promise<void> {
  await assertOwnOrAbsent(file, (bytes) => isOwn(bytes.subarray(0, START).toString('utf8')))
  if (dryRun) return assertCanTake(path.dirname(file))
  await makeFolder(path.dirname(file))
  await writeResult(file, content())
}

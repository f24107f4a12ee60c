/** @file Export as one file with a row for each photo: the same fields in the same order, whatever the format. */
import path from 'node:path'
import type { Exported, ExportRequest } from './formats/format.ts'
import type { ExportRow } from './rows.ts'
import { assertCanTake, assertOwnOrAbsent, makeFolder, writeResult } from './write-target.ts'

/** `relative`: from the indexed folder that the photo lies in, with `/`; exports of before have the others alone. */
export const COLUMNS = ['path', 'class', 'state', 'probability', 'head', 'relative'] as const

/** Bytes that tell whether a file is one of ours. */
const START = 4096

interface TableForm {
  readonly encode: (rows: readonly ExportRow[]) => string
  /** Whether a file that begins so is an earlier export. */
  readonly isOwn: (start: string) => boolean
}

/**
 * Writes all rows, or nothing: the file appears in one step, in place of an earlier export but of nothing else.
 * @throws AppError `conflict` when another file or a folder is there, or its folder cannot be written to; also in a dry run.
 */
export async function writeTable(
  { out, dryRun, rows: gather }: ExportRequest,
  { encode, isOwn }: TableForm,
): Promise<Exported> {
  const { rows, skipped } = await gather()
  await assertOwnOrAbsent(out, (file) => isOwn(file.subarray(0, START).toString('utf8')))
  if (dryRun) await assertCanTake(path.dirname(out))
  else {
    await makeFolder(path.dirname(out))
    await writeResult(out, encode(rows))
  }
  return { written: rows.length, skipped }
}

/** @file Export as one file: CSV or JSON lines, with the same fields in the same order. */
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import type { ExportRow } from './export-rows.ts'
import { guardFormula } from './spreadsheet.ts'

const COLUMNS = ['path', 'class', 'state', 'probability', 'head'] as const

export type TableFormat = 'csv' | 'jsonl'

/** RFC 4180 with line feeds; see [Note: formulas in CSV]. */
function toCsv(rows: readonly ExportRow[]): string {
  const records = rows.map((row) => ({
    ...row,
    path: guardFormula(row.path),
    class: guardFormula(row.class),
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
 * @throws AppError `conflict` when another file or a folder is there.
 */
export async function exportTable(
  rows: readonly ExportRow[],
  { format, out, dryRun }: { format: TableFormat; out: string; dryRun: boolean },
): Promise<void> {
  await assertOwnOrAbsent(out, (file) => isTable(file, format))
  if (dryRun) return
  await makeFolder(path.dirname(out))
  await writeAtomically(out, format === 'csv' ? toCsv(rows) : toJsonLines(rows))
}

/** Replaces the file in one step; its content is on the disk before it appears. */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const part = path.join(path.dirname(file), `.${path.basename(file)}.part`)
  try {
    const handle = await open(part, 'w')
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(part, file)
  } catch (thrown) {
    await rm(part, { force: true })
    throw cannotWrite(file, thrown)
  }
}

/** @throws AppError `conflict` where it cannot be made. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (thrown) {
    throw cannotWrite(folder, thrown)
  }
}

/** A full disk stays one; everything else is about the place that was named. */
function cannotWrite(place: string, thrown: unknown): AppError {
  const error = AppError.from(thrown)
  if (error.code !== 'internal') return error
  return new AppError(
    'conflict',
    sentence('place-not-written', { place, reason: error.message }),
    undefined,
    thrown,
  )
}

function isTable(file: Buffer, format: TableFormat): boolean {
  const start = file.subarray(0, 4096).toString('utf8')
  return format === 'csv'
    ? start.startsWith(COLUMNS.join(','))
    : /^\{"path":".*"state":"/.test(start.split('\n', 1)[0])
}

/** @throws AppError `conflict` when a folder is there, or a file that is not `isOwn`. */
export async function assertOwnOrAbsent(out: string, isOwn: (file: Buffer) => boolean): Promise<void> {
  const found = await stat(out).catch(() => undefined)
  if (found === undefined || (found.isFile() && found.size === 0)) return
  if (found.isDirectory()) throw new AppError('conflict', sentence('target-is-folder', { file: out }))
  if (isOwn(await readFile(out))) return
  throw new AppError('conflict', sentence('target-not-ours', { file: out }))
}

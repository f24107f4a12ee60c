/** @file The export: gathers what is confirmed (and, where wanted, suggested) and writes it in the form asked for. */
import path from 'node:path'
import type { Output, Parsed } from '../../../shared/contract.ts'
import { AppError } from '../../../shared/errors.ts'
import { say, sentence } from '../../../shared/sentences/sentence.ts'
import type { JobContext } from '../context.ts'
import type { FolderExport } from './folder-run.ts'
import { exportFolders } from './folders.ts'
import { exportOnnx } from './onnx.ts'
import { exportRows, type Suggested } from './rows.ts'
import { exportTable } from './table.ts'

/**
 * @param suggest The likeliest classes of photos without a label, from a probability upwards.
 * @throws AppError `bad-input` for a relative path: nobody would find what lies where the engine happens to run.
 */
export async function exportLibrary(
  context: Pick<JobContext, 'store' | 'signal' | 'report' | 'resources'>,
  { format, mode, dryRun, includeSuggestions, head, byteOrderMark, ...input }: Parsed<'export'>,
  suggest: (minProbability: number) => Promise<readonly Suggested[]>,
): Promise<Output<'export'>> {
  const out = absolute(input.out)
  if (format === 'onnx') return exportOnnx(context, { out, dryRun, head })
  const suggested = includeSuggestions === undefined ? [] : await suggest(includeSuggestions)
  const { rows, skipped } = exportRows(context.store, suggested)
  if (format === 'imagefolder') {
    const result = await exportFolders(context, rows, { out, mode, dryRun })
    const { written, moved, removed } = result
    const notes = notesOf(result, dryRun)
    return { written, skipped: [...skipped, ...result.skipped], moved, removed, notes, network: null }
  }
  await exportTable(rows, { format, out, dryRun, byteOrderMark })
  return { written: rows.length, skipped, moved: [], removed: [], notes: [], network: null }
}

function notesOf({ moved, removed, converted }: FolderExport, dryRun: boolean): string[] {
  const notes = [
    [dryRun ? 'export-moves' : 'export-moved', moved.length],
    [dryRun ? 'export-removes' : 'export-removed', removed.length],
    ['export-converted', converted],
  ] as const
  return notes.flatMap(([key, count]) => (count === 0 ? [] : [say(key, { count })]))
}

function absolute(out: string): string {
  if (path.isAbsolute(out)) return path.resolve(out)
  throw new AppError('bad-input', sentence('target-relative', { file: out }))
}

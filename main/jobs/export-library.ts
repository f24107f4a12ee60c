/** @file The export: gathers what is confirmed (and, where wanted, suggested) and writes it in the form asked for. */
import path from 'node:path'
import type { Output, Parsed } from '../../shared/contract.ts'
import type { JobContext } from './context.ts'
import { exportFolders } from './export-folders.ts'
import { exportRows, type Suggestions } from './export-rows.ts'
import { exportTable } from './export-table.ts'

/** @param suggestions Those to add to the confirmed labels; none where only labels are wanted. */
export async function exportLibrary(
  context: JobContext,
  input: Parsed<'export'>,
  suggestions: Suggestions,
): Promise<Output<'export'>> {
  const out = path.resolve(input.out)
  const { rows, skipped } = exportRows(context.store, suggestions)
  if (input.format === 'imagefolder') {
    const result = await exportFolders(context, rows, { out, mode: input.mode, dryRun: input.dryRun })
    return { written: result.written, skipped: [...skipped, ...result.skipped] }
  }
  await exportTable(rows, { format: input.format, out, dryRun: input.dryRun })
  return { written: rows.length, skipped }
}

/** @file The export: what is confirmed (and, where wanted, suggested), written in the format asked for. */
import path from 'node:path'
import type { Output, Parsed } from '../../../shared/contract.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { ExportContext } from './formats/format.ts'
import { FORMATS } from './formats/index.ts'
import { exportRows, type Suggested } from './rows.ts'

const NOTHING = { skipped: [], moved: [], removed: [], notes: [], network: null }

/**
 * @param suggest The likeliest classes of photos without a label, from a probability upwards.
 * @throws AppError `bad-input` for a relative path: it would depend on the folder in which the engine runs.
 */
export async function exportLibrary(
  context: ExportContext,
  { format, includeSuggestions, ...input }: Parsed<'export'>,
  suggest: (minProbability: number) => Promise<readonly Suggested[]>,
): Promise<Output<'export'>> {
  const rows = async () =>
    exportRows(context.store, includeSuggestions === undefined ? [] : await suggest(includeSuggestions))
  return { ...NOTHING, ...(await FORMATS[format](context, { ...input, out: absolute(input.out), rows })) }
}

function absolute(out: string): string {
  if (path.isAbsolute(out)) return path.resolve(out)
  throw new AppError('bad-input', sentence('target-relative', { file: out }))
}

/** @file The export: what is confirmed (and, where wanted, suggested), written in the format asked for. */
import path from 'node:path'
import type { Output, Parsed } from '../../../shared/contract.ts'
import { EXPORT_FORMATS } from '../../../shared/contract/export-formats.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import type { ExportContext } from './formats/format.ts'
import { FORMATS } from './formats/index.ts'
import { exportRows, onlyOf, type Suggested } from './rows.ts'
import { notesOfSplit, splitRows } from './split-rows.ts'

const XMP_USUALLY = { place: 'beside', names: 'appended' } as const
const NOTHING = { skipped: [], moved: [], removed: [], notes: [], network: null }

/**
 * @param suggest The likeliest classes of photos without a label, from a probability upwards.
 * @throws AppError `bad-input` for a relative path: it would depend on the folder in which the engine runs; and for what the format
 *   does not take. `not-found` for a class that does not exist.
 */
export async function exportLibrary(
  context: ExportContext,
  { format, includeSuggestions, classes, split, snapshot, ...input }: Parsed<'export'>,
  suggest: (minProbability: number) => Promise<readonly Suggested[]>,
): Promise<Output<'export'>> {
  const { kind } = EXPORT_FORMATS[format]
  if (kind === 'keywords' && (includeSuggestions !== undefined || split !== undefined))
    throw new AppError('bad-input', sentence('export-xmp-labels-alone'))
  if (kind === 'keywords' && input.out !== '' && input.xmp?.place === 'embedded')
    throw new AppError('bad-input', sentence('export-xmp-two-places'))
  if (input.names !== undefined && kind !== 'folder')
    throw new AppError('bad-input', sentence('export-names-no-folders', { format }))
  if (classes !== undefined && kind === 'network')
    throw new AppError('bad-input', sentence('export-classes-no-network'))
  if (split !== undefined && kind === 'network')
    throw new AppError('bad-input', sentence('export-split-no-network'))
  if (input.metadata === true && (format !== 'imagefolder' || input.mode === 'move'))
    throw new AppError('bad-input', sentence('export-metadata-no-folders'))
  if (input.withoutPlace === true && (kind !== 'folder' || input.mode !== 'copy'))
    throw new AppError('bad-input', sentence('export-place-copies-only'))
  if (snapshot !== undefined && (kind === 'network' || includeSuggestions !== undefined))
    throw new AppError('bad-input', sentence('export-snapshot-alone'))
  let setAside = 0
  let notes: readonly Sentence[] = []
  const rows = async () => {
    const { store } = context
    const suggested = includeSuggestions === undefined ? [] : await suggest(includeSuggestions)
    const known = store.classes.list(store.labelSets.current()).map(({ name }) => name)
    const gathered = exportRows(store, suggested, snapshot)
    setAside = gathered.setAside // stays 0 for a format that holds no photos
    const chosen = onlyOf(gathered, classes, known)
    if (split === undefined) return chosen
    const divided = await splitRows(context, chosen.rows, split, !input.dryRun)
    notes = notesOfSplit(divided, split)
    return { ...chosen, rows: divided }
  }
  const exported = await FORMATS[format](context, {
    ...input,
    xmp: input.xmp ?? XMP_USUALLY,
    out: kind === 'keywords' && input.out === '' ? '' : absolute(input.out),
    rows,
  })
  const left = setAside === 0 ? [] : [sentence('export-set-aside', { count: setAside })]
  return { ...NOTHING, ...exported, notes: [...notes, ...(exported.notes ?? []), ...left], setAside }
}

function absolute(out: string): string {
  if (path.isAbsolute(out)) return path.resolve(out)
  throw new AppError('bad-input', sentence('target-relative', { file: out }))
}

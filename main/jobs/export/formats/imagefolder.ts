/**
 * @file Export as one folder for each class (see [Note: class names on disk]), with copies of the photos or links to them. It can be
 * repeated: what is new is added, what got another class moves, what lost its class goes, and nothing else is touched
 * ([Note: an export's own files]).
 */
import path from 'node:path'
import { throwIfCancelled } from '../../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../../shared/sentences/sentence.ts'
import type { Store } from '../../../store/store.ts'
import { FolderRun, type FolderExport, type FolderOptions, type Item } from '../folder-run.ts'
import { exportName, isConverted } from '../names.ts'
import type { ExportRow } from '../rows.ts'
import { CUT_NAMES_FILE, folderNames } from '../safe-name.ts'
import { assertCanTake, makeFolder, writeResult } from '../write-target.ts'
import type { ExportContext, WriteFormat } from './format.ts'

/** Enough of a content hash to tell photos of one name apart. */
const HASH_DIGITS = 12

export const writeImageFolder: WriteFormat = async (context, { rows: gather, ...options }) => {
  const { rows, skipped } = await gather()
  const { converted, secondNames, ...result } = await placeAll(context, rows, options)
  const notes = notesOf({ ...result, converted, secondNames }, options.dryRun)
  return { ...result, skipped: [...skipped, ...result.skipped], notes }
}

async function placeAll(
  { store, signal, report }: ExportContext,
  rows: readonly ExportRow[],
  options: FolderOptions,
): Promise<FolderExport> {
  const { out, dryRun } = options
  const { folders, cut } = folderNames(rows.map((row) => row.class))
  if (!dryRun) await makeFolder(out)
  await assertCanTake(out)
  const run = await FolderRun.begin(store, options)
  try {
    for (const [index, row] of rows.entries()) {
      throwIfCancelled(signal)
      await run.place(itemOf(store, row, options, folders.get(row.class) ?? row.class))
      report({ stage: 'writing files', done: index + 1, total: rows.length })
    }
    await run.clear()
  } finally {
    await run.end()
  }
  if (cut.size > 0 && !dryRun) {
    const names = JSON.stringify(Object.fromEntries(cut), null, 2)
    await writeResult(path.join(out, CUT_NAMES_FILE), `${names}\n`)
  }
  return run.result
}

/** Keeps each file's name where loaders take it; photos that share one may take a second name, made from their content. */
function itemOf(store: Store, row: ExportRow, { mode }: FolderOptions, folder: string): Item {
  const known = store.photos.get(row.photo)
  const format = known?.format ?? ''
  const photo = known?.contentHash ?? String(row.photo)
  return {
    row,
    photo,
    source: store.files.byPath(row.path)?.fileHash ?? null,
    mode: isConverted(row.path, format) ? 'picture' : mode,
    candidates: ['', `~${photo.slice(0, HASH_DIGITS)}`].map(
      (mark) => `${folder}/${exportName(row.path, format, mark)}`,
    ),
  }
}

function notesOf(
  { moved, removed, converted, secondNames }: Omit<FolderExport, 'written' | 'skipped'>,
  dryRun: boolean,
): Sentence[] {
  const notes = [
    [dryRun ? 'export-moves' : 'export-moved', moved.length],
    [dryRun ? 'export-removes' : 'export-removed', removed.length],
    ['export-converted', converted],
    ['export-second-name', secondNames],
  ] as const
  return notes.flatMap(([key, count]) => (count === 0 ? [] : [sentence(key, { count })]))
}

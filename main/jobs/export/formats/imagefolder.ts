/**
 * @file Export as one folder for each class (see [Note: class names on disk]), with copies of the photos, links to them, or the photos themselves. It can be
 * repeated: what is new is added, what got another class moves, what lost its class goes, and nothing else is touched
 * ([Note: an export's own files]).
 */
import path from 'node:path'
import type { Output } from '../../../../shared/contract.ts'
import { PARTS } from '../../../../shared/contract/split.ts'
import { sentence, type Sentence } from '../../../../shared/sentences/sentence.ts'
import type { FolderExport } from '../folder-run.ts'
import { movePhotos, type Moved } from '../move/move-photos.ts'
import { FileNames } from '../file-names.ts'
import { assertMetadataFits, writeMetadata } from '../metadata-table.ts'
import { itemOf, notesOfPlacing, placePhotos } from '../place-photos.ts'
import type { ExportRow, GatheredRows } from '../rows.ts'
import { CUT_NAMES_FILE, folderNames, nameOnDisk, type FolderNames } from '../safe-name.ts'
import { assertCanTake, makeFolder, writeResult } from '../write-target.ts'
import type { ExportContext, Exported, ExportRequest, WriteFormat } from './format.ts'

export const writeImageFolder: WriteFormat = async (context, request) => {
  const gathered = await request.rows()
  const { folders, cut } = folderNames(gathered.classes)
  if (request.mode === 'move') return moveAll(context, gathered, { request, folders, cut })
  const { rows, chosen } = gathered
  const { out, dryRun } = request
  if (request.metadata === true) await assertMetadataFits(out, rows)
  const only = chosen && new Set([...chosen].map((name) => folders.get(name) ?? nameOnDisk(name)))
  const run = await placePhotos(context, gathered, {
    ...{ request, only },
    folderOf: (row) => folderOf(row, folders),
  })
  if (!dryRun) await writeCutNames(out, rows, cut)
  if (!dryRun && request.metadata === true) await writeMetadata(context.store, out, run.placed)
  const { written, moved, removed, tree } = run
  const told = request.tree === true ? { tree: treeOf(tree, folders) } : {}
  const skipped = [...gathered.skipped, ...run.skipped]
  return { written, moved, removed, ...told, skipped, notes: notesOfPlacing(run, dryRun) }
}

/** The photos themselves: what earlier exports wrote there stays. */
async function moveAll(
  context: ExportContext,
  { rows, skipped }: GatheredRows,
  { request, folders, cut }: Plan,
): Promise<Exported> {
  const { out, dryRun } = request
  const names = new FileNames(request.names, rows)
  if (!dryRun) await makeFolder(out)
  await assertCanTake(out)
  const items = rows.map((row) =>
    itemOf(context.store, row, { mode: 'copy', isMoved: true, names, folder: folderOf(row, folders) }),
  )
  const moved = await movePhotos(context, { out, dryRun, items })
  if (!dryRun && moved.written > 0) await writeCutNames(out, rows, cut)
  const told = request.tree === true ? { tree: treeOf(moved.tree, folders) } : {}
  const { written } = moved
  return { written, ...told, skipped: [...skipped, ...moved.skipped], notes: notesOfMove(moved, dryRun) }
}

function notesOfMove({ written, secondNames, copies }: Moved, dryRun: boolean): Sentence[] {
  const notes = [
    [dryRun ? 'export-would-move-photos' : 'export-moved-photos', written],
    ['export-second-name', secondNames],
    ['export-copies-stay', copies],
  ] as const
  return notes.flatMap(([key, count]) => (count === 0 ? [] : [sentence(key, { count })]))
}

interface Plan extends FolderNames {
  readonly request: ExportRequest
}

/** Classes whose names are too long for a folder. */
async function writeCutNames(
  out: string,
  rows: readonly ExportRow[],
  cut: FolderNames['cut'],
): Promise<void> {
  if (cut.size === 0) return
  const all = JSON.stringify(Object.fromEntries(cut), null, 2)
  for (const part of new Set(rows.map((row) => row.part ?? '')))
    await writeResult(path.join(out, part, CUT_NAMES_FILE), `${all}\n`)
}

/** Loaders of such folders look for the parts above the classes. */
function folderOf(
  { class: name, part }: Pick<ExportRow, 'class' | 'part'>,
  folders: FolderNames['folders'],
): string {
  const folder = folders.get(name) ?? name
  return part === null ? folder : `${part}/${folder}`
}

function treeOf(
  tree: FolderExport['tree'],
  folders: FolderNames['folders'],
): NonNullable<Output<'export'>['tree']> {
  return [null, ...PARTS].flatMap((part) =>
    [...folders].flatMap(([name]) => {
      const folder = folderOf({ class: name, part }, folders)
      const content = tree.get(folder)
      return content === undefined ? [] : [{ folder, class: name, ...content }]
    }),
  )
}

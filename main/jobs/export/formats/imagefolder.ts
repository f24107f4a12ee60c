/**
 * @file Export as one folder for each class (see [Note: class names on disk]), with copies of the photos, links to them, or the photos themselves. It can be
 * repeated: what is new is added, what got another class moves, what lost its class goes, and nothing else is touched
 * ([Note: an export's own files]).
 */
import path from 'node:path'
import type { Output } from '../../../../shared/contract.ts'
import { PARTS } from '../../../../shared/contract/split.ts'
import { throwIfCancelled } from '../../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../../shared/sentences/sentence.ts'
import type { Store } from '../../../store/store.ts'
import { FolderRun, type FolderExport, type FolderOptions, type Item } from '../folder-run.ts'
import { ExifTool } from '../keywords/exiftool.ts'
import { movePhotos, type Moved } from '../move/move-photos.ts'
import { FileNames } from '../file-names.ts'
import { assertMetadataFits, writeMetadata } from '../metadata-table.ts'
import { isConverted } from '../names.ts'
import { pictureKey, type ExportRow, type GatheredRows } from '../rows.ts'
import { leaveOutPlace } from '../without-place.ts'
import { CUT_NAMES_FILE, folderNames, nameOnDisk, type FolderNames } from '../safe-name.ts'
import { assertCanTake, makeFolder, writeResult } from '../write-target.ts'
import type { ExportContext, Exported, ExportRequest, WriteFormat } from './format.ts'

export const writeImageFolder: WriteFormat = async (context, request) => {
  const gathered = await request.rows()
  const { folders, cut } = folderNames(gathered.classes)
  if (request.mode === 'move') return moveAll(context, gathered, { request, folders, cut })
  const { converted, secondNames, tree, ...result } = await placeAll(context, gathered, {
    request,
    folders,
    cut,
  })
  const notes = notesOf({ ...result, converted, secondNames }, request.dryRun)
  const told = request.tree === true ? { tree: treeOf(tree, folders) } : {}
  return { ...result, ...told, skipped: [...gathered.skipped, ...result.skipped], notes }
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

async function placeAll(
  { store, signal, report }: ExportContext,
  { rows, chosen }: GatheredRows,
  { request, folders, cut }: Plan,
): Promise<FolderExport> {
  const { out, dryRun } = request
  const mode = request.mode === 'link' ? 'link' : 'copy'
  const names = new FileNames(request.names, rows)
  if (request.metadata === true) await assertMetadataFits(out, rows)
  if (!dryRun) await makeFolder(out)
  await assertCanTake(out)
  const only = chosen && new Set([...chosen].map((name) => folders.get(name) ?? nameOnDisk(name)))
  const photos = new Set(rows.map((row) => pictureKey(store.photos.get(row.photo), row)))
  // Also for a preview: it may be missing.
  const tool = request.withoutPlace === true ? await ExifTool.start() : undefined
  const leaveOut = tool && ((file: string, photo: string) => leaveOutPlace(tool, file, photo))
  const run = await FolderRun.begin(store, { out, dryRun, mode, only, photos, leaveOutPlace: leaveOut })
  try {
    for (const [index, row] of rows.entries()) {
      throwIfCancelled(signal)
      const naming: Naming = { mode, isPlaceless: tool !== undefined, names, folder: folderOf(row, folders) }
      await run.place(itemOf(store, row, naming))
      report({ stage: 'writing files', done: index + 1, total: rows.length })
    }
    await run.clear()
  } finally {
    await run.end()
    await tool?.close()
  }
  if (!dryRun) await writeCutNames(out, rows, cut)
  if (!dryRun && request.metadata === true) await writeMetadata(store, out, run.placed)
  return run.result
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

interface Naming {
  readonly mode: FolderOptions['mode']
  /** The file itself, which stays what it is. */
  readonly isMoved?: boolean
  /** A copy that does not say where it was taken. */
  readonly isPlaceless?: boolean
  readonly names: FileNames
  /** Of its class. */
  readonly folder: string
}

/** Keeps each file's name where loaders take it, or gives it one by the pattern. */
function itemOf(
  store: Store,
  row: ExportRow,
  { mode, isMoved = false, isPlaceless = false, names, folder }: Naming,
): Item {
  const known = store.photos.get(row.photo)
  const photo = pictureKey(known, row)
  return {
    row,
    photo,
    source: store.files.byPath(row.path)?.fileHash ?? null,
    // Another format gets no metadata at all.
    mode:
      !isMoved && isConverted(row.path, known?.format ?? '') ? 'picture' : isPlaceless ? 'placeless' : mode,
    ...names.of(row, folder, photo, known, isMoved),
  }
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

function notesOf(
  { moved, removed, converted, secondNames }: Omit<FolderExport, 'written' | 'skipped' | 'tree'>,
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

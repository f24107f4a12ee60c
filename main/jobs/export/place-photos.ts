/** @file Puts the photos of an export into a folder: what class folders and a set for FiftyOne have in common. */
import path from 'node:path'
import { nameKey } from '../../../shared/file-name.ts'
import { throwIfCancelled } from '../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import type { Store } from '../../store/store.ts'
import { FileNames } from './file-names.ts'
import { FolderRun, type FolderExport, type FolderOptions, type Item } from './folder-run.ts'
import type { ExportContext, ExportRequest } from './formats/format.ts'
import { ExifTool } from './keywords/exiftool.ts'
import { isLinkMode, LinkTrial } from './link-trial.ts'
import type { PlacedPhoto } from './metadata-table.ts'
import { isConverted } from './names.ts'
import { pictureKey, type ExportRow, type GatheredRows } from './rows.ts'
import { leaveOutPlace, PlaceTrial } from './without-place.ts'
import { assertCanTake, makeFolder } from './write-target.ts'

interface Plan {
  readonly request: ExportRequest
  /** Where a photo goes, from the folder of the export, with `/`. */
  readonly folderOf: (row: ExportRow) => string
  /** As in `FolderOptions`. */
  readonly only?: FolderOptions['only']
  /** Names differ also without their endings, for programs that call photos so. */
  readonly stemsDiffer?: boolean
}

export interface PlacedPhotos extends FolderExport {
  /** Every photo of this run that lies there now. */
  readonly placed: readonly PlacedPhoto[]
  /** Photos of a preview of which it was not tried whether their place can be left out. */
  readonly untried: number
}

/** Not for `move`. @throws AppError `conflict` where the folder cannot take them; also in a dry run. */
export async function placePhotos(
  { store, signal, report }: ExportContext,
  { rows }: Pick<GatheredRows, 'rows'>,
  { request, folderOf, only, stemsDiffer = false }: Plan,
): Promise<PlacedPhotos> {
  const { out, dryRun } = request
  const mode = request.mode === 'move' ? 'copy' : request.mode
  const names = new FileNames(request.names, rows)
  const isPlaceless = request.withoutPlace === true
  const items = rows.map((row) => itemOf(store, row, { mode, isPlaceless, names, folder: folderOf(row) }))
  if (!dryRun) await makeFolder(out)
  await assertCanTake(out)
  const photos = new Set(items.map(({ photo }) => photo))
  // Also for a preview: it may be missing.
  const tool = isPlaceless ? await ExifTool.start() : undefined
  const leaveOut = tool && ((file: string, photo: string) => leaveOutPlace(tool, file, photo))
  const trial = tool && dryRun ? new PlaceTrial(tool) : undefined
  const whyPlaceStays = trial?.whyNot.bind(trial)
  const links = dryRun && isLinkMode(mode) ? new LinkTrial(out, mode) : undefined
  const whyNoLink = links?.whyNot.bind(links)
  const options = { out, dryRun, mode, only, photos, leaveOutPlace: leaveOut, whyPlaceStays, whyNoLink }
  const run = await FolderRun.begin(store, options)
  try {
    for (const [index, item] of (stemsDiffer ? withOwnStems(items) : items).entries()) {
      throwIfCancelled(signal)
      await run.place(item)
      report({ stage: 'writing files', done: index + 1, total: rows.length })
    }
    await run.clear()
  } finally {
    await run.end()
    await trial?.end()
    await tool?.close()
  }
  return { ...run.result, placed: run.placed, untried: trial?.untried ?? 0 }
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
export function itemOf(
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

/** Of several photos that differ only in their endings each gets the name that has its content in it. */
function withOwnStems(items: readonly Item[]): Item[] {
  const keyOf = ({ first, row }: Item) => (first === undefined ? row.path : nameKey(withoutEnding(first)))
  const alike = Map.groupBy(items, keyOf)
  return items.map((item) => {
    if (item.first === undefined || alike.get(keyOf(item))?.length === 1) return item
    const [, marked = item.first] = item.candidates
    return { ...item, candidates: [marked], first: marked, isName: (file: string) => file === marked }
  })
}

/** A file's name as FiftyOne and others call the photo in it. @param file with `/` */
export function withoutEnding(file: string): string {
  return file.slice(0, file.length - path.posix.extname(file).length)
}

export function notesOfPlacing(
  { moved, removed, converted, secondNames, untried }: PlacedPhotos,
  dryRun: boolean,
): Sentence[] {
  const notes = [
    [dryRun ? 'export-moves' : 'export-moved', moved.length],
    [dryRun ? 'export-removes' : 'export-removed', removed.length],
    ['export-converted', converted],
    ['export-second-name', secondNames],
    ['export-place-untried', untried],
  ] as const
  return notes.flatMap(([key, count]) => (count === 0 ? [] : [sentence(key, { count })]))
}

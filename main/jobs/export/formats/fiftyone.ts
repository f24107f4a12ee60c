/**
 * @file Export as a set for FiftyOne (docs.voxel51.com, "FiftyOneImageClassificationDataset"): photos in `data/`, and a `labels.json`
 * that names the class of each by its number. Photos are called by their names without endings there, so no two may differ in
 * these alone. A suggestion has its probability as `confidence`. Where each photo came from stands under a key of our own, which
 * FiftyOne passes over.
 */
import { rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../../../../shared/errors.ts'
import { PARTS } from '../../../../shared/contract/split.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import type { PlacedPhoto } from '../metadata-table.ts'
import { notesOfPlacing, placePhotos, withoutEnding } from '../place-photos.ts'
import type { ExportRow } from '../rows.ts'
import { assertOwnOrAbsent, writeResult } from '../write-target.ts'
import type { WriteFormat } from './format.ts'

export const DATA_FOLDER = 'data'
export const LABELS_FILE = 'labels.json'
/** '' where the photos are not divided. */
const ALL_PARTS = ['', ...PARTS] as const

const START = '{"exportedBy":"Twinsort"'

export const writeFiftyOne: WriteFormat = async (context, request) => {
  if (request.mode === 'move') throw new AppError('bad-input', sentence('export-move-class-folders'))
  const { rows, skipped } = await request.rows()
  const { out, dryRun } = request
  for (const part of ALL_PARTS) await assertOwnOrAbsent(labelsFile(out, part), isOwn)
  const folderOf = ({ part }: ExportRow) => path.posix.join(part ?? '', DATA_FOLDER)
  const run = await placePhotos(context, { rows }, { request, folderOf, stemsDiffer: true })
  if (!dryRun) await writeLabels(out, rows, run.placed)
  const { written, moved, removed } = run
  const notes = notesOfPlacing(run, dryRun)
  return { written, moved, removed, skipped: [...skipped, ...run.skipped], notes }
}

function labelsFile(out: string, part: string): string {
  return path.join(out, part, LABELS_FILE)
}

function isOwn(content: Buffer): boolean {
  return content.toString('utf8', 0, START.length) === START
}

/** The same numbers of classes in each part; a part that has no photos any more has no list either. */
async function writeLabels(
  out: string,
  rows: readonly ExportRow[],
  placed: readonly PlacedPhoto[],
): Promise<void> {
  const classes = [...new Set(rows.map((row) => row.class))].sort()
  const ofPart = Map.groupBy(placed, ({ row }) => row.part ?? '')
  for (const part of ALL_PARTS) {
    const photos = ofPart.get(part)
    if (photos !== undefined) await writeResult(labelsFile(out, part), encode(photos, classes))
    else await removePart(out, part)
  }
}

async function removePart(out: string, part: string): Promise<void> {
  await rm(labelsFile(out, part), { force: true })
  if (part !== '') await rmdir(path.join(out, part)).catch(() => undefined) // something else lies there
}

function encode(photos: readonly PlacedPhoto[], classes: readonly string[]): string {
  const numbers = new Map(classes.map((name, number) => [name, number]))
  const named = photos.map(({ row, file }) => ({ row, name: withoutEnding(path.posix.basename(file)) }))
  const labels = named.map(({ row, name }) => {
    const label = numbers.get(row.class)
    return [name, row.state === 'confirmed' ? label : { label, confidence: row.probability }] as const
  })
  const sources = named.map(({ row, name }) => [name, { path: row.path, relative: row.relative }] as const)
  return `${START},"classes":${JSON.stringify(classes)},\n"labels":${lines(labels)},\n"sources":${lines(sources)}}\n`
}

/** An object with a line for each photo. */
function lines(entries: readonly (readonly [name: string, value: unknown])[]): string {
  const all = entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
  return `{\n${all.join(',\n')}\n}`
}

/**
 * @file A table beside the folders of an export that says of each photo in them what the folder's name cannot: `metadata.csv`, as
 * Hugging Face's `imagefolder` takes it (huggingface.co/docs/datasets, "ImageFolder"). Each part of a data set has its own.
 */
import { stringify } from 'csv-stringify/sync'
import path from 'node:path'
import type { Store } from '../../store/store.ts'
import type { ExportRow } from './rows.ts'
import { guardFormula } from './spreadsheet.ts'
import { assertOwnOrAbsent, writeResult } from './write-target.ts'

const METADATA_FILE = 'metadata.csv'
/** `file_name`: the loader's own name for it; relative to the table. */
const COLUMNS = ['file_name', 'class', 'state', 'probability', 'path', 'content_hash', 'taken_at'] as const

/** Where an export put a photo. */
export interface PlacedPhoto {
  readonly row: ExportRow
  /** Relative to the folder of the export, with `/`. */
  readonly file: string
}

/** @throws AppError `conflict` where a table of somebody else is in the way; to be asked before anything is written. */
export async function assertMetadataFits(out: string, rows: readonly ExportRow[]): Promise<void> {
  for (const part of partsOf(rows))
    await assertOwnOrAbsent(path.join(out, part, METADATA_FILE), (content) =>
      content.toString('utf8', 0, HEADER.length).startsWith(HEADER),
    )
}

export async function writeMetadata(
  { photos }: Pick<Store, 'photos'>,
  out: string,
  placed: readonly PlacedPhoto[],
): Promise<void> {
  for (const part of partsOf(placed.map(({ row }) => row))) {
    const inPart = placed.filter(({ row }) => (row.part ?? '') === part)
    const records = inPart.map(({ row, file }) => {
      const known = photos.get(row.photo)
      return {
        file_name: part === '' ? file : file.slice(part.length + 1),
        class: guardFormula(row.class),
        state: row.state,
        probability: row.probability,
        path: guardFormula(row.path),
        content_hash: known?.contentHash,
        taken_at: typeof known?.takenAt === 'number' ? new Date(known.takenAt).toISOString() : '',
      }
    })
    const text = stringify(records, { header: true, columns: [...COLUMNS] })
    await writeResult(path.join(out, part, METADATA_FILE), text)
  }
}

const HEADER = COLUMNS.join(',')

/** '' where the photos are not divided. */
function partsOf(rows: readonly ExportRow[]): ReadonlySet<string> {
  return new Set(rows.map(({ part }) => part ?? ''))
}

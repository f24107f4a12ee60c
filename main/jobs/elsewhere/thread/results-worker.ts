/** @file The thread that reads results of another engine: a group of rows takes seconds, and thousands of thumbnails are decoded. */
import { stat } from 'node:fs/promises'
import type { FileMetaData } from 'hyparquet'
import { AppError } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import { readParquetGroup, readParquetMetadata, type ParquetRow } from '../../../files/parquet-file.ts'
import { checkThumbnail } from '../../../ingest/foreign-thumbnail.ts'
import { thumbnailPath, writeThumbnail } from '../../../ingest/thumbnails.ts'
import { HandedOver, serveRequests } from '../../../workers/serve-requests.ts'
import { columnsFor, readRow, type ReadRow } from '../result-row.ts'
import { FileFacts, ResultsRequest, type Described, type ResultRow } from './protocol.ts'

/** The key of what a file says of itself. */
const KEY = 'twinsort'
/** Newer files may mean something else by the same columns. */
const VERSION = 1

/** The group that rows are taken from now: reading it again for each handful would take most of the time. */
let current: { readonly key: string; readonly rows: readonly ParquetRow[] } | undefined

serveRequests<ResultsRequest>(ResultsRequest, async (request) => {
  if (request.kind === 'describe') return describe(request.file)
  const rows = await groupOf(request)
  const some = rows.slice(request.from, request.from + request.most)
  const read = await Promise.all(some.map((row) => withThumbnail(readRow(row, request.levels), request)))
  const numbers = read.flatMap((row) => (row.kind === 'picture' ? Object.values(row.levels ?? {}) : []))
  return new HandedOver(read, numbers)
})

async function describe(file: string): Promise<Described> {
  const metadata = await readParquetMetadata(file)
  return {
    facts: factsIn(file, metadata),
    groups: metadata.row_groups.map(({ num_rows }) => Number(num_rows)),
  }
}

/** @throws AppError `bad-input` for a file of something else, or of a newer version */
function factsIn(file: string, { key_value_metadata: words = [] }: FileMetaData): FileFacts {
  const said = words.find(({ key }) => key === KEY)?.value
  let written: unknown
  try {
    written = JSON.parse(said ?? 'null')
  } catch {
    written = null
  }
  const facts = FileFacts.safeParse(written)
  if (!facts.success) throw new AppError('bad-input', sentence('results-not-ours', { file }), { file })
  if (facts.data.version > VERSION) {
    throw new AppError('bad-input', sentence('results-newer', { file }), { file })
  }
  return facts.data
}

type RowsRequest = Extract<ResultsRequest, { kind: 'rows' }>

async function groupOf({ file, group, levels }: RowsRequest): Promise<readonly ParquetRow[]> {
  const key = `${group} ${file}`
  if (current?.key !== key) {
    current = undefined // two groups need not be in memory
    const metadata = await readParquetMetadata(file)
    const rows = await readParquetGroup(file, metadata, { group, names: columnsFor(levels) })
    current = { key, rows }
  }
  return current.rows
}

/** What is kept already is never replaced: it may be of the photo itself. */
async function withThumbnail({ row, thumbnail }: ReadRow, { library }: RowsRequest): Promise<ResultRow> {
  if (row.kind !== 'picture' || thumbnail === undefined) return row
  const checked = await checkThumbnail(thumbnail)
  if (typeof checked !== 'bigint') return { ...row, lacks: row.lacks ?? checked }
  if (library !== null && row.lacks === null && !(await isThere(library, row.contentHash))) {
    await writeThumbnail(library, row.contentHash, thumbnail)
  }
  return { ...row, perceptualHash: checked }
}

async function isThere(library: string, contentHash: string): Promise<boolean> {
  const found = await stat(thumbnailPath(library, contentHash)).catch(() => undefined)
  return (found?.size ?? 0) > 0
}

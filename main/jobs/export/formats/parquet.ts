/**
 * @file Export as Parquet (parquet.apache.org, "File Format"): a row for each photo with what a table holds, its facts, and its embedding: the
 * numbers by which Twinsort compares photos at the moment. It is written block by block, since a hundred thousand embeddings are half a gigabyte.
 */
import path from 'node:path'
import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter, type ColumnSource } from 'hyparquet-writer'
import { row as rowOf } from '../../../math/matrix.ts'
import type { Photo } from '../../../store/store.ts'
import { readParquet } from '../../../files/parquet-file.ts'
import { activeSpace, type Space } from '../../similarity/active-space.ts'
import type { ExportRow } from '../rows.ts'
import { columnsOf } from '../table.ts'
import { assertCanTake, assertMayReplace, makeFolder, writeResult } from '../write-target.ts'
import type { ExportContext, WriteFormat } from './format.ts'

/** Told in the file, by which it is known as ours. */
const CREATED_BY = 'Twinsort'

/** Numbers of embeddings in a block: some hundredths of a second of work, between which others are answered. */
const BLOCK = 1 << 17
const MOST_ROWS_IN_BLOCK = 1024

export const writeParquet: WriteFormat = async ({ store, models }, request) => {
  const { rows, skipped } = await request.rows()
  const isOwn = async (file: string) =>
    (await readParquet(file, [], Number.MAX_SAFE_INTEGER)).metadata.created_by === CREATED_BY
  await assertMayReplace(request.out, isOwn)
  if (request.dryRun) await assertCanTake(path.dirname(request.out))
  else {
    const space = await activeSpace(await models.current())
    await makeFolder(path.dirname(request.out))
    await writeResult(request.out, blocksOf(rows, { space, photos: store.photos }))
  }
  return { written: rows.length, skipped }
}

interface Source {
  /** Undefined while no photo has features: the column is there, and empty. */
  readonly space: Space | undefined
  readonly photos: Pick<ExportContext['store']['photos'], 'get'>
}

async function* blocksOf(rows: readonly ExportRow[], { space, photos }: Source): AsyncGenerator<Uint8Array> {
  const columns = tableColumns(rows)
  const embedding = { name: space?.name ?? null, dimensions: space?.matrix.columns ?? 0 }
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [
      { name: 'photos', num_children: columns.length + 1 },
      ...columns.map(({ type, name }) => ({ ...TYPES[type], name, repetition_type: 'OPTIONAL' as const })),
      ...listOfNumbers('embedding'),
    ],
    createdBy: CREATED_BY,
    kvMetadata: [{ key: 'twinsort.embedding', value: JSON.stringify(embedding) }],
  })
  const indexOf = new Map(space?.ids.map((id, index) => [id, index]))
  const rowsInBlock = Math.max(
    1,
    Math.min(MOST_ROWS_IN_BLOCK, Math.floor(BLOCK / (embedding.dimensions || 1))),
  )
  for (let start = 0; start < rows.length; start += rowsInBlock) {
    const block = rows.slice(start, start + rowsInBlock).map((row) => ({ row, photo: photos.get(row.photo) }))
    const vectors = block.map(({ row }) => {
      const index = indexOf.get(row.photo)
      return space === undefined || index === undefined ? null : Array.from(rowOf(space.matrix, index))
    })
    const columnData: ColumnSource[] = columns.map(({ name, valueOf }) => ({
      name,
      data: block.map(valueOf),
    }))
    // Such numbers do not repeat: neither a dictionary nor compression makes them shorter.
    columnData.push({
      name: 'embedding',
      data: vectors,
      encoding: 'PLAIN',
      codec: 'UNCOMPRESSED',
      statistics: false,
    })
    await writer.write({ columnData, rowGroupSize: rowsInBlock })
    yield taken(bytes)
  }
  await writer.finish()
  yield taken(bytes)
}

/** What was written since it was last asked; the writer goes on counting from the start of the file. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice()
  writer.index = 0
  return bytes
}

interface Column {
  readonly name: string
  readonly type: keyof typeof TYPES
  readonly valueOf: (each: { row: ExportRow; photo: Photo | undefined }) => unknown
}

const TYPES = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  whole: { type: 'INT32' },
  share: { type: 'DOUBLE' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
} as const satisfies Record<string, Partial<SchemaElement>>

function tableColumns(rows: readonly ExportRow[]): Column[] {
  const common = columnsOf(rows).map((name): Column => ({
    name,
    type: name === 'probability' ? 'share' : name === 'head' ? 'whole' : 'text',
    valueOf: ({ row }) => (name === 'split' ? row.part : row[name]),
  }))
  return [
    ...common,
    { name: 'content_hash', type: 'text', valueOf: ({ photo }) => photo?.contentHash },
    { name: 'width', type: 'whole', valueOf: ({ photo }) => photo?.width },
    { name: 'height', type: 'whole', valueOf: ({ photo }) => photo?.height },
    {
      name: 'taken_at',
      type: 'time',
      valueOf: ({ photo }) => (typeof photo?.takenAt === 'number' ? new Date(photo.takenAt) : null),
    },
  ]
}

/** A list as Arrow, pandas and Spark read it ("Nested Types" of parquet-format). */
function listOfNumbers(name: string): SchemaElement[] {
  return [
    {
      name,
      repetition_type: 'OPTIONAL',
      num_children: 1,
      converted_type: 'LIST',
      logical_type: { type: 'LIST' },
    },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
  ]
}

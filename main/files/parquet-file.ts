/**
 * @file Reads columns of a Parquet file (parquet.apache.org, "File Format") that a person named, without the others: embeddings may be
 * a thousand times as large as the names of their photos. A file may be damaged, or claim sizes that it has not.
 */
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import {
  parquetMetadataAsync,
  parquetReadObjects,
  snappyUncompress,
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
} from 'hyparquet'
import { AppError } from '../../shared/errors.ts'
import { sentence, verbatim } from '../../shared/sentences/sentence.ts'
import { FILE_LIMITS, withNamedFile } from './named-file.ts'

/** How every Parquet file begins and ends. */
const MAGIC = 'PAR1'

/** Bytes of a group of rows, unpacked: it is in memory as a whole, several times as large. */
const LARGEST_GROUP = 512e6

export interface ParquetColumns {
  readonly metadata: FileMetaData
  /** One for each row, with the columns that were asked for and are there. */
  readonly rows: ParquetRow[]
}

export type ParquetRow = Record<string, unknown>

/** @returns false also where there is no such file: who reads it says so. */
export async function isParquet(file: string): Promise<boolean> {
  const start = await withNamedFile(file, FILE_LIMITS.columns, async (handle) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0)
    return buffer.toString('latin1', 0, bytesRead)
  }).catch(() => '')
  return start === MAGIC
}

/**
 * @param most rows
 * @throws AppError `not-found` where there is no such file; `bad-input` naming the file and the reason
 */
export function readParquet(file: string, names: readonly string[], most: number): Promise<ParquetColumns> {
  return withParquet(file, FILE_LIMITS.table, async (source) => {
    const metadata = await parquetMetadataAsync(source)
    if (metadata.num_rows > most)
      throw new AppError('bad-input', sentence('table-rows-too-many', { file, most }))
    const columns = columnsIn(metadata, names)
    return { metadata, rows: await parquetReadObjects({ file: source, metadata, columns }) }
  })
}

/** What stands at the file's end: its columns, its groups of rows. @throws as `readParquet` */
export function readParquetMetadata(file: string): Promise<FileMetaData> {
  return withParquet(file, FILE_LIMITS.table, async (source) => {
    // What was cut off at its beginning has a whole end.
    const start = Buffer.from(await source.slice(0, MAGIC.length)).toString('latin1')
    if (start !== MAGIC) throw new Error('It does not begin as a Parquet file does')
    return parquetMetadataAsync(source)
  })
}

/**
 * The rows of one group. Text is text where the file says so, and other bytes stay bytes.
 * @param metadata of this file
 * @param group from 0 on
 * @throws AppError as `readParquet`; also for a group that is too large to be read at once
 */
export function readParquetGroup(
  file: string,
  metadata: FileMetaData,
  { group, names }: { group: number; names: readonly string[] },
): Promise<ParquetRow[]> {
  const sizes = metadata.row_groups.map(({ num_rows }) => Number(num_rows))
  const rowStart = sizes.slice(0, group).reduce((sum, size) => sum + size, 0)
  const unpacked = metadata.row_groups[group].columns.reduce(
    (sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0),
    0,
  )
  return withParquet(file, LARGEST_GROUP, async (source) => {
    if (unpacked > LARGEST_GROUP) {
      const megabytes = LARGEST_GROUP / 1e6
      throw new AppError('bad-input', sentence('table-group-too-large', { file, megabytes }), { file })
    }
    return parquetReadObjects({
      ...{ file: source, metadata, compressors, utf8: false },
      columns: columnsIn(metadata, names),
      rowStart,
      rowEnd: rowStart + sizes[group],
    })
  })
}

function columnsIn(metadata: FileMetaData, names: readonly string[]): string[] {
  const there = new Set(metadata.row_groups[0]?.columns.map(({ meta_data }) => meta_data?.path_in_schema[0]))
  return names.filter((name) => there.has(name))
}

/** Those that Arrow, Spark and DuckDB write; none of them unpacks more than the file says. */
const compressors: Compressors = {
  SNAPPY: (packed, length) => {
    const page = new Uint8Array(assertFits(length))
    snappyUncompress(packed, page)
    return page
  },
  GZIP: (packed, length) => gunzipSync(packed, { maxOutputLength: assertFits(length) }),
  ZSTD: (packed, length) => zstdDecompressSync(packed, { maxOutputLength: assertFits(length) }),
}

function assertFits(length: number): number {
  if (length < 0 || length > LARGEST_GROUP) throw new Error('A part of it is too large')
  return length
}

/** @param largest bytes that are read at once */
function withParquet<T>(
  file: string,
  largest: number,
  read: (source: AsyncBuffer) => Promise<T>,
): Promise<T> {
  return withNamedFile(file, FILE_LIMITS.columns, async (handle, size) => {
    const source: AsyncBuffer = {
      byteLength: size,
      slice: async (start, end = size) => {
        if (end - start > largest) throw new Error('A part of it is too large')
        const bytes = new Uint8Array(Math.max(0, end - start))
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
        return bytes.buffer.slice(0, bytesRead)
      },
    }
    try {
      return await read(source)
    } catch (thrown) {
      if (thrown instanceof AppError) throw thrown
      const reason = verbatim(thrown instanceof Error ? thrown.message.replace(/\.$/, '') : String(thrown))
      throw new AppError('bad-input', sentence('table-unreadable', { file, reason }), { file }, thrown)
    }
  })
}

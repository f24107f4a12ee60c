/**
 * @file Reads columns of a Parquet file (parquet.apache.org, "File Format") that a person named, without the others: embeddings may be
 * a thousand times as large as the names of their photos.
 */
import { parquetMetadataAsync, parquetReadObjects, type AsyncBuffer, type FileMetaData } from 'hyparquet'
import { AppError } from '../../shared/errors.ts'
import { sentence, verbatim } from '../../shared/sentences/sentence.ts'
import { FILE_LIMITS, withNamedFile } from './named-file.ts'

/** How every Parquet file begins and ends. */
const MAGIC = 'PAR1'

export interface ParquetColumns {
  readonly metadata: FileMetaData
  /** One for each row, with the columns that were asked for and are there. */
  readonly rows: Record<string, unknown>[]
}

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
  return withNamedFile(file, FILE_LIMITS.columns, async (handle, size) => {
    const source: AsyncBuffer = {
      byteLength: size,
      slice: async (start, end = size) => {
        if (end - start > FILE_LIMITS.table) throw new Error('A part of it is too large')
        const bytes = new Uint8Array(Math.max(0, end - start))
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
        return bytes.buffer.slice(0, bytesRead)
      },
    }
    try {
      const metadata = await parquetMetadataAsync(source)
      if (metadata.num_rows > most)
        throw new AppError('bad-input', sentence('table-rows-too-many', { file, most }))
      const there = new Set(
        metadata.row_groups[0]?.columns.map(({ meta_data }) => meta_data?.path_in_schema[0]),
      )
      const columns = names.filter((name) => there.has(name))
      return { metadata, rows: await parquetReadObjects({ file: source, metadata, columns }) }
    } catch (thrown) {
      if (thrown instanceof AppError) throw thrown
      const reason = verbatim(thrown instanceof Error ? thrown.message.replace(/\.$/, '') : String(thrown))
      throw new AppError('bad-input', sentence('table-unreadable', { file, reason }), { file }, thrown)
    }
  })
}

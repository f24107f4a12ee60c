/** @file Labels in a Parquet file: columns `path` and `class`; of others `relative` and `state` mean something, as in our own exports. */
import { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { readParquet } from '../../files/parquet-file.ts'
import type { WrittenLabel } from './written-label.ts'

const MOST_ROWS = 1_000_000

const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? '')
const Row = z.object({ path: Text, relative: Text, class: z.string().nullable(), state: Text })

/**
 * Rows without a class say nothing.
 * @throws AppError `bad-input` that names the file, and what is wrong with it
 */
export async function readParquetLabels(file: string): Promise<WrittenLabel[]> {
  const { rows } = await readParquet(file, ['path', 'relative', 'class', 'state'], MOST_ROWS)
  const read = z.array(Row).safeParse(rows)
  if (!read.success) throw new AppError('bad-input', sentence('parquet-lacks-columns', { file }), { file })
  return read.data.flatMap(({ state, class: name, ...place }, index) =>
    name === null ? [] : [{ ...place, class: name, isSuggested: state === 'suggested', line: index + 1 }],
  )
}

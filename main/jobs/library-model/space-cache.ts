/**
 * @file Keeps derived spaces in the cache folder. The key is a hash of the features themselves, so an entry can never
 * be stale, only unused; an entry that cannot be read is made again.
 */
import { createHash } from 'node:crypto'
import path from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { z } from 'zod'
import { CacheFolder } from '../../files/cache-folder.ts'
import { matrix, type Matrix } from '../../math/matrix.ts'
import type { SparseMatrix } from '../../math/sparse.ts'

export interface Derivatives {
  readonly representation: Matrix
  readonly coordinates: Matrix
  readonly affinity: SparseMatrix
}

/** To be raised whenever the same features lead to another space. */
const VERSION = 1
/** A library at hand, the one before, and what lies between two trainings. */
const KEPT = 4

const StoredMatrix = z
  .object({ rows: z.int(), columns: z.int(), data: z.instanceof(Float32Array) })
  .transform(({ rows, columns, data }) => matrix(rows, columns, new Float32Array(data)))
const Stored = z.object({
  representation: StoredMatrix,
  coordinates: StoredMatrix,
  affinity: z.object({
    rows: z.int(),
    offsets: z.instanceof(Int32Array),
    columns: z.instanceof(Int32Array),
    values: z.instanceof(Float64Array),
  }),
})

/** What `derive` makes of the features, from the cache where it was made before. */
export async function cachedDerivatives(
  folder: string | undefined,
  features: Matrix,
  derive: () => Promise<Derivatives>,
): Promise<Derivatives> {
  if (folder === undefined) return derive()
  const cache = new CacheFolder(path.join(folder, 'spaces'))
  const name = `${keyOf(features)}.bin`
  const found = await cache.read(name, (bytes) => Stored.parse(deserialize(bytes)))
  if (found !== undefined) return found
  const made = await derive()
  await cache.write(name, serialize(made))
  await cache.trim(KEPT)
  return made
}

function keyOf(features: Matrix): string {
  const { buffer, byteOffset, byteLength } = features.data
  return createHash('sha256')
    .update(`${VERSION} ${features.rows} ${features.columns} `)
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')
}

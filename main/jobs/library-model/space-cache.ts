/**
 * @file Keeps computed spaces in the cache folder. The key is a hash of the features themselves, so an entry can never
 * be stale, only unused; an entry that cannot be read is made again.
 */
import { createHash } from 'node:crypto'
import path from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { z } from 'zod'
import { CacheFolder } from '../../files/cache-folder.ts'
import { matrix, type Matrix } from '../../math/matrix.ts'
import type { SparseMatrix } from '../../math/sparse.ts'

export interface SpaceMatrices {
  readonly representation: Matrix
  readonly coordinates: Matrix
  readonly affinity: SparseMatrix
}

/** To be raised whenever the same features lead to another space. */
const VERSION = 2
/** A library at hand, the one before, and what lies between two trainings. */
const KEPT = 4

// What is read are views on the whole file: copies let go of it.
const StoredMatrix = z
  .object({ rows: z.int(), columns: z.int(), data: z.instanceof(Float32Array) })
  .transform(({ rows, columns, data }) => matrix(rows, columns, data.slice()))
const Stored = z.object({
  representation: StoredMatrix,
  coordinates: StoredMatrix,
  affinity: z.object({
    rows: z.int(),
    offsets: z.instanceof(Int32Array).transform((values) => values.slice()),
    columns: z.instanceof(Int32Array).transform((values) => values.slice()),
    values: z.instanceof(Float64Array).transform((values) => values.slice()),
  }),
})

export interface SpaceCache {
  /** Undefined where nothing that can be read is kept. */
  read(): Promise<SpaceMatrices | undefined>
  /** A full disk or a folder that cannot be written costs time at the next start, nothing else. */
  write(made: SpaceMatrices): Promise<void>
}

/** Where in the cache folder the space of these features lies. It reads all of them. */
export function spaceCache(folder: string, features: Matrix): SpaceCache {
  const cache = new CacheFolder(path.join(folder, 'spaces'))
  const name = `${keyOf(features)}.bin`
  return {
    read: () => cache.read(name, (bytes) => Stored.parse(deserialize(bytes))),
    async write(made) {
      await cache.write(name, serialize(made))
      await cache.trim(KEPT)
    },
  }
}

function keyOf(features: Matrix): string {
  const { buffer, byteOffset, byteLength } = features.data
  return createHash('sha256')
    .update(`${VERSION} ${features.rows} ${features.columns} `)
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')
}

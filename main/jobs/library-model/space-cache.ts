/**
 * @file Keeps computed spaces in the cache folder. The key is a hash of the features themselves, so an entry can never
 * be stale, only unused; an entry that cannot be read is made again.
 */
import { createHash } from 'node:crypto'
import path from 'node:path'
import { z } from 'zod'
import { Doubles, Floats, Integers } from '../../../shared/arrays.ts'
import { CacheFolder } from '../../files/cache-folder.ts'
import { numberPieces, readNumbers } from '../../files/number-file.ts'
import { matrix, type Allocate, type Matrix } from '../../math/matrix.ts'
import type { SparseMatrix } from '../../math/sparse.ts'

export interface SpaceMatrices {
  /** [n, at most 128] principal coordinates, rows L2-normalised. */
  readonly principal: Matrix
  /** [n, at most 100] diffusion coordinates, rows L2-normalised. */
  readonly coordinates: Matrix
  readonly affinity: SparseMatrix
}

/** To be raised whenever the same features lead to another space, or it is written in another way. */
export const VERSION = 5
/** A library at hand, the one before, and what lies between two trainings. */
const KEPT = 4

const Shape = z.object({ rows: z.int(), columns: z.int() })
/** Beside the numbers of both coordinates, and the affinity's offsets, columns and values. */
const Facts = z.object({ principal: Shape, coordinates: Shape, affinity: z.object({ rows: z.int() }) })
const Arrays = z.tuple([Floats, Floats, Integers, Integers, Doubles])

export interface SpaceCache {
  /** Of the file, within the folder of spaces. */
  readonly name: string
  /**
   * Undefined where nothing that can be read is kept.
   * @param allocate where the principal coordinates are to lie, which other threads read as well
   */
  read(allocate?: Allocate): Promise<SpaceMatrices | undefined>
  /** A full disk or a folder that cannot be written costs time at the next start, nothing else. */
  write(made: SpaceMatrices): Promise<void>
}

/** Where in the cache folder the space of these features lies. It reads all of them. */
export function spaceCache(folder: string, features: Matrix): SpaceCache {
  const cache = spacesIn(folder)
  const name = `${keyOf(features)}.bin`
  return {
    name,
    read: (allocate) =>
      cache.readBy(name, async (file) => {
        const { facts, arrays } = await readNumbers(file, allocate)
        const { principal, coordinates, affinity } = Facts.parse(facts)
        const [first, second, offsets, columns, values] = Arrays.parse(arrays)
        return {
          principal: matrix(principal.rows, principal.columns, first),
          coordinates: matrix(coordinates.rows, coordinates.columns, second),
          affinity: { ...affinity, offsets, columns, values },
        }
      }),
    async write({ principal, coordinates, affinity }) {
      const shape = ({ rows, columns }: Matrix): z.infer<typeof Shape> => ({ rows, columns })
      const facts: z.infer<typeof Facts> = {
        principal: shape(principal),
        coordinates: shape(coordinates),
        affinity: { rows: affinity.rows },
      }
      const { offsets, columns, values } = affinity
      const arrays = [principal.data, coordinates.data, offsets, columns, values]
      await cache.write(name, numberPieces(facts, arrays))
      await cache.trim(KEPT)
    },
  }
}

/** For one that was read long ago and is still in use. */
export function markSpaceUsed(folder: string, name: string): Promise<void> {
  return spacesIn(folder).markUsed(name)
}

function spacesIn(folder: string): CacheFolder {
  return new CacheFolder(path.join(folder, 'spaces'))
}

function keyOf(features: Matrix): string {
  const { buffer, byteOffset, byteLength } = features.data
  return createHash('sha256')
    .update(`${VERSION} ${features.rows} ${features.columns} `)
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')
}

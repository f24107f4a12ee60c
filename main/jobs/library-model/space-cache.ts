/**
 * @file Keeps derived spaces in the cache folder. The key is a hash of the features themselves, so an entry can never
 * be stale, only unused; an entry that cannot be read is made again.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { z } from 'zod'
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
  const file = path.join(folder, 'spaces', `${keyOf(features)}.bin`)
  const found = await read(file)
  if (found !== undefined) return found
  const made = await derive()
  await write(file, made)
  return made
}

function keyOf(features: Matrix): string {
  const { buffer, byteOffset, byteLength } = features.data
  return createHash('sha256')
    .update(`${VERSION} ${features.rows} ${features.columns} `)
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')
}

async function read(file: string): Promise<Derivatives | undefined> {
  try {
    const stored: unknown = deserialize(await readFile(file))
    const now = new Date()
    await utimes(file, now, now) // what is used stays
    return Stored.parse(stored)
  } catch {
    return undefined // not there, or written by a process that was killed: it is made again
  }
}

/** A full disk or a folder that cannot be written costs time at the next start, nothing else. */
async function write(file: string, made: Derivatives): Promise<void> {
  const folder = path.dirname(file)
  const temporary = `${file}.${process.pid}.tmp`
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(temporary, serialize(made))
    await rename(temporary, file)
    await removeOldest(folder)
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined) // where not even its folder is one
  }
}

async function removeOldest(folder: string): Promise<void> {
  const files = (await readdir(folder))
    .filter((name) => name.endsWith('.bin'))
    .map((name) => path.join(folder, name))
  const aged = await Promise.all(files.map(async (file) => ({ file, usedAt: (await stat(file)).mtimeMs })))
  aged.sort((a, b) => b.usedAt - a.usedAt)
  await Promise.all(aged.slice(KEPT).map(({ file }) => rm(file, { force: true })))
}

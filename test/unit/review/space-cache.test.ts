import { readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { spaceCache, type SpaceMatrices } from '../../../main/jobs/library-model/space-cache.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { matrix, type Matrix } from '../../../main/math/matrix.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { memoryLibrary } from '../../support/review.ts'

function features(value: number): Matrix {
  return matrix(2, 2, Float32Array.of(value, 1, 2, 3))
}

const matrices: SpaceMatrices = {
  principal: matrix(2, 2, Float32Array.of(1, 2, 3, 4)),
  coordinates: matrix(2, 1, Float32Array.of(0.5, -0.5)),
  affinity: {
    rows: 2,
    offsets: Int32Array.of(0, 1, 2),
    columns: Int32Array.of(1, 0),
    values: Float64Array.of(0.25, 0.25),
  },
}

/** What `compute` makes of the features, from the folder where it was made before. */
async function cachedDerivatives(
  folder: string,
  of: Matrix,
  compute: () => Promise<SpaceMatrices>,
): Promise<SpaceMatrices> {
  const cache = spaceCache(folder, of)
  const kept = await cache.read()
  if (kept !== undefined) return kept
  const made = await compute()
  await cache.write(made)
  return made
}

/** Counts how often the space had to be made. */
function counting() {
  const made = { times: 0 }
  const compute = (): Promise<SpaceMatrices> => {
    made.times += 1
    return Promise.resolve(matrices)
  }
  return { made, compute }
}

async function entries(folder: string): Promise<string[]> {
  const spaces = path.join(folder, 'spaces')
  return (await readdir(spaces)).map((name) => path.join(spaces, name))
}

describe('the cache of spaces', () => {
  it('gives back what was made, and makes it once', async () => {
    const folder = await temporaryFolder()
    const { made, compute } = counting()
    const miss = await cachedDerivatives(folder, features(0), compute)
    const hit = await cachedDerivatives(folder, features(0), compute)
    expect(made.times).toBe(1)
    expect(hit).toEqual(miss)
    expect(hit).toEqual(matrices)
  })

  it('makes another space for other features', async () => {
    const folder = await temporaryFolder()
    const { made, compute } = counting()
    await cachedDerivatives(folder, features(0), compute)
    await cachedDerivatives(folder, features(1), compute)
    expect(made.times).toBe(2)
  })

  it.each([
    ['cut short', (content: Buffer) => content.subarray(0, content.length / 2)],
    ['empty', () => Buffer.alloc(0)],
    ['something else', () => Buffer.from('not a space')],
  ])('makes a file again that is %s', async (_name, damage) => {
    const folder = await temporaryFolder()
    const { made, compute } = counting()
    await cachedDerivatives(folder, features(0), compute)
    const [file] = await entries(folder)
    const sound = await readFile(file)
    await writeFile(file, damage(sound))
    expect(await cachedDerivatives(folder, features(0), compute)).toEqual(matrices)
    expect(made.times).toBe(2)
    expect(await readFile(file)).toEqual(sound)
  })

  it('goes on without a cache where the folder cannot be made', async () => {
    const folder = await temporaryFolder()
    const file = path.join(folder, 'file')
    await writeFile(file, '')
    expect(await cachedDerivatives(file, features(0), counting().compute)).toEqual(matrices)
  })

  it('keeps the four entries that were used last, and no half-written file', async () => {
    const folder = await temporaryFolder()
    const { made, compute } = counting()
    for (let value = 0; value < 4; value += 1) {
      const before = value === 0 ? [] : await entries(folder)
      await cachedDerivatives(folder, features(value), compute)
      const past = new Date(1_000_000_000_000 + value * 1000)
      for (const file of await entries(folder)) if (!before.includes(file)) await utimes(file, past, past)
    }
    await cachedDerivatives(folder, features(0), compute) // used again: now the newest
    await cachedDerivatives(folder, features(9), compute)
    const kept = await entries(folder)
    expect(kept).toHaveLength(4)
    expect(kept.every((file) => file.endsWith('.bin'))).toBe(true)
    await cachedDerivatives(folder, features(0), compute)
    expect(made.times).toBe(5)
  })

  it('makes no difference to the space of a library', async () => {
    const store = memoryLibrary()
    const folder = await temporaryFolder()
    const spaceOf = async (cacheFolder?: string) =>
      (await new Models({ store, cacheFolder }).current()).space()
    const plain = await spaceOf()
    expect(await spaceOf(folder)).toEqual(plain)
    expect(await entries(folder)).toHaveLength(1)
    expect(await spaceOf(folder)).toEqual(plain)
  })
})

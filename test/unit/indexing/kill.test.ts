/** @file `kill -9` in the middle of an index: what is stored is whole, and what is finished is never done again. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { Random } from '../../../main/math/random.ts'
import { openStore } from '../../../main/store/store.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'

const PHOTOS = 160
const Line = z.object({ stage: z.string(), done: z.number(), total: z.number().nullable() })

interface Round {
  /** Photos to read, as the run said. */
  readonly total: number
  readonly wasKilled: boolean
}

/** Indexes in a process of its own, killed after so many lines about finished photos, or never. */
function indexUntil(library: string, photos: string, lines: number): Promise<Round> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [path.join(import.meta.dirname, 'index-child.ts'), library, photos],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    let total = 0
    let seen = 0
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = Line.parse(JSON.parse(text))
      if (line.stage !== 'reading photos') return
      total = line.total ?? 0
      seen += 1
      if (seen === lines) child.kill('SIGKILL')
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve({ total, wasKilled: signal !== null })
      else reject(new Error(`The index ended with ${String(code ?? signal)}.`))
    })
  })
}

test('a killed index leaves whole photos, and the next run reads exactly the rest', async () => {
  const photos = path.join(await temporaryFolder(), 'photos')
  const library = path.join(await temporaryFolder(), 'library')
  await drawLibrary(photos, { classes: 4, perClass: PHOTOS / 4, seed: 11 })
  const random = new Random(2024)
  let finished = 0
  let kills = 0
  for (let round = 0; round < 4 && finished < PHOTOS; round += 1) {
    // The first line says that nothing is done yet; each further one follows a commit.
    const { total, wasKilled } = await indexUntil(library, photos, 1 + random.integer(3))
    expect(total).toBe(PHOTOS - finished)
    if (wasKilled) kills += 1
    const store = openStore(library)
    finished = store.photos.presentIds().length
    const backbone = store.features.active()
    if (backbone !== undefined) {
      expect(store.features.lacking(backbone.id, store.photos.presentIds())).toEqual([])
    }
    expect(store.check()).toEqual([])
    store.close()
  }
  expect(kills).toBeGreaterThan(0)
  expect(finished).toBeGreaterThan(0)
  expect(await indexUntil(library, photos, Infinity)).toEqual({ total: PHOTOS - finished, wasKilled: false })
  const store = openStore(library)
  expect(store.photos.presentIds()).toHaveLength(PHOTOS)
  expect(store.check()).toEqual([])
  store.close()
}, 180_000)

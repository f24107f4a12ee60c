/**
 * @file `bench index-again`: `index` over 100,000 files (`--photos N`) of which nothing changed, beside `find` that asks for size and time
 * of each file of the same tree. Also at 1,000 and 10,000, with the exponent of its growth, and what a run costs however many files
 * there are beside what each file adds. Medians of five, in turns; `cpuSeconds` is the processor's time of all threads. The files
 * hold no pictures: what is unchanged is not read, so that their places, sizes and times are put into the library as if it had been.
 * The engine's clock is some hours ahead, as if the thumbnails had been made some hours ago: see thumbnail-folders.ts.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { connectLocally, type LocalEngine } from '../../main/engine/connect.ts'
import { packageRoot } from '../../main/engine/folders.ts'
import { row } from '../../main/math/matrix.ts'
import { openStore } from '../../main/store/store.ts'
import { drawLibrary } from '../support/photos/pictures.ts'
import type { Bench } from './bench.ts'
import { giveThumbnails } from './large-library.ts'
import { fixedAndEach, growthExponent, type Measured } from './growth.ts'
import { numberOption, timed } from './reference.ts'

const run = promisify(execFile)
const SIZES = [1_000, 10_000, 100_000]
const FILES_IN_A_FOLDER = 500
const TIMES = 5
const HOURS_AHEAD = 4 * 3_600_000
/** The first bytes of a JPEG, which tell what a file is. */
const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)

export const bench: Bench = async (options) => {
  const sizes = 'photos' in options ? [numberOption(options, 'photos', 100_000)] : SIZES
  const measured: Run[] = []
  for (const photos of sizes) measured.push(await measure(photos))
  const { size, time, cpuSeconds, findSeconds } = measured[measured.length - 1]
  const parts = fixedAndEach(measured)
  return {
    ...{ seconds: time, ratioToFind: time / findSeconds, cpuSeconds, findSeconds, photos: size },
    ...{ sizes: measured, exponent: growthExponent(measured) },
    ...{ fixedSeconds: parts?.fixed ?? null, microsecondsPerFile: parts === null ? null : parts.each * 1e6 },
    ...{ processors: os.availableParallelism(), load: os.loadavg()[0] },
  }
}

interface Run extends Measured {
  readonly cpuSeconds: number
  readonly findSeconds: number
}

async function measure(photos: number): Promise<Run> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-bench-'))
  const tree = path.join(folder, 'photos')
  const engine = connectLocally({
    library: path.join(folder, 'library'),
    cacheFolder: path.join(folder, 'cache'),
    resources: path.join(packageRoot(), 'resources'),
    clock: () => Date.now() + HOURS_AHEAD,
    logLevel: 'silent',
  })
  try {
    await drawLibrary(tree, { classes: 1, perClass: 1 })
    await index(engine, tree) // what a photo of today's version looks like in the library
    putFiles(path.join(folder, 'library'), tree, photos)
    await giveThumbnails(
      path.join(folder, 'library'),
      Array.from({ length: photos }, (_, number) => hashOf(number)),
    )
    await index(engine, tree) // what the library and the system keep in memory is there from now on
    const [again, cpu, find]: number[][] = [[], [], []]
    for (let time = 0; time < TIMES; time += 1) {
      const before = process.cpuUsage()
      again.push((await timed(() => index(engine, tree))).seconds)
      const { user, system } = process.cpuUsage(before)
      cpu.push((user + system) / 1e6)
      find.push(
        (await timed(() => run('find', [tree, '-type', 'f', '-size', '+1G', '-newermt', '2100-01-01'])))
          .seconds,
      )
    }
    return { size: photos, time: median(again), cpuSeconds: median(cpu), findSeconds: median(find) }
  } finally {
    await engine.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function index(engine: LocalEngine, tree: string): Promise<void> {
  const { added, updated, missing } = await engine.client.call('index', { folders: [tree] })
  if (added + updated + missing > 1) throw new Error('What was not changed was read again.')
}

/** Writes files, and puts them into the library as photos with the features of the one that is there. */
function putFiles(library: string, tree: string, photos: number): void {
  const store = openStore(library)
  const [like] = store.photos.present()
  const [root] = store.files.roots()
  const backbones = [store.features.active(), store.features.second()].flatMap((used) => {
    if (used === undefined) return []
    const levels = (store.features.backbone(used.id)?.levels ?? []).map(
      ({ name }) => [name, row(store.features.load(used.id, name).matrix, 0)] as const,
    )
    return [{ id: used.id, levels: Object.fromEntries(levels) }]
  })
  store.transaction(() => {
    for (let number = 0; number < photos; number += 1) {
      const relativePath = `day ${Math.floor(number / FILES_IN_A_FOLDER)}/IMG_${number}.jpg`
      const file = path.join(tree, relativePath)
      if (number % FILES_IN_A_FOLDER === 0) mkdirSync(path.dirname(file))
      writeFileSync(file, Buffer.concat([JPEG, Buffer.from(String(number))]))
      const { size, mtimeNs, ctimeNs } = statSync(file, { bigint: true })
      const hash = hashOf(number)
      const photoId = store.photos.add({ ...like, contentHash: hash, factsHash: hash })
      const place = {
        rootId: root.id,
        relativePath,
        size: Number(size),
        modifiedNs: mtimeNs,
        changedNs: ctimeNs,
      }
      store.files.put([{ ...place, fileHash: hash, photoId, reason: null }])
      for (const backbone of backbones) store.features.put(backbone.id, photoId, backbone.levels)
    }
  })
  store.close()
}

function hashOf(number: number): string {
  return createHash('sha256').update(String(number)).digest('hex')
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

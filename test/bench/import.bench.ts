/**
 * @file `bench import`: results of 10,000 and 100,000 pictures that are elsewhere (or `--photos N`), with features as those of efficientnet-lite2 and a
 * drawn thumbnail each, from one Parquet file into a new library: seconds, growth, the most memory of the process, and how long its thread stood still at
 * most.
 */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { connectLocally } from '../../main/engine/connect.ts'
import { packageRoot } from '../../main/engine/folders.ts'
import { Random } from '../../main/math/random.ts'
import { openStore } from '../../main/store/store.ts'
import { classNames, drawPixels, sharpOf } from '../support/photos/pictures.ts'
import { columnsOf, schemaOf, type ResultFacts, type WrittenRow } from '../support/result-files.ts'
import type { Bench } from './bench.ts'
import { growthExponent, type Measured } from './growth.ts'
import { numberOption, timed } from './reference.ts'

const SIZES = [10_000, 100_000]
/** As the job writes them. */
const ROWS_IN_GROUP = 500
/** Different pictures and vectors; each serves many rows. */
const DIFFERENT = 64
const PICTURE = { width: 384, height: 288 }
const SAMPLED_EVERY_MS = 50
const MIB = 2 ** 20

const facts: ResultFacts = {
  backbone: 'efficientnet-lite2-int8',
  backboneSha256: 'a'.repeat(64),
  levels: [
    { name: 'stage3', dimensions: 48 },
    { name: 'stage4', dimensions: 120 },
    { name: 'stage5', dimensions: 208 },
    { name: 'features', dimensions: 1280 },
  ],
}

export const bench: Bench = async (options) => {
  const sizes = 'photos' in options ? [numberOption(options, 'photos', 100_000)] : SIZES
  const runs = []
  for (const size of sizes) runs.push(await importOf(size))
  const measured: Measured[] = runs.map(({ photos, seconds }) => ({ size: photos, time: seconds }))
  return {
    ...runs.at(-1),
    runs,
    exponent: growthExponent(measured),
    ...{ processors: os.availableParallelism(), load: os.loadavg()[0] },
  }
}

async function importOf(photos: number) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-bench-import-'))
  const [file, library] = [path.join(folder, 'results.parquet'), path.join(folder, 'library')]
  try {
    const megabytes = (await writeFileOf(file, photos)) / 1e6
    const store = openStore(library)
    const { backbone: name, backboneSha256: sha256, levels } = facts
    store.features.setActive(store.features.ensureBackbone({ name, sha256, levels }))
    store.close()
    const { client, ...engine } = connectLocally({
      ...{ library, cacheFolder: path.join(folder, 'cache'), clock: Date.now },
      ...{ resources: path.join(packageRoot(), 'resources'), logLevel: 'silent' },
    })
    const delay = monitorEventLoopDelay({ resolution: 5 })
    let most = 0
    const sampling = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss())
    }, SAMPLED_EVERY_MS)
    delay.enable()
    const first = await timed(() => client.call('importResults', { files: [file] }))
    delay.disable()
    const again = await timed(() => client.call('importResults', { files: [file] }))
    clearInterval(sampling)
    await engine.close()
    if (first.result.added !== photos || again.result.unchanged !== photos) throw new Error('Rows were lost.')
    return {
      ...{ photos, megabytes: Math.round(megabytes), seconds: first.seconds, again: again.seconds },
      ...{ photosPerSecond: photos / first.seconds, mostMiB: Math.round(most / MIB) },
      longestBlockMs: Math.round(delay.max / 1e6),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Group by group, as the job does: a hundred thousand rows are gigabytes. @returns bytes */
async function writeFileOf(file: string, photos: number): Promise<number> {
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({
    ...{ writer: bytes, schema: schemaOf(facts.levels), codec: 'SNAPPY' },
    kvMetadata: [
      { key: 'twinsort', value: JSON.stringify({ format: 'twinsort-ray', version: 1, ...facts }) },
    ],
  })
  const rowOf = await rowMaker()
  const out = createWriteStream(file)
  let written = 0
  const flush = async (): Promise<void> => {
    const part = bytes.getBytes().slice()
    bytes.index = 0
    written += part.length
    await new Promise((resolve) => out.write(part, resolve))
  }
  for (let from = 0; from < photos; from += ROWS_IN_GROUP) {
    const count = Math.min(ROWS_IN_GROUP, photos - from)
    const rows = Array.from({ length: count }, (_, at) => rowOf(from + at))
    await writer.write({ columnData: columnsOf(rows, facts.levels), rowGroupSize: ROWS_IN_GROUP })
    await flush()
  }
  await writer.finish()
  await flush()
  await new Promise((resolve) => out.end(resolve))
  return written
}

async function rowMaker(): Promise<(number: number) => WrittenRow> {
  const random = new Random(3)
  const names = classNames(24)
  const thumbnails: Uint8Array[] = []
  for (let picture = 0; picture < DIFFERENT; picture += 1) {
    const pixels = await drawPixels(names[picture % names.length], random, PICTURE)
    thumbnails.push(await sharpOf(pixels, PICTURE).jpeg({ quality: 80 }).toBuffer())
  }
  const vectors = Array.from({ length: DIFFERENT }, () =>
    Object.fromEntries(
      facts.levels.map(({ name, dimensions }) => [
        name,
        Array.from({ length: dimensions }, () => random.next()),
      ]),
    ),
  )
  return (number) => ({
    uri: `s3://bucket/${Math.floor(number / 1000)}/${number}.jpg`,
    content_hash: createHash('sha256').update(String(number)).digest('hex'),
    ...{ width: 4000, height: 3000, class: names[number % names.length], probability: 0.9 },
    thumbnail: thumbnails[number % DIFFERENT],
    levels: vectors[number % DIFFERENT],
  })
}

/**
 * @file `bench index`: photos indexed a second, beside decoding alone and inference alone in the same run. Without
 * `--photos FOLDER` it makes `--count` JPEGs of 12 megapixels itself. `--backbone NAME` as in `index`.
 * `ratioToIdeal`: its time by that of decoding alone and inference alone together, each with all cores busy; lower is better.
 */
import { createLog } from '../../main/jobs/log.ts'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { packageRoot, resolveWritten } from '../../main/engine/folders.ts'
import { Models } from '../../main/jobs/library-model/models.ts'
import { useThreads } from '../../main/ingest/decode.ts'
import { openPicture, readPhoto } from '../../main/ingest/read-photo.ts'
import { scan } from '../../main/ingest/scan.ts'
import { indexFolders } from '../../main/jobs/indexing/index-folders.ts'
import { Random } from '../../main/math/random.ts'
import { BATCH, openBackbone, type Backbone } from '../../main/model/backbone.ts'
import { openStore } from '../../main/store/store.ts'
import { BackboneName } from '../../shared/domain.ts'
import type { Bench } from './bench.ts'
import { indexByPython } from './index-reference.ts'
import { numberOption } from './reference.ts'

/** Photos for decoding alone and inference alone: enough to be steady, few enough to be quick. */
const SAMPLED = 200
const WIDTH = 4000
const HEIGHT = 3000

export const bench: Bench = async (options) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-bench-'))
  try {
    const photos = 'photos' in options ? resolveWritten(options.photos) : path.join(folder, 'photos')
    if (!('photos' in options)) await makePhotos(photos, numberOption(options, 'count', 300))
    const name = BackboneName.default('efficientnet-lite2-int8').parse(options.backbone)
    return await measure(folder, photos, name)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(folder: string, photos: string, name: BackboneName): Promise<Record<string, unknown>> {
  const resources = path.join(packageRoot(), 'resources')
  useThreads(os.availableParallelism())
  const files = (await scan(photos)).files.map(({ relativePath }) => path.join(photos, relativePath))
  const sample = new Random(1).shuffle(files).slice(0, SAMPLED)
  const backbone = await openBackbone(name, resources)
  await inferenceRate(backbone, BATCH) // warms up
  const decode = await decodeRate(sample, backbone.inputSize)
  const inference = await inferenceRate(backbone, SAMPLED)
  await backbone.close()
  const whole = await indexRate(folder, photos, resources, name)
  const python = await indexByPython(
    sample,
    path.join(resources, 'backbones', `${name}.onnx`),
    backbone.inputSize,
  )
  return {
    photosPerSecond: whole.photosPerSecond,
    ratioToIdeal: 1 / whole.photosPerSecond / (1 / decode + 1 / inference),
    ratioToPython: python === null ? null : whole.photosPerSecond / python,
    decodePerSecond: decode,
    inferencePerSecond: inference,
    pythonPerSecond: python,
    photos: whole.photos,
    seconds: whole.seconds,
    backbone: whole.backbone,
    processors: os.availableParallelism(),
    load: os.loadavg()[0],
  }
}

/** Reading, identity, metadata, thumbnail and pixels, as many at once as the index has. */
async function decodeRate(files: readonly string[], inputSize: number): Promise<number> {
  const start = performance.now()
  let next = 0
  const work = async (): Promise<void> => {
    while (next < files.length) {
      const picture = await openPicture(files[next++])
      if (picture.kind === 'picture') await readPhoto(picture, [{ inputSize, crops: ['crop'] }])
    }
  }
  await Promise.all(Array.from({ length: 2 * BATCH }, work))
  return (files.length * 1000) / (performance.now() - start)
}

async function inferenceRate(backbone: Backbone, count: number): Promise<number> {
  const random = new Random(2)
  const pixels = new Uint8Array(BATCH * backbone.inputSize ** 2 * 3).map(() => random.integer(256))
  const start = performance.now()
  for (let done = 0; done < count; done += BATCH) await backbone.embed(pixels, BATCH)
  return (Math.ceil(count / BATCH) * BATCH * 1000) / (performance.now() - start)
}

async function indexRate(
  folder: string,
  photos: string,
  resources: string,
  backbone: BackboneName,
): Promise<Awaited<ReturnType<typeof indexFolders>>> {
  const run = async (library: string, from: string): ReturnType<typeof indexFolders> => {
    const store = openStore(path.join(folder, library))
    try {
      return await indexFolders(
        {
          ...{ store, models: new Models({ store }), resources, cacheFolder: path.join(folder, 'cache') },
          signal: new AbortController().signal,
          report: () => undefined,
          clock: Date.now,
          log: createLog('silent'),
        },
        { folders: [from], backbone },
      )
    } finally {
      store.close()
    }
  }
  // The self-test of int8 belongs to a machine's first run, not to every one: a run over one photo gets it done.
  const first = path.join(folder, 'first')
  await makePhotos(first, 1, 64, 48)
  await run('first-library', first)
  return run('library', photos)
}

/** JPEGs of the size and detail of a camera's: soft shapes with some noise, 3 to 4 MB each at full size. */
async function makePhotos(folder: string, count: number, width = WIDTH, height = HEIGHT): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (let photo = 0; photo < count; photo += 1) {
    const random = new Random(photo)
    const small = Buffer.from(Uint8Array.from({ length: 80 * 60 * 3 }, () => random.integer(256)))
    const soft = sharp(small, { raw: { width: 80, height: 60, channels: 3 } })
    const pixels = await soft.resize(width, height, { kernel: 'cubic' }).raw().toBuffer()
    let state = photo + 1
    for (let i = 0; i < pixels.length; i += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0 // Numerical Recipes' generator: quick noise
      pixels[i] = Math.max(0, Math.min(255, pixels[i] + (state >> 28)))
    }
    const jpeg = sharp(pixels, { raw: { width, height, channels: 3 } }).jpeg({ quality: 90 })
    await writeFile(path.join(folder, `${photo}.jpg`), await jpeg.toBuffer())
  }
}

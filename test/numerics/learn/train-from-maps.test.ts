/** @file Fine-tuning as the training worker does it: thumbnails, maps and their cache, a few epochs, the artifact. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { photoMaps } from '../../../main/jobs/training/photo-maps.ts'
import { trainFromMaps } from '../../../main/jobs/training/compute/from-maps.ts'
import { TrainRequest, type MapsToRead } from '../../../main/jobs/training/thread/train-protocol.ts'
import { fromFloat16 } from '../../../main/math/float16.ts'
import { matrix, row } from '../../../main/math/matrix.ts'
import { embedRows } from '../../../main/math/network.ts'
import { loadTensorFlow } from '../../../main/model/backends/load.ts'
import { decodeFineTune } from '../../../main/model/deep/fine-tune/artifact.ts'
import { MAP_NUMBERS } from '../../../main/model/deep/fine-tune/map-shape.ts'
import { readEfficientNetFile } from '../../../main/model/deep/fine-tune/shipped-efficientnet.ts'
import { openStore } from '../../../main/store/lifecycle/open.ts'
import type { Store } from '../../../main/store/store.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { cacheIn } from '../../support/cache.ts'
import { runIndex } from '../../support/index-job.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'

const resources = path.resolve(import.meta.dirname, '../../../resources')
const signal = new AbortController().signal
let folder: string
let store: Store
let ids: readonly PhotoId[]
/** Of each photo, as its folder says. */
let classes: Int32Array
let maps: Uint8Array

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'twinsort-maps-'))
  const photos = await drawLibrary(path.join(folder, 'photos'), { classes: 2, perClass: 5 })
  store = openStore(path.join(folder, 'library'))
  await runIndex({ store, folders: [path.join(folder, 'photos')] })
  ids = store.photos.presentIds()
  const names = [...new Set(photos.map((photo) => photo.class))]
  classes = Int32Array.from(ids, (id) =>
    names.indexOf(path.basename(path.dirname(store.files.pathsOf(id)[0]))),
  )
  maps = await readMaps()
})

afterAll(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

function readMaps(cache = 'cache'): Promise<Uint8Array> {
  const cacheFolder = path.join(folder, cache)
  return photoMaps({ store, signal, report: () => undefined, resources, cacheFolder }, ids)
}

const viewOf = (photo: number, view: number): Float32Array =>
  fromFloat16(maps.subarray((2 * photo + view) * 2 * MAP_NUMBERS, (2 * photo + view + 1) * 2 * MAP_NUMBERS))

describe('the maps of photos', () => {
  it('are kept by content: a photo whose picture is gone still has them, and damaged ones are made again', async () => {
    expect(maps.length).toBe(ids.length * 2 * 2 * MAP_NUMBERS)
    expect(viewOf(0, 1)).not.toEqual(viewOf(0, 0))
    const [network] = await readdir(path.join(folder, 'cache', 'maps'))
    const kept = path.join(folder, 'cache', 'maps', network)
    const [first, second, third] = await readdir(kept)
    expect(await readdir(kept)).toHaveLength(ids.length)
    await rm(path.join(kept, first))
    await writeFile(path.join(kept, second), 'no maps')
    expect(await readMaps()).toEqual(maps)
    // Without a picture there is nothing but what was kept.
    await rm(path.join(folder, 'library', 'thumbnails'), { recursive: true })
    await rm(path.join(folder, 'photos'), { recursive: true })
    expect(await readMaps()).toEqual(maps)
    await rm(path.join(kept, third))
    await expect(readMaps()).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('fine-tuning on them', () => {
  const request = (): TrainRequest =>
    TrainRequest.parse({
      cacheFolder: cacheIn(folder),
      strategy: 'cosine-softmax',
      seed: 4,
      epochs: 3,
      attention: 'off',
      pyramid: false,
      inputs: given(),
      labels: classes.map((label, index) => (index % 5 === 4 ? -1 : label)),
      classes: 2,
      groups: new Int32Array(ids.length).fill(-1),
      pseudoLabels: false,
      rejections: [],
    })
  const shippedWeights = () => readEfficientNetFile(resources)
  const given = (): MapsToRead => ({
    kind: 'maps',
    photos: Int32Array.from(ids.keys()),
    maps,
  })

  it('gives the same numbers twice, leaves no tensor behind, and embeds as its artifact does', async () => {
    const loaded = await loadTensorFlow('tfjs-node')
    const { tf } = loaded
    const before = tf.memory().numTensors
    const run = () =>
      trainFromMaps(loaded, request(), given(), { signal, report: () => undefined, shippedWeights })
    const trained = await run()
    expect((await run()).weights).toEqual(trained.weights)
    expect(tf.memory().numTensors).toBe(before)
    const { network, parameters, notes } = decodeFineTune(trained.weights)
    expect(notes).toMatchObject({ strategy: 'cosine-softmax', seed: '4' })
    const embeddings = embedRows(tf, network, parameters, ids.length, (from, to) => [
      matrix(to - from, MAP_NUMBERS, rows(from, to)),
    ])
    expect(embeddings).toEqual(trained.embeddings)
    for (const photo of ids.keys()) {
      const own = row(trained.embeddings, photo)
      expect(own.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 4)
    }
    expect(trained.lossCurve[0]).toMatchObject({ epoch: 0, loss: null })
    expect(trained.outOfFold.rows.length).toBeGreaterThan(0)
  })

  it('ends within a step when it is cancelled, and refuses strategies that make features', async () => {
    const loaded = await loadTensorFlow('tfjs-node')
    const before = loaded.tf.memory().numTensors
    const cancel = new AbortController()
    const cancelled = trainFromMaps(loaded, request(), given(), {
      signal: cancel.signal,
      report: () => {
        cancel.abort()
      },
      shippedWeights,
    })
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    expect(loaded.tf.memory().numTensors).toBe(before)
    const gan = trainFromMaps(loaded, { ...request(), strategy: 'gan' }, given(), {
      signal,
      report: () => undefined,
      shippedWeights,
    })
    await expect(gan).rejects.toMatchObject({ code: 'bad-input' })
  })

  function rows(from: number, to: number): Float32Array {
    const out = new Float32Array((to - from) * MAP_NUMBERS)
    for (let photo = from; photo < to; photo += 1) out.set(viewOf(photo, 0), (photo - from) * MAP_NUMBERS)
    return out
  }
})

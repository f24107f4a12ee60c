/** @file The job `index` with several crops of each photo: what is averaged, what comes into force when, going on and back. */
import { mkdir, rename } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { libraryStatus } from '../../../main/jobs/library/library-status.ts'
import { row } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { openBackbone } from '../../../main/model/backbone.ts'
import type { Store } from '../../../main/store/store.ts'
import { runIndex } from '../../support/index-job.ts'
import { libraryBesidePhotos } from '../../support/photos/drawn-library.ts'
import { drawLibrary, drawPixels, sharpOf } from '../../support/photos/pictures.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'

const BACKBONE = 'efficientnet-lite0-fp16'
const SIDE = 224
const ALL = ['crop', 'whole', 'letterbox', 'close']
const RESOURCES = path.resolve(import.meta.dirname, '../../../resources')

let photos: string
let store: Store

beforeEach(async () => {
  ;({ photos, store } = await libraryBesidePhotos())
})

function activeFeatures(): Float32Array[] {
  const { matrix } = store.features.load(store.features.active()?.id ?? 0, 'features')
  return Array.from({ length: matrix.rows }, (_, index) => row(matrix, index).slice())
}

/** What the crops are, said again with other means: the photo is as large as what it is read at, so nothing is scaled twice. */
async function viewsByHand(
  file: string,
  { width, height }: { width: number; height: number },
): Promise<Uint8Array> {
  const picture = () => sharp(file)
  const middle = Math.min(width, height)
  const near = Math.round(0.85 * middle)
  const cut = (side: number) => ({
    left: Math.floor((width - side) / 2),
    top: Math.floor((height - side) / 2),
    ...{ width: side, height: side },
  })
  const bar = Math.round((SIDE - (SIDE * height) / width) / 2)
  const inside = SIDE - 2 * bar
  const background = { r: 127, g: 127, b: 127 }
  const each = [
    picture().extract(cut(middle)).resize(SIDE, SIDE),
    picture().resize(SIDE, SIDE, { fit: 'fill' }),
    picture().resize(SIDE, inside, { fit: 'fill' }).extend({ top: bar, bottom: bar, background }),
    picture().extract(cut(near)).resize(SIDE, SIDE),
  ]
  return Buffer.concat(await Promise.all(each.map((view) => view.raw().toBuffer())))
}

test('features are the mean over the middle, the whole squeezed, the whole in its proportions, and the middle nearer', async () => {
  const size = { width: 384, height: 192 }
  const file = path.join(photos, 'photo.png')
  await mkdir(photos)
  await sharpOf(await drawPixels('red-dots', new Random(3), size), size)
    .png()
    .toFile(file)
  await runIndex({ store, folders: [photos], crops: 'several' })
  const network = await openBackbone(BACKBONE, RESOURCES)
  onTestFinished(() => network.close())
  const { features } = await network.embed(await viewsByHand(file, size), 4)
  const mean = Array.from({ length: 1280 }, (_, d) => {
    return [0, 1, 2, 3].reduce((sum, view) => sum + features[view * 1280 + d] / 4, 0)
  })
  expect(cosine(activeFeatures()[0], mean)).toBeGreaterThan(0.9999)
  // It is none of the crops alone.
  for (let view = 0; view < 4; view += 1) {
    expect(cosine(features.subarray(view * 1280, (view + 1) * 1280), mean)).toBeLessThan(0.999)
  }
})

test('a new library is shown after one look at each photo; all crops count once all photos were looked at closely', async () => {
  await drawLibrary(photos, { classes: 2, perClass: 10 })
  const inForce = new Map<string, string>()
  const result = await runIndex({
    ...{ store, folders: [photos], crops: 'several' as const },
    report: ({ stage }) => inForce.set(stage, libraryStatus(store, '').crops),
  })
  expect(result).toMatchObject({ crops: 'several', photos: 20, notices: [] })
  expect(inForce.get('computing features of several crops')).toBe('one')
  expect(libraryStatus(store, '')).toMatchObject({ crops: 'several', backbone: BACKBONE })
  expect(activeFeatures()).toHaveLength(20)
})

test('photos that come later are looked at as the library has it; going back needs no reading', async () => {
  await drawLibrary(photos, { classes: 2, perClass: 2 })
  await runIndex({ store, folders: [photos] })
  const before = activeFeatures()
  expect(await runIndex({ store, folders: [], crops: 'several' })).toMatchObject({
    crops: 'several',
    read: 4,
  })
  const closely = activeFeatures()
  closely.forEach((features, index) => {
    expect(cosine(features, before[index])).toBeLessThan(0.9999)
  })
  await drawLibrary(path.join(photos, 'more'), { classes: 1, perClass: 1, seed: 9 })
  expect(await runIndex({ store, folders: [] })).toMatchObject({ crops: 'several', read: 1, photos: 5 })
  expect(activeFeatures().slice(0, 4)).toEqual(closely)
  // The photo that came meanwhile was not looked at once yet.
  expect(await runIndex({ store, folders: [], crops: 'one' })).toMatchObject({ crops: 'one', read: 1 })
  expect(activeFeatures().slice(0, 4)).toEqual(before)
})

test('a second backbone looks as closely as the first', async () => {
  await drawLibrary(photos, { classes: 1, perClass: 2 })
  const secondBackbone = 'efficientnet-lite2-fp16'
  await runIndex({ store, folders: [photos], secondBackbone, crops: 'several' })
  expect(store.features.second()).toMatchObject({ name: secondBackbone, crops: ALL })
  expect(await runIndex({ store, folders: [], crops: 'one' })).toMatchObject({ crops: 'one', secondBackbone })
  expect(store.features.second()).toMatchObject({ name: secondBackbone, crops: ['crop'] })
})

test('one look counts on while photos cannot be read again, and it is said', async () => {
  await drawLibrary(photos, { classes: 1, perClass: 2 })
  await runIndex({ store, folders: [photos] })
  await rename(photos, `${photos}-unplugged`)
  const result = await runIndex({ store, folders: [], crops: 'several' })
  expect(result.crops).toBe('one')
  expect(result.notices.map(inEnglish).join()).toContain(
    '2 photos could not be read again, so photos are compared as before',
  )
  // A second one looks as the first does, not as was asked for.
  await rename(`${photos}-unplugged`, photos)
  await runIndex({ store, folders: [], secondBackbone: 'efficientnet-lite2-fp16' })
  await rename(photos, `${photos}-unplugged`)
  expect(await runIndex({ store, folders: [], crops: 'several' })).toMatchObject({ crops: 'one' })
  expect(store.features.second()).toMatchObject({ crops: ['crop'] })
})

test('a close look that was stopped goes on where it was, with the old features in force until its end', async () => {
  await drawLibrary(photos, { classes: 4, perClass: 12 })
  await runIndex({ store, folders: [photos] })
  const before = store.features.active()
  const controller = new AbortController()
  const stopped = runIndex({
    ...{ store, folders: [], crops: 'several' as const, signal: controller.signal },
    report: ({ stage, done }) => {
      if (stage === 'computing features' && done > 0) controller.abort()
    },
  })
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' })
  expect(store.features.active()).toEqual(before)
  const { read, crops } = await runIndex({ store, folders: [], crops: 'several' })
  expect(crops).toBe('several')
  expect(read).toBeGreaterThan(0)
  expect(read).toBeLessThan(48)
})

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, squaresA, squaresB] = [0, 0, 0]
  for (let i = 0; i < a.length; i += 1) {
    dot += a[i] * b[i]
    squaresA += a[i] ** 2
    squaresB += b[i] ** 2
  }
  return dot / Math.sqrt(squaresA * squaresB)
}

/** @file The job `index` and its backbones: changing them, falling back from int8, stopping and going on. */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { JobProgress } from '../../../main/jobs/context.ts'
import { askedSecond } from '../../../main/jobs/indexing/second-backbone.ts'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { row, type Matrix } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { openBackbone } from '../../../main/model/backbone.ts'
import { indexText } from '../../../main/shells/cli/commands/photos.ts'
import type { Store } from '../../../main/store/store.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runIndex } from '../../support/index-job.ts'
import { libraryBesidePhotos } from '../../support/photos/drawn-library.ts'
import { classNames, drawJpeg, drawLibrary } from '../../support/photos/pictures.ts'
import { AppError } from '../../../shared/errors.ts'
import type { JobStage } from '../../../shared/jobs.ts'
import { allInEnglish } from '../../../shared/sentences/in-english.ts'
import { inEnglish, sentence } from '../../../shared/sentences/sentence.ts'

const SECOND_PASS = 'computing features with the second network'

let photos: string
let store: Store

beforeEach(async () => {
  ;({ photos, store } = await libraryBesidePhotos())
})

test('another backbone gives its features to all photos and only then becomes the active one', async () => {
  await drawLibrary(photos, { classes: 2, perClass: 2 })
  await runIndex({ store, folders: [photos] })
  const during = new Set<string | undefined>()
  const result = await runIndex({
    ...{ store, folders: [], backbone: 'efficientnet-lite2-fp16' as const },
    report: ({ stage }) => {
      if (stage === 'computing features') during.add(store.features.active()?.name)
    },
  })
  expect(result).toMatchObject({ backbone: 'efficientnet-lite2-fp16', photos: 4, added: 0, read: 4 })
  expect([...during]).toEqual(['efficientnet-lite0-fp16'])
  const active = store.features.active()
  expect(store.features.load(active?.id ?? 0, 'stage4').matrix).toMatchObject({ rows: 4, columns: 120 })
  // Back again: the features are still there.
  expect(await runIndex({ store, folders: [] })).toMatchObject({
    read: 0,
    backbone: 'efficientnet-lite0-fp16',
  })
})

test('a second backbone looks at all photos, those that come later too, until there is to be none', async () => {
  await drawLibrary(photos, { classes: 2, perClass: 2 })
  const secondBackbone = 'efficientnet-lite2-fp16'
  const first = await runIndex({ store, folders: [photos], secondBackbone })
  expect(first).toMatchObject({ backbone: 'efficientnet-lite0-fp16', secondBackbone, photos: 4 })
  const both = await new Models({ store }).current()
  expect(both.features.columns).toBe(2 * 1280)
  expect(Math.hypot(...row(both.features, 2))).toBeCloseTo(1, 4)

  await drawLibrary(path.join(photos, 'more'), { classes: 1, perClass: 1, seed: 9 })
  const second = store.features.second()?.id ?? 0
  const stages = new Set<JobStage>()
  const report = ({ stage }: JobProgress): void => void stages.add(stage)
  expect(await runIndex({ store, folders: [photos], report })).toMatchObject({ photos: 5, secondBackbone })
  expect([...stages], 'the new photo is read once for both').not.toContain(SECOND_PASS)
  expect(store.features.load(second, 'features').ids).toHaveLength(5)

  expect(await runIndex({ store, folders: [], secondBackbone: null })).toMatchObject({ secondBackbone: null })
  expect((await new Models({ store }).current()).features.columns).toBe(1280)
  const same = await runIndex({ store, folders: [], secondBackbone: 'efficientnet-lite0-fp16' })
  expect(same.notices.map(inEnglish).join()).toContain('the second one must be another')
  expect(same.secondBackbone).toBeNull()
})

test('a new library has two backbones, which are given each photo together and count from the first photo on', async () => {
  await drawLibrary(photos, { classes: 2, perClass: 20 })
  const cacheFolder = await temporaryFolder()
  const run = { store, folders: [photos], backbone: 'default', cacheFolder } as const
  const stop = new AbortController()
  const report = ({ stage, done }: JobProgress): void => {
    if (stage === 'reading photos' && done > 0) stop.abort()
  }
  await expect(runIndex({ ...run, signal: stop.signal, report })).rejects.toThrow('Cancelled')
  const { features, ids } = await new Models({ store }).current()
  expect(features.columns).toBe(2 * 1280)
  expect(ids.length).toBeLessThan(40)

  const rest = await runIndex(run)
  expect(rest.secondBackbone).toContain('efficientnet-lite0')
  expect([rest.photos, rest.read]).toEqual([40, 40 - ids.length])
  const whole = await new Models({ store }).current()
  expect([whole.ids.length, whole.features.columns]).toEqual([40, 2 * 1280])
  expect(await runIndex(run)).toMatchObject({ read: 0 })
})

test('features of a second backbone are nearly the same whether it is given a photo with the first one or later', async () => {
  await mkdir(photos, { recursive: true })
  // Sizes that are scaled differently for the larger input.
  for (const height of [1067, 900]) {
    const picture = await drawJpeg(classNames(1)[0], new Random(height), { width: 1600, height })
    await writeFile(path.join(photos, `${height}.jpg`), picture)
  }
  const secondBackbone = 'efficientnet-lite0-fp16'
  const numbers = async (inOneRun: boolean): Promise<Matrix> => {
    const { store: own } = await libraryBesidePhotos()
    const run = { store: own, folders: [photos], backbone: 'efficientnet-lite2-fp16' as const }
    if (!inOneRun) await runIndex(run)
    await runIndex({ ...run, secondBackbone })
    return own.features.load(own.features.second()?.id ?? 0, 'features').matrix
  }
  const [together, later] = [await numbers(true), await numbers(false)]
  expect(together.rows).toBe(2)
  for (let i = 0; i < 2; i += 1) {
    const [a, b] = [row(together, i), row(later, i)]
    const product = a.reduce((sum, value, j) => sum + value * b[j], 0)
    expect(product / Math.hypot(...a) / Math.hypot(...b)).toBeGreaterThan(0.99)
  }
})

test('a closer look that was stopped leaves both backbones in force, also in the next run', async () => {
  await drawLibrary(photos, { classes: 2, perClass: 5 })
  const cacheFolder = await temporaryFolder()
  const run = { store, folders: [photos], backbone: 'default', cacheFolder } as const
  await runIndex(run)
  const columns = new Set<number>()
  const watch = async (): Promise<void> => {
    columns.add((await new Models({ store }).current()).features.columns)
  }
  const stop = new AbortController()
  const report = ({ stage }: JobProgress): void => {
    if (stage === SECOND_PASS) stop.abort()
  }
  await expect(runIndex({ ...run, crops: 'several', signal: stop.signal, report })).rejects.toThrow(
    'Cancelled',
  )
  await watch()
  const seen: Promise<void>[] = []
  expect(await runIndex({ ...run, report: () => void seen.push(watch()) })).toMatchObject({
    crops: 'several',
  })
  await Promise.all(seen)
  await watch()
  expect([...columns]).toEqual([2 * 1280])
})

test('a second network that does not open keeps no photo from being read', async () => {
  await drawLibrary(photos, { classes: 1, perClass: 3 })
  const run = { store, folders: [photos], secondBackbone: 'efficientnet-lite2-fp16' as const }
  await runIndex(run)
  await drawLibrary(path.join(photos, 'more'), { classes: 1, perClass: 2, seed: 9 })
  const failing: typeof openBackbone = (name, resources) =>
    name === 'efficientnet-lite2-fp16'
      ? Promise.reject(new AppError('backend-unavailable', sentence('weights-unreadable')))
      : openBackbone(name, resources)
  await expect(runIndex({ ...run, parts: { openBackbone: failing } })).rejects.toThrow()
  expect(store.features.load(store.features.active()?.id ?? 0, 'features').ids).toHaveLength(5)
})

test('a new library has one backbone where very many files are found', () => {
  expect(askedSecond(store, {}, 20_000)).toContain('efficientnet-lite0')
  expect(askedSecond(store, {}, 20_001)).toBeUndefined()
  expect(askedSecond(store, { secondBackbone: 'efficientnet-lite0-fp16' }, 20_001)).toBe(
    'efficientnet-lite0-fp16',
  )
})

test.each([
  ['a backbone is named', { backbone: 'efficientnet-lite2-fp16' }],
  ['there is to be none', { backbone: 'default', secondBackbone: null }],
] as const)('a new library has one backbone where %s', async (_, wanted) => {
  await drawLibrary(photos, { classes: 1, perClass: 2 })
  const run = { store, folders: [photos], cacheFolder: await temporaryFolder(), ...wanted }
  expect(await runIndex(run)).toMatchObject({ photos: 2, secondBackbone: null })
  expect(await runIndex({ ...run, secondBackbone: undefined })).toMatchObject({ secondBackbone: null })
})

test('a second backbone does not count while a photo lacks its features', async () => {
  await drawLibrary(photos, { classes: 1, perClass: 2 })
  await runIndex({ store, folders: [photos] })
  await rename(photos, `${photos}-unplugged`)
  const result = await runIndex({ store, folders: [], secondBackbone: 'efficientnet-lite2-fp16' })
  expect(result.notices.map(inEnglish).join()).toContain('is not used yet')
  expect((await new Models({ store }).current()).features.columns).toBe(1280)
})

test('the library stays with its backbone while photos cannot be read again', async () => {
  await drawLibrary(photos, { classes: 1, perClass: 2 })
  await runIndex({ store, folders: [photos] })
  await rename(photos, `${photos}-unplugged`)
  const result = await runIndex({ store, folders: [], backbone: 'efficientnet-lite2-fp16' })
  expect(result.backbone).toBe('efficientnet-lite0-fp16')
  expect(result.notices.map(inEnglish).join()).toContain('2 photos could not be read again')
})

test('where int8 computes wrong, the features are those of fp16, and only details say so', async () => {
  await drawLibrary(photos, { classes: 1, perClass: 2 })
  const result = await runIndex({
    ...{ store, folders: [photos], backbone: 'efficientnet-lite0-int8' as const },
    cacheFolder: await temporaryFolder(),
    parts: {
      openBackbone: async (name, resources) => {
        const backbone = await openBackbone(name, resources)
        if (name.endsWith('fp16')) return backbone
        return {
          ...backbone,
          embed: async (pixels, count) => {
            const levels = await backbone.embed(pixels, count)
            return { ...levels, features: levels.features.map(() => 1) }
          },
        }
      },
    },
  })
  expect(result.backbone).toBe('efficientnet-lite0-fp16')
  expect(result.notices).toEqual([])
  expect(result.details.map(inEnglish).join()).toContain('efficientnet-lite0-fp16 is used')
  // No more does the command line greet with it.
  expect(indexText(allInEnglish(result))).not.toMatch(/similarity|processor|is used/)
  expect(store.features.active()?.name).toBe('efficientnet-lite0-fp16')
})

test('a cancelled run keeps what is finished, and the next one reads only the rest', async () => {
  await drawLibrary(photos, { classes: 4, perClass: 16 })
  const controller = new AbortController()
  const run = runIndex({
    ...{ store, folders: [photos], signal: controller.signal },
    report: ({ stage, done }) => {
      if (stage === 'reading photos' && done > 0) controller.abort()
    },
  })
  await expect(run).rejects.toMatchObject({ code: 'cancelled' })
  const kept = store.photos.presentIds().length
  expect(kept).toBeGreaterThan(0)
  expect(kept).toBeLessThan(64)
  expect(store.check()).toEqual([])
  const next = await runIndex({ store, folders: [photos] })
  expect(next).toMatchObject({ photos: 64, added: 64 - kept, read: 64 - kept })
  expect(store.check()).toEqual([])
})

test('progress never goes back within a stage, and ends with everything done', async () => {
  await drawLibrary(photos, { classes: 2, perClass: 20 })
  const reported: number[] = []
  await runIndex({
    ...{ store, folders: [photos] },
    report: ({ stage, done, total }) => {
      if (stage !== 'reading photos') return
      expect(total).toBe(40)
      reported.push(done)
    },
  })
  expect(reported).toEqual([...reported].sort((a, b) => a - b))
  expect(reported.at(-1)).toBe(40)
  expect(reported.length).toBeGreaterThan(2)
})

import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openPicture, readPhoto } from '../../../main/ingest/read-photo.ts'
import { picturePixels } from '../../../main/jobs/training/picture-pixels.ts'
import { Random } from '../../../main/math/random.ts'
import { openSession, Tensor } from '../../../main/math/onnx/onnx-runtime.ts'
import { sumsInForce } from '../../../main/model/eight-bit-sums.ts'
import { encodeDeepArtifact } from '../../../main/model/deep/artifact.ts'
import { embedPixels } from '../../../main/model/deep/embed.ts'
import { DeepShape } from '../../../main/model/deep/network.ts'
import { pixelNetwork } from '../../../main/model/deep/networks.ts'
import type { Store } from '../../../main/store/store.ts'
import { CropName } from '../../../shared/domain.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'
import { runIndex } from '../../support/index-job.ts'
import { pythonWith } from '../../support/python.ts'
import { activate } from '../../support/training/tensorflow.ts'
import { largestDifference, ownAnswer, trainedLibrary } from '../../support/training/trained-library.ts'

const PROGRAM = path.resolve('resources/ray')

/** What the program reads of network.json. */
const Facts = z.object({
  format: z.literal('twinsort-ray'),
  version: z.literal(1),
  head: z.int(),
  backbone: z.string(),
  backboneSha256: z.string(),
  levels: z.array(z.object({ name: z.string(), dimensions: z.int() })),
  crops: z.array(CropName),
  size: z.int(),
  headSize: z.int().nullable(),
  classes: z.array(z.string()),
  twinsort: z.string(),
})

async function factsOf(job: string): Promise<z.infer<typeof Facts>> {
  return Facts.parse(JSON.parse(await readFile(path.join(job, 'network.json'), 'utf8')))
}

/** What the network gives for all photos: name of an output -> [photos, numbers]. */
async function computed(job: string, store: Store, small?: Uint8Array) {
  const { size, crops, headSize } = await factsOf(job)
  const pixels: Uint8Array[] = []
  for (const file of store.files.paths().values()) {
    const picture = await openPicture(file)
    if (picture.kind === 'unreadable') throw new Error(inEnglish(picture.reason))
    const photo = await readPhoto(picture, [{ inputSize: size, crops }])
    if (photo.kind === 'unreadable') throw new Error(inEnglish(photo.reason))
    pixels.push(photo.pixels[0])
  }
  const session = await openSession(await readFile(path.join(job, 'network.onnx')), { logSeverityLevel: 3 })
  const [first, second] = session.inputNames
  const shape = [pixels.length * crops.length, size, size, 3]
  const results = await session.run({
    [first]: new Tensor('uint8', Buffer.concat(pixels), shape),
    ...(small === undefined || headSize === null
      ? {}
      : { [second]: new Tensor('uint8', Uint8Array.from(small), [pixels.length, headSize, headSize, 3]) }),
  })
  await session.release()
  return (name: string) => {
    const { data } = results[name]
    if (data instanceof Float32Array) return data
    throw new Error(`${name} is not float32.`)
  }
}

/** The levels as the library keeps them, the embedding and the probabilities as its head gives them. */
async function expectAnswersOfLibrary(job: string, store: Store, small?: Uint8Array): Promise<void> {
  const { levels, classes, backbone } = await factsOf(job)
  const given = await computed(job, store, small)
  const active = store.features.active()
  if (active === undefined) throw new Error('There is no backbone.')
  expect(backbone).toBe(active.name)
  expect(levels).toEqual(store.features.backbone(active.id)?.levels)
  for (const { name } of levels) {
    const kept = store.features.load(active.id, name).matrix.data
    const largest = kept.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    expect(largestDifference(given(name), kept)).toBeLessThan(largest / 1000)
  }
  const own = await ownAnswer(store)
  expect(classes).toEqual(own.classes)
  expect(largestDifference(given('embedding'), own.embeddings.data)).toBeLessThan(3e-4)
  expect(largestDifference(given('probabilities'), own.probabilities.data)).toBeLessThan(1e-4)
}

describe('export for Ray', () => {
  it('writes a folder with the program, and one network for features, embedding and classes', async () => {
    const { store, folder, train, exported } = await trainedLibrary()
    const out = path.join(folder, 'job')
    await train({ pyramid: false })
    const preview = await exported({ format: 'ray-job', out, dryRun: true })
    await expect(stat(out)).rejects.toThrow('ENOENT')
    const result = await exported({ format: 'ray-job', out })
    expect(result).toEqual(preview)
    expect(result.notes.map(({ key }) => key)).toContain('export-ray-how')

    const program = await readdir(PROGRAM)
    expect(program).toEqual(expect.arrayContaining(['README.md', 'requirements.txt', 'run.py']))
    expect((await readdir(out)).sort()).toEqual(
      [...program, 'network.json', 'network.onnx', 'sums.onnx'].sort(),
    )
    expect(result.written).toBe(program.length + 3)
    for (const name of program)
      expect(await readFile(path.join(out, name))).toEqual(await readFile(path.join(PROGRAM, name)))
    const { backboneSha256, crops, headSize } = await factsOf(out)
    const active = store.features.active()
    expect(backboneSha256).toBe(active && store.features.backbone(active.id)?.sha256)
    expect({ crops, headSize }).toEqual({ crops: ['crop'], headSize: null })
    await expectAnswersOfLibrary(out, store)
  })

  it('averages the crops as the library does', async () => {
    const { store, folder, train, exported } = await trainedLibrary()
    await runIndex({ store, folders: [], crops: 'several' })
    await train({ pyramid: true })
    const out = path.join(folder, 'job')
    await exported({ format: 'ray-job', out })
    expect((await factsOf(out)).crops).toHaveLength(4)
    await expectAnswersOfLibrary(out, store)
  })

  it('gives a network that reads thumbnails its own pictures, and the backbone its own', async () => {
    const { store, folder, context, train, exported } = await trainedLibrary()
    await train({ pyramid: false })
    const trained = store.heads.get(1)
    if (trained === undefined) throw new Error('There is no head.')
    const shape = DeepShape.parse({ network: 'cnn', side: 32, attention: 'off', pyramid: false })
    const network = pixelNetwork(shape)
    const parameters = network.initialParameters(new Random(3))
    const weights = encodeDeepArtifact({ shape, parameters, codes: null, notes: {} })
    const head = store.heads.add({ ...trained, weights, report: null })
    const photos = store.photos.presentIds()
    const pixels = await picturePixels(context, photos, 32)
    store.heads.putEmbeddings(head, photos, embedPixels(await activate('cpu'), network, parameters, pixels))
    store.heads.activate(trained.labelSet, head)
    const out = path.join(folder, 'job')
    await exported({ format: 'ray-job', out })
    expect((await factsOf(out)).headSize).toBe(32)
    await expectAnswersOfLibrary(out, store, pixels)
  })

  it('replaces its own files only', async () => {
    const { folder, train, exported } = await trainedLibrary()
    const out = path.join(folder, 'job')
    await expect(exported({ format: 'ray-job', out })).rejects.toMatchObject({ code: 'not-found' })
    await train({ pyramid: false })
    await mkdir(out)
    await writeFile(path.join(out, 'run.py'), 'print("mine")')
    await expect(exported({ format: 'ray-job', out })).rejects.toMatchObject({ code: 'conflict' })
    await expect(exported({ format: 'ray-job', out, dryRun: true })).rejects.toMatchObject({
      code: 'conflict',
    })
    expect(await readFile(path.join(out, 'run.py'), 'utf8')).toBe('print("mine")')
    expect(await readdir(out)).toEqual(['run.py'])

    const other = path.join(folder, 'other')
    await exported({ format: 'ray-job', out: other })
    await writeFile(path.join(other, 'notes.txt'), 'of somebody')
    await exported({ format: 'ray-job', out: other })
    expect(await readFile(path.join(other, 'notes.txt'), 'utf8')).toBe('of somebody')
  })

  it('tells by its probe how 8-bit products are summed here, as the library finds out', async () => {
    const { folder, train, exported } = await trainedLibrary()
    await train({ pyramid: false })
    const out = path.join(folder, 'job')
    await exported({ format: 'ray-job', out })
    const session = await openSession(await readFile(path.join(out, 'sums.onnx')), { logSeverityLevel: 3 })
    const given = session.inputMetadata.map((input) => {
      const shape = input.isTensor ? input.shape.map(Number) : []
      const count = shape.reduce((product, size) => product * size, 1)
      return [input.name, new Tensor('uint8', new Uint8Array(count).fill(255), shape)] as const
    })
    const results = await session.run(Object.fromEntries(given))
    await session.release()
    const sums = Object.values(results).flatMap(({ data }) => Array.from(data, Number))
    expect(sums.every((sum) => sum === 200)).toBe((await sumsInForce()) === 'fast')
  })

  it('has a program that Python understands', async ({ skip }) => {
    const python = pythonWith()
    if (python === undefined) {
      skip('there is no python3 (or TWINSORT_TEST_PYTHON)')
      return
    }
    const files = (await readdir(PROGRAM)).filter((name) => name.endsWith('.py'))
    const parse =
      'import ast, sys\nfor file in sys.argv[1:]: ast.parse(open(file, encoding="utf8").read(), file)'
    const paths = files.map((name) => path.join(PROGRAM, name))
    const { status, stderr } = spawnSync(python, ['-c', parse, ...paths], { encoding: 'utf8' })
    expect(status, stderr).toBe(0)
  })
})

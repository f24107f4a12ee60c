/** @file Image encoders of the person's own: looked into, joined with their scaling, compared, moved along, refused. */
import { createHash } from 'node:crypto'
import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { exportLibrary } from '../../../main/jobs/export/export-library.ts'
import { trainHead } from '../../../main/jobs/training/train.ts'
import { Random } from '../../../main/math/random.ts'
import { openModel } from '../../../main/model/backbone.ts'
import { decodeExport } from '../../../main/model/onnx/exported-file.ts'
import { ownBackbonePath, prepareBackbone } from '../../../main/model/onnx/own-backbone-file.ts'
import { inspectBackbone, listBackbones } from '../../../main/jobs/indexing/own-backbone.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import { contract } from '../../../shared/contract.ts'
import { BuiltInBackbone } from '../../../shared/domain.ts'
import type { PictureScaling } from '../../../shared/contract/photos.ts'
import { cacheIn } from '../../support/cache.ts'
import { storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runIndex } from '../../support/index-job.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'
import { colours, encoder, ENCODER_SIDE, type EncoderOptions } from '../../support/training/small-encoder.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'

/** Two pictures of one colour each: (250, 100, 10) in the middle, black around. */
function pixelsOf(side: number, middle: number): Uint8Array {
  const pixels = new Uint8Array(2 * side * side * 3)
  const from = (side - middle) / 2
  for (let picture = 0; picture < 2; picture += 1) {
    for (let y = from; y < from + middle; y += 1) {
      for (let x = from; x < from + middle; x += 1) {
        pixels.set([250 - 50 * picture, 100, 10], 3 * ((picture * side + y) * side + x))
      }
    }
  }
  return pixels
}

async function featuresOf(
  bytes: Uint8Array,
  scaling: PictureScaling,
  side = ENCODER_SIDE,
): Promise<number[][]> {
  const prepared = await prepareBackbone(bytes, '/somewhere/my encoder (1).onnx', scaling)
  expect(prepared.facts.name).toBe('own:my-encoder-1')
  const backbone = await openModel(prepared.facts.name, prepared.bytes, 'unused')
  try {
    expect(backbone.inputSize).toBe(side)
    const { features } = await backbone.embed(pixelsOf(side, ENCODER_SIDE), 2)
    const [{ dimensions }] = backbone.levels
    return [0, 1].map((picture) => [...features.subarray(picture * dimensions, (picture + 1) * dimensions)])
  } finally {
    await backbone.close()
  }
}

function expectNear(found: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): void {
  found.forEach((rowOf, i) => {
    rowOf.forEach((value, j) => {
      expect(value).toBeCloseTo(wanted[i][j], 4)
    })
  })
}

describe('an encoder with its scaling', () => {
  const raw = [
    [250, 100, 10],
    [200, 100, 10],
  ]
  const imagenet = raw.map((each) =>
    each.map((value, c) => (value / 255 - [0.485, 0.456, 0.406][c]) / [0.229, 0.224, 0.225][c]),
  )

  it('is fed what most encoders want unless something else is declared, and the note says so', async () => {
    expectNear(await featuresOf(encoder(), {}), imagenet)
    const { notes } = await prepareBackbone(encoder(), 'e.onnx', { channels: 'RGB' })
    expect(inEnglish(notes[1])).toContain('mean [0.485,0.456,0.406]')
    expect(inEnglish(notes[1])).not.toContain('channels')
    const clip = await prepareBackbone(encoder(), 'clip-vit.onnx', {})
    expect(inEnglish(clip.notes[1])).toContain('0.48145466')
  })

  it.each([
    ['colours last', { format: 'NHWC' }, {}, imagenet],
    ['bytes, colours last', { format: 'NHWC', type: 'uint8' }, {}, raw],
    ['half precision', { type: 'float16' }, { scale: 1, mean: [0, 0, 0], deviation: [1, 1, 1] }, raw],
    ['one picture at a time', { batch: 1 }, {}, imagenet],
    [
      'mean and deviation of its own',
      {},
      { scale: 1, mean: [10, 20, 30], deviation: [2, 2, 4] },
      raw.map(([r, g, b]) => [(r - 10) / 2, (g - 20) / 2, (b - 30) / 4]),
    ],
    ['blue first', { type: 'uint8' }, { channels: 'BGR' }, raw.map((each) => each.toReversed())],
  ] as [string, EncoderOptions, PictureScaling, number[][]][])('%s', async (_, options, scaling, wanted) => {
    expectNear(await featuresOf(encoder(options), scaling), wanted)
  })

  it('cuts the middle out of a larger picture', async () => {
    expectNear(
      await featuresOf(encoder({ type: 'uint8' }), { resize: ENCODER_SIDE + 4 }, ENCODER_SIDE + 4),
      raw,
    )
  })

  it('takes the first token, or the mean of all; maps are averaged', async () => {
    // Tokens: the mean colour, then three times it.
    const tokens: EncoderOptions['build'] = (graph, x) => {
      const one = graph.node('Reshape', [colours(graph, x), graph.integers('shape', [-1, 1, 3])])
      const three = graph.node('Mul', [one, graph.floats('three', [], Float32Array.of(3))])
      return { value: graph.node('Concat', [one, three], { axis: { int: 1 } }), shape: ['batch', 2, 3] }
    }
    const options: EncoderOptions = { type: 'uint8', build: tokens }
    expectNear(await featuresOf(encoder(options), {}), raw)
    expectNear(
      await featuresOf(encoder(options), { tokens: 'mean' }),
      raw.map((each) => each.map((value) => 2 * value)),
    )
    // What the exporter did not say is found out: the shape of the maps has names only.
    const maps: EncoderOptions['build'] = (graph, x) => ({
      value: graph.node('Relu', [x]),
      shape: ['batch', 'channels', 'height', 'width'],
    })
    expectNear(await featuresOf(encoder({ type: 'uint8', build: maps }), {}), raw)
  })

  it.each([
    ['text beside the picture', encoder({ inputs: 2 }), {}, /2 inputs \(image, input 1\).*image part alone/],
    ['no picture', encoder({ type: 'int64' }), {}, /is no picture/],
    ['a batch of four', encoder({ batch: 4 }), {}, /exactly 4 pictures/],
    ['old operators', encoder({ operators: 9 }), {}, /version 9/],
    ['another size', encoder(), { size: 8 }, /6 pixels a side, not 8/],
    ['a smaller picture', encoder(), { resize: 4 }, /cannot be cut/],
    [
      'another output',
      encoder(),
      { output: 'pooler_output' },
      /no features "pooler_output" \(out \[batch, 3\]\)/,
    ],
    ['nothing but text', new TextEncoder().encode('hello'), {}, /no ONNX model/],
    ['half a file', encoder().subarray(0, 200), {}, /no ONNX model|does not run/],
    [
      'numbers that are none',
      encoder({
        build: (g, x) => ({
          value: g.node('Log', [g.node('Neg', [g.node('Abs', [colours(g, x)])])]),
          shape: ['n', 3],
        }),
      }),
      {},
      /not finite/,
    ],
    ['one number', encoder({ build: (_, x) => ({ value: x, shape: [] }) }), {}, /none of its outputs/],
  ] as [string, Uint8Array, PictureScaling, RegExp][])(
    'is refused: %s',
    async (_, bytes, scaling, reason) => {
      const prepared = prepareBackbone(bytes, 'e.onnx', scaling)
      await expect(prepared).rejects.toThrow(reason)
      await expect(prepared).rejects.toMatchObject({ code: 'bad-input' })
    },
  )
})

/** Sees nothing but noise: each picture's few numbers have nothing to do with what is on it. */
const blind = encoder({
  build: (graph, x) => {
    const noise = graph.node('Sin', [
      graph.node('Mul', [colours(graph, x), graph.floats('many', [], Float32Array.of(1e4))]),
    ])
    return { value: noise, shape: ['batch', 3] }
  },
})

async function labelledLibrary(folder: string): Promise<{ store: Store; photos: string }> {
  const store = storeIn(folder)
  const photos = path.join(folder, 'photos')
  await drawLibrary(photos, { classes: 3, perClass: 6 })
  return { store, photos }
}

function labelAll(store: Store): void {
  const labelSet = store.labelSets.current()
  const labels = [...store.files.paths()].map(([photo, file]) => ({
    photo,
    class: store.classes.ensure(labelSet, path.basename(path.dirname(file))),
  }))
  store.journal.decide({ labelSet, kind: 'label', actor: 'test', labels, rejections: [], skips: [] })
}

describe('a backbone of one’s own', () => {
  it('is looked into before it is brought in, and listed beside those that ship once it is', async () => {
    const folder = await temporaryFolder()
    const { store, photos } = await labelledLibrary(folder)
    const file = path.join(folder, 'my blind one.onnx')
    await writeFile(file, blind)
    const facts = await inspectBackbone(store, { file, preprocessing: { channels: 'BGR' } })
    expect(facts).toMatchObject({
      name: 'own:my-blind-one',
      source: 'my blind one.onnx',
      bytes: blind.length,
      sha256: createHash('sha256').update(blind).digest('hex'),
      dimensions: 3,
      preprocessing: { size: ENCODER_SIDE, channels: 'BGR', mean: [0.485, 0.456, 0.406] },
    })
    expect(facts.assumed).toEqual(['size', 'resize', 'scale', 'mean', 'deviation', 'tokens'])
    const namesOf = async () => (await listBackbones(store, path.resolve('resources'))).backbones
    expect((await namesOf()).map(({ name }) => name)).toEqual(BuiltInBackbone.options)
    await runIndex({ store, folders: [photos] })
    labelAll(store)
    // It would not even come into force where it is better: the person is asked first.
    const better = path.join(folder, 'encoder.onnx')
    await copyFile('resources/backbones/efficientnet-lite2-fp16.onnx', better)
    const tried = await runIndex({
      ...{ store, folders: [] },
      ownBackbone: { file: better, preprocessing: {}, adopt: 'never' },
    })
    expect(tried).toMatchObject({ backbone: 'efficientnet-lite0-fp16', comparison: { labels: 18 } })
    expect(tried.tried).toEqual({ name: 'own:encoder', notCompared: null })
    const listed = await namesOf()
    expect(listed.at(-1)).toMatchObject({ name: 'own:encoder' })
    expect(listed.every(({ bytes }) => bytes > 1e6)).toBe(true)
    await expect(
      inspectBackbone(store, { file: path.join(folder, 'gone.onnx'), preprocessing: {} }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('index with a backbone of one’s own', () => {
  it('is compared on the labels first; what is not better waits to be asked for', async () => {
    const folder = await temporaryFolder()
    const { store, photos } = await labelledLibrary(folder)
    const file = path.join(folder, 'blind.onnx')
    await writeFile(file, blind)
    await runIndex({ store, folders: [photos] })
    const own = (adopt: 'better' | 'always' | 'never') =>
      runIndex({ store, folders: [], ownBackbone: { file, preprocessing: {}, adopt } })

    const unlabelled = await own('better')
    expect(unlabelled).toMatchObject({ comparison: null, backbone: 'efficientnet-lite0-fp16' })
    expect(unlabelled.tried).toEqual({ name: 'own:blind', notCompared: 'too-few-labels' })
    expect(unlabelled.notices.map(inEnglish).join(' ')).toContain('Too few photos have a label')

    labelAll(store)
    const worse = await own('better')
    expect(worse.backbone).toBe('efficientnet-lite0-fp16')
    expect(worse.comparison).toMatchObject({
      labels: 18,
      current: { backbone: 'efficientnet-lite0-fp16' },
      own: { backbone: 'own:blind' },
    })
    expect(worse.comparison?.own.logLoss).toBeGreaterThan(worse.comparison?.current.logLoss ?? 0)
    expect((await own('always')).backbone).toBe('own:blind')

    // The better one comes into force by itself: it sees the colours, which the classes differ by.
    const better = path.join(folder, 'encoder.onnx')
    await writeFile(better, encoder())
    const result = await runIndex({
      ...{ store, folders: [], backbone: 'own:blind' },
      ownBackbone: { file: better, preprocessing: {}, adopt: 'better' },
    })
    expect(result.backbone).toBe('own:encoder')
    expect(result.comparison?.own.accuracy).toBeGreaterThan(result.comparison?.current.accuracy ?? 1)
  })

  it('says of photos that cannot be read again that they are why nothing is compared', async () => {
    const folder = await temporaryFolder()
    const { store, photos } = await labelledLibrary(folder)
    await runIndex({ store, folders: [photos] })
    labelAll(store)
    const file = path.join(folder, 'blind.onnx')
    await writeFile(file, blind)
    await rename(photos, `${photos}-away`)
    const tried = await runIndex({
      ...{ store, folders: [] },
      ownBackbone: { file, preprocessing: {}, adopt: 'better' },
    })
    expect(tried).toMatchObject({
      comparison: null,
      backbone: 'efficientnet-lite0-fp16',
      tried: { name: 'own:blind', notCompared: 'photos-unread' },
    })
    expect(tried.notices.map(inEnglish).join(' ')).toContain('could not be read again to compare it')
  })

  it('never takes the place of another that has its name', async () => {
    const folder = await temporaryFolder()
    const { store, photos } = await labelledLibrary(folder)
    const file = path.join(folder, 'encoder.onnx')
    await writeFile(file, encoder())
    const run = (ownBackbone?: { file: string; mean?: number[] }, signal?: AbortController) =>
      runIndex({
        ...{ store, folders: [photos], backbone: 'own:encoder' },
        ...(signal && {
          signal: signal.signal,
          report: ({ stage }) => {
            if (stage === 'computing features') signal.abort()
          },
        }),
        ...(ownBackbone && {
          ownBackbone: {
            file: ownBackbone.file,
            preprocessing: ownBackbone.mean === undefined ? {} : { mean: ownBackbone.mean },
            adopt: 'never',
          },
        }),
      })
    await run({ file })
    labelAll(store)
    const active = () => store.features.active()?.id
    const first = active()
    const kept = await readFile(ownBackbonePath(store.folder ?? '', 'own:encoder'))
    const other = path.join(folder, 'elsewhere', 'encoder.onnx')
    await mkdir(path.dirname(other))
    await writeFile(other, blind)
    const own = async () =>
      (await listBackbones(store, '/nowhere')).backbones.map(({ name }) => name).toSorted()

    // A trial that is cancelled changes nothing, not even after the next reading.
    await expect(run({ file: other }, new AbortController())).rejects.toMatchObject({ code: 'cancelled' })
    expect(await own()).toEqual(['own:encoder'])
    expect(await run()).toMatchObject({ backbone: 'own:encoder', tried: null })
    expect(active()).toBe(first)

    expect(await inspectBackbone(store, { file: other, preprocessing: {} })).toMatchObject({
      name: 'own:encoder-2',
    })
    const tried = await run({ file: other })
    expect(tried).toMatchObject({
      backbone: 'own:encoder',
      tried: { name: 'own:encoder-2', notCompared: null },
      comparison: { current: { backbone: 'own:encoder' }, own: { backbone: 'own:encoder-2' } },
    })
    expect(tried.comparison?.own.accuracy).toBeLessThan(tried.comparison?.current.accuracy ?? 0)
    expect(active()).toBe(first)
    expect(await readFile(ownBackbonePath(store.folder ?? '', 'own:encoder'))).toEqual(kept)

    // What is there already is found again; another scaling makes another backbone.
    expect((await run({ file: other })).tried).toEqual({ name: 'own:encoder-2', notCompared: null })
    expect((await run({ file })).tried).toEqual({ name: 'own:encoder', notCompared: 'in-force' })
    expect((await run({ file, mean: [1, 1, 1] })).tried?.name).toBe('own:encoder-3')
    expect(await own()).toEqual(['own:encoder', 'own:encoder-2', 'own:encoder-3'])
  })

  it('belongs to the library: it is moved along, trained on, exported, and missed when it is damaged', async () => {
    const folder = await temporaryFolder()
    const { store: first, photos } = await labelledLibrary(folder)
    const file = path.join(folder, 'encoder.onnx')
    await copyFile('resources/backbones/efficientnet-lite0-fp16.onnx', file)
    const result = await runIndex({
      ...{ store: first, folders: [photos] },
      ownBackbone: { file, preprocessing: {}, adopt: 'better' },
    })
    expect(result).toMatchObject({ backbone: 'own:encoder', comparison: null, photos: 18 })
    first.close()
    await rename(file, `${file}-gone`)
    await rename(path.join(folder, 'library'), path.join(folder, 'moved'))
    const store = openStore(path.join(folder, 'moved'))
    await drawLibrary(path.join(photos, 'more'), { classes: 1, perClass: 1, seed: 9 })
    expect(await runIndex({ store, folders: [], backbone: 'own:encoder' })).toMatchObject({
      photos: 19,
      added: 1,
    })

    labelAll(store)
    const context = {
      store,
      models: new Models({ store }),
      signal: new AbortController().signal,
      report: () => undefined,
      clock: () => 0,
      resources: path.resolve('resources'),
      cacheFolder: cacheIn(folder),
    }
    await trainHead(context, contract.train.input.parse({ backend: 'wasm', epochs: 1 }))
    const out = path.join(folder, 'head.onnx')
    const input = contract.export.input.parse({ format: 'onnx', out })
    await exportLibrary(context, input, () => Promise.resolve([]))
    expect(decodeExport(await readFile(out)).description.backbone).toBe('own:encoder')

    const kept = ownBackbonePath(path.join(folder, 'moved'), 'own:encoder')
    const bytes = await readFile(kept)
    const random = new Random(1)
    bytes[Math.floor((0.2 + 0.6 * random.next()) * bytes.length)] ^= 4
    await writeFile(kept, bytes)
    const again = runIndex({ store, folders: [], backbone: 'own:encoder' })
    await expect(again).rejects.toMatchObject({ code: 'backend-unavailable' })
    await expect(again).rejects.toThrow(/damaged/)
    // Another one of that name is no cure for it, the one that it was is.
    const bring = (own: string) =>
      runIndex({
        ...{ store, folders: [], backbone: 'own:encoder' },
        ownBackbone: { file: own, preprocessing: {}, adopt: 'never' },
      })
    await writeFile(file, blind)
    await expect(bring(file)).rejects.toThrow(/damaged/)
    await rename(`${file}-gone`, file)
    expect(await bring(file)).toMatchObject({ tried: { name: 'own:encoder', notCompared: 'in-force' } })
    store.close()
  })
})

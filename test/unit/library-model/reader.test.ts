/** @file The thread that reads what photos are compared by gives bit for bit what is read where the library is open. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { expect, onTestFinished, test } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { readHere, silent, type Reader } from '../../../main/jobs/library-model/reader.ts'
import { ReaderThread } from '../../../main/jobs/library-model/thread/reader-thread.ts'
import { findNeighbours } from '../../../main/jobs/similarity/find-neighbours.ts'
import { ReviewSession } from '../../../main/jobs/review/session.ts'
import { matrix, row, type Matrix } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { preprocess } from '../../../main/model/preprocess.ts'
import { openForReading, openStore, type Store } from '../../../main/store/store.ts'
import { fillLibrary } from '../../support/photos/synthetic-library.ts'
import { someProblem } from '../../support/review.ts'
import { bunches } from '../../support/training/vectors.ts'
import { closing, hashOf, photoOf, temporaryFolder } from '../store/support.ts'

/** A library on the disk. */
function library(): { store: Store; folder: string } {
  const folder = temporaryFolder()
  const store = closing(openStore(folder))
  fillLibrary(store, someProblem)
  return { store, folder }
}

function closed<T extends { close(): Promise<void> }>(opened: T): T {
  onTestFinished(() => opened.close())
  return opened
}

function threadOn(folder: string, module?: string): ReaderThread {
  const url = module === undefined ? undefined : new URL(module, import.meta.url)
  return closed(new ReaderThread({ folder, isReadOnly: false }, url))
}

/** Hashes that near-duplicates share, a photo that is gone, one without features, a second backbone and a head that answers. */
function furnish(store: Store): void {
  const ids = store.photos.presentIds()
  for (const id of ids.slice(0, 40)) {
    store.photos.rekey(id, photoOf(1000 + id, { perceptualHash: BigInt(id % 7) * 0x0123_4567_89ab_cdefn }))
  }
  const backbone = store.features.active()?.id ?? 0
  const level = (photo: number) => row(someProblem.features, photo - 1)
  const levels = ['stage3', 'stage4', 'stage5', 'features']
  for (const id of ids.slice(0, 40)) {
    store.features.put(backbone, id, Object.fromEntries(levels.map((name) => [name, level(id)])))
  }
  store.files.markMissing([store.files.under(1)[7].id])
  store.files.put([
    {
      ...{ rootId: 1, relativePath: 'new.jpg', size: 1, modifiedNs: 1n, fileHash: hashOf(99), reason: null },
      photoId: store.photos.add(photoOf(5000)),
    },
  ])
  addSecond(store, ids)
  addHead(store, backbone, ids.slice(3))
}

function addSecond(store: Store, ids: readonly number[]): void {
  const random = new Random(3)
  const second = store.features.ensureBackbone({
    name: 'second',
    sha256: hashOf(1),
    levels: [{ name: 'features', dimensions: 5 }],
  })
  for (const id of ids.toReversed()) {
    store.features.put(second, id, { features: Float32Array.from({ length: 5 }, () => random.normal()) })
  }
  store.features.setSecond(second)
}

function addHead(store: Store, backboneId: number, ids: readonly number[]): void {
  const labelSet = store.labelSets.current()
  const random = new Random(5)
  const made = {
    labelSet,
    strategy: 'triplet',
    backboneId,
    backend: 'wasm',
    seed: 7,
    labels: 3,
    classes: 2,
  } as const
  const said = {
    hyperParameters: {},
    dataHash: hashOf(9),
    metrics: {},
    weights: new Uint8Array([1]),
    report: null,
  }
  const blend = { weight: 0.5, classifier: { inverseTemperature: 1 } }
  const head = store.heads.add({ ...made, ...said, blend })
  const embeddings = matrix(
    ids.length,
    4,
    Float32Array.from({ length: ids.length * 4 }, () => random.normal()),
  )
  const codes = { rows: ids.length, bytes: 2, data: Uint8Array.from({ length: ids.length * 2 }, (_, i) => i) }
  store.heads.putEmbeddings(head, ids, embeddings, codes)
  store.heads.activate(labelSet, head)
}

/** All that can be asked of a reader. */
async function everything(reader: Reader, store: Store, cacheFolder: string) {
  const backbone = store.features.active()?.id ?? 0
  const model = await reader.ask('model', { known: {} })
  const { photos } = model
  if (photos === undefined) throw new Error('The photos were not read.')
  const { features, hashes, ownColumns, ids } = photos
  const compared = { features, hashes, cacheFolder }
  return {
    model,
    nothingNew: await reader.ask('model', { known: model.version }),
    headOnly: await reader.ask('model', { known: { photos: model.version.photos } }),
    photosOf: await reader.ask('photosOf', { backbone }),
    levels: await reader.ask('levels', { backbone, ids: ids.toReversed(), names: ['stage4', 'features'] }),
    few: await reader.ask('levels', { backbone, ids: ids.slice(2, 5).toReversed(), names: ['stage5'] }),
    embeddings: await reader.ask('embeddings', { head: model.head?.id ?? 0 }),
    check: await reader.ask('check', {}),
    own: await reader.ask('ownFeatures', { features, ownColumns }),
    before: await reader.ask('keptSpace', compared),
    made: await reader.ask('makeSpace', compared),
    kept: await reader.ask('keptSpace', compared),
  }
}

/** With the numbers as plain lists, so that only their bits and their kind are compared. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    return { kind: value.constructor.name, bytes: Buffer.from(bytes).toString('base64') }
  }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(plain)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]))
}

test('the thread gives bit for bit what is read where the library is open', async () => {
  const { store, folder } = library()
  furnish(store)
  const here = await everything(readHere(store), store, temporaryFolder())
  const there = await everything(threadOn(folder), store, temporaryFolder())
  expect(plain(there)).toEqual(plain(here))
  // The library is furnished: each of these is worth comparing.
  expect(here.model.photos).toMatchObject({ ownColumns: 12, features: { rows: 59, columns: 17 } })
  expect(here.model.head).toMatchObject({ matrix: { rows: 56 }, codes: { rows: 56 } })
  expect(new Set(here.made.duplicates).size).toBeLessThan(59)
  expect(new Set(here.made.stacks).size).toBeLessThan(59)
  expect(here.before).toBeNull()
  expect(here.kept).toEqual(here.made)
  expect(here.nothingNew).toEqual({ version: here.model.version })
})

test('features are preprocessed in place as they are beside themselves', async () => {
  const { store, folder } = library()
  const { ids, matrix: raw } = store.features.load(store.features.active()?.id ?? 0, 'features')
  const { photos } = await threadOn(folder).ask('model', { known: {} })
  expect(photos?.ids).toEqual(Float64Array.from(ids))
  expect(plain(photos?.features)).toEqual(plain(preprocess([raw]).apply([raw])))
})

test('each photo stands beside its own perceptual hash, if it has one', async () => {
  const { store, folder } = library()
  furnish(store)
  const rootId = store.files.addRoot('/between')
  const place = {
    rootId,
    relativePath: 'unread.jpg',
    size: 1,
    modifiedNs: 1n,
    fileHash: hashOf(98),
    reason: null,
  }
  store.files.put([{ ...place, photoId: store.photos.add(photoOf(5001, { perceptualHash: 3n })) }])
  const last = store.photos.add(photoOf(5002, { perceptualHash: 77n }))
  store.files.put([{ ...place, relativePath: 'read.jpg', photoId: last }])
  const features = Float32Array.from({ length: 12 }, (_, k) => k + 1)
  const levels = ['stage3', 'stage4', 'stage5', 'features']
  store.features.put(
    store.features.active()?.id ?? 0,
    last,
    Object.fromEntries(levels.map((name) => [name, features])),
  )
  const { photos } = await threadOn(folder).ask('model', { known: {} })
  const { bits, known } = photos?.hashes ?? { bits: [], known: [] }
  const found = Array.from(bits, (hash, index) => (known[index] === 1 ? hash : null))
  const stored = Array.from(photos?.ids ?? [], (id) => store.photos.get(id)?.perceptualHash)
  expect(found).toEqual(stored)
  expect(new Set(stored).size).toBeGreaterThan(7)
  expect(stored).toContain(null)
  expect(stored.at(-1)).toBe(77n) // after two photos without features
})

/** As somebody would give the same store, but notes what reads features or embeddings. */
function watched(store: Store): { store: Store; read: string[] } {
  const read: string[] = []
  const noting = <T extends object>(table: T, name: string, methods: readonly (keyof T)[]): T =>
    new Proxy(table, {
      get: (target, key): unknown => {
        if (methods.some((method) => method === key)) read.push(`${name}.${String(key)}`)
        return Reflect.get(target, key)
      },
    })
  const features = noting(store.features, 'features', ['load', 'some'])
  const heads = noting(store.heads, 'heads', ['embeddings', 'codes'])
  return { store: { ...store, features, heads }, read }
}

test('nothing in the thread of the engine reads features or embeddings', async () => {
  const { store: opened, folder } = library()
  furnish(opened)
  const { store, read } = watched(opened)
  const models = closed(new Models({ store, cacheFolder: path.join(folder, 'cache') }))
  const session = new ReviewSession({ store, models, actor: 'test', clock: () => 0 })
  const page = await session.page({ goal: 'accuracy', seed: 1 })
  await session.decide({ page: page?.id ?? 0, skip: true })
  const { signal } = silent()
  await findNeighbours({ store, models, signal }, { id: 10, count: 3 })
  const model = await models.current()
  await models.levels({ backbone: model.backbone ?? 0, ids: model.ids }, ['stage4'])
  expect(await model.ownFeatures()).toBe(await model.ownFeatures())
  await models.embeddings(model.head?.row.id ?? 0)
  expect(read).toEqual([])
  // What both threads go on reading is not copied from one to the other.
  const { principal } = await model.space()
  const shared = [model.features, await model.ownFeatures(), principal].map(
    (each: Matrix) => each.data.buffer,
  )
  expect(shared.every((buffer) => buffer instanceof SharedArrayBuffer)).toBe(true)
})

test('a thread that dies is an error of that call alone; the next one starts another', async () => {
  const { store, folder } = library()
  const thread = threadOn(folder, './dying-reader-worker.ts')
  await expect(thread.ask('model', { known: {} })).rejects.toMatchObject({
    code: 'internal',
    sentence: { key: 'reading-thread-lost' },
  })
  const { version } = await thread.ask('model', { known: {} })
  expect(version).toEqual(store.modelVersion())
})

test('so is one that says what it should not', async () => {
  const { folder } = library()
  const thread = threadOn(folder, './garbled-reader-worker.ts')
  await expect(thread.ask('model', { known: {} })).rejects.toMatchObject({ code: 'internal' })
  await expect(thread.ask('model', { known: {} })).rejects.toMatchObject({ code: 'internal' })
})

/** Enough photos that the graph of look-alikes takes a while. */
function manyPhotos() {
  const features = bunches(5, 1200, 32, 0.5, 1)
  const hashes = { bits: new BigUint64Array(features.rows), known: new Uint8Array(features.rows) }
  return { features, hashes }
}

test('a call that is cancelled stops, and the thread goes on', async () => {
  const { folder } = library()
  const thread = threadOn(folder)
  const stop = new AbortController()
  const report = () => {
    stop.abort()
  }
  const making = thread.ask('makeSpace', manyPhotos(), { signal: stop.signal, report })
  await expect(making).rejects.toMatchObject({ code: 'cancelled' })
  await expect(thread.ask('model', { known: {} })).resolves.toHaveProperty('photos')
  const late = thread.ask('makeSpace', manyPhotos(), { signal: stop.signal, report })
  await expect(late).rejects.toMatchObject({ code: 'cancelled' })
})

test('a library is read while a space is being computed', async () => {
  const { folder } = library()
  const thread = threadOn(folder)
  const ended: string[] = []
  const stop = new AbortController()
  const { promise: begun, resolve } = Promise.withResolvers<string>()
  const report = () => {
    resolve('begun')
  }
  const making = thread
    .ask('makeSpace', manyPhotos(), { signal: stop.signal, report })
    .catch(() => undefined)
    .then(() => ended.push('space'))
  await begun
  await thread.ask('model', { known: {} })
  ended.push('model')
  stop.abort()
  await making
  expect(ended).toEqual(['model', 'space'])
})

test('closing ends what is under way and the thread, and nothing begins after it', async () => {
  const { folder } = library()
  writeFileSync(path.join(folder, 'died'), '')
  const thread = threadOn(folder, './dying-reader-worker.ts')
  const { promise: begun, resolve } = Promise.withResolvers<string>()
  const making = thread.ask('makeSpace', manyPhotos(), {
    ...silent(),
    report: () => {
      resolve('begun')
    },
  })
  const ended = making.catch((thrown: unknown) => thrown)
  await begun
  await thread.close()
  expect(await ended).toMatchObject({ code: 'cancelled' })
  expect(readFileSync(path.join(folder, 'ended'), 'utf8')).toBe('.')
  await expect(thread.ask('model', { known: {} })).rejects.toMatchObject({ code: 'cancelled' })
})

test('closing waits for no thread that is busy with reading', async () => {
  const { folder } = library()
  const thread = threadOn(folder, './busy-reader-worker.ts')
  const reading = thread.ask('model', { known: {} }).catch((thrown: unknown) => thrown)
  await thread.close()
  expect(await reading).toMatchObject({ code: 'cancelled' })
})

test('a library that was being read when its thread was stopped can be read, changed and closed', async () => {
  const { store, folder } = library()
  for (let time = 0; time < 5; time += 1) {
    const thread = threadOn(folder)
    await thread.ask('model', { known: {} })
    const reading = thread.ask('model', { known: {} }).catch((thrown: unknown) => thrown)
    await thread.close()
    await reading
  }
  store.files.markMissing([store.files.under(1)[0].id])
  const { version } = await threadOn(folder).ask('model', { known: {} })
  expect(version).toEqual(store.modelVersion())
  expect(store.check()).toEqual([])
})

test('who asks after a change gets it, also while another reading is under way', async () => {
  const { store } = library()
  const models = closed(new Models({ store }))
  const [one, other] = [models.current(), models.current()]
  store.files.markMissing([store.files.under(1)[0].id])
  const third = models.current()
  expect(await one).toBe(await other)
  expect((await third).ids).toHaveLength(59)
  expect(await models.current()).toBe(await third)
})

test('what is read while another process writes is the library of the version that is told', async () => {
  const { store, folder } = library()
  const before = store.modelVersion().photos
  const thread = threadOn(folder)
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'hiding-child.ts'), folder])
  const exited = once(child, 'exit')
  const hide = (index: number) => child.stdin.write(`${index}\n`)
  hide(0)
  for (let hidden = 0; hidden < 30;) {
    // Read again and again, so that the other writes in the midst of it.
    const { photos, version } = await thread.ask('model', { known: {} })
    const gone = version.photos - before
    expect([photos?.ids.length, photos?.features.rows]).toEqual([60 - gone, 60 - gone])
    if (gone > hidden) hide(gone)
    hidden = gone
  }
  child.stdin.end()
  expect(await exited).toEqual([0, null])
})

test('a library that can only be read is read as it was opened, whatever comes into its folder later', async () => {
  const { store: theirs, folder } = library()
  const mine = closing(openForReading({ folder, isReadOnly: true }))
  const inStep = closed(new Models({ store: mine }))
  expect((await inStep.current()).features.data.buffer).toBeInstanceOf(SharedArrayBuffer)
  theirs.files.markMissing([theirs.files.under(1)[0].id])
  const models = closed(new Models({ store: mine }))
  const { ids, version, space } = await models.current()
  expect([ids.length, version]).toEqual([60, mine.modelVersion()])
  expect((await space()).affinity.rows).toBe(60)
  expect(await models.current()).toBe(await models.current())
})

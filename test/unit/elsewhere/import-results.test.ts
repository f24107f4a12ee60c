/** @file Results of another engine become photos of the library: what is taken, what is left out and why, and that the same again changes nothing. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { importResults } from '../../../main/jobs/elsewhere/import-results.ts'
import type { JobContext } from '../../../main/jobs/context.ts'
import { thumbnailPath } from '../../../main/ingest/thumbnails.ts'
import type { Store } from '../../../main/store/store.ts'
import { packageRoot } from '../../../main/engine/folders.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'
import { plantPhotos, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawnResults, writeResults, type ResultFacts, type WrittenRow } from '../../support/result-files.ts'

const facts: ResultFacts = {
  backbone: 'efficientnet-lite0-int8',
  backboneSha256: 'a'.repeat(64),
  levels: [
    { name: 'features', dimensions: 6 },
    { name: 'stage4', dimensions: 3 },
  ],
}

/** A library that compares its photos by the network of `facts`. */
async function library(): Promise<{ folder: string; store: Store; file: string }> {
  const folder = await temporaryFolder()
  const store = storeIn(folder)
  const { backbone: name, backboneSha256: sha256, levels } = facts
  store.features.setActive(store.features.ensureBackbone({ name, sha256, levels }))
  return { folder, store, file: path.join(folder, 'results.parquet') }
}

const idle: Pick<JobContext, 'signal' | 'report'> = {
  signal: new AbortController().signal,
  report: () => undefined,
}

function run(store: Store, files: string[], control = idle) {
  const resources = path.join(packageRoot(), 'resources')
  // Of a context it takes these and nothing else.
  return importResults({ store, resources, ...control } as JobContext, { files })
}

const reasons = (left: readonly { path: string; reason: Parameters<typeof inEnglish>[0] }[]) =>
  left.map(({ path: place, reason }) => `${place}: ${inEnglish(reason)}`)

test('photos that are elsewhere have size, features, thumbnail and suggestion, and lie at their address', async () => {
  const { folder, store, file } = await library()
  const rows = await drawnResults(['red-circle', 'blue-dots'], { each: 2, levels: facts.levels })
  await writeResults(file, { rows, facts })
  const output = await run(store, [file])
  expect(output).toMatchObject({ photos: 4, suggestions: 4, added: 4, updated: 0, files: 1 })
  expect(output).toMatchObject({ leftOut: [], unreadable: [], backbone: facts.backbone, notices: [] })
  expect([...store.files.paths().values()].sort()).toEqual(rows.map(({ uri }) => uri).sort())
  expect(store.files.roots()).toEqual([])
  expect(store.files.origins().map((root) => root.path)).toEqual(['s3://bucket'])
  const [first] = rows
  const id = store.photos.byContent(first.content_hash ?? '') ?? 0
  expect(store.photos.get(id)).toMatchObject({ format: 'jpeg', width: 640, height: 480, takenAt: null })
  expect(store.photos.get(id)?.perceptualHash).not.toBeNull()
  const { data } = store.features.some(store.features.active()?.id ?? 0, 'features', [id])
  const expected = Float32Array.from(first.levels?.features ?? [])
  expect([...data].every((value, at) => Math.abs(value - expected[at]) < 0.01)).toBe(true)
  const kept = await readFile(thumbnailPath(store.folder ?? '', first.content_hash ?? ''))
  expect(kept.equals(Buffer.from(first.thumbnail ?? []))).toBe(true)
  expect(store.importedSuggestions.of(store.labelSets.current(), id)).toMatchObject({ class: first.class })
  expect(store.journal.labels(store.labelSets.current()).size).toBe(0)
  expect(store.classes.list(store.labelSets.current())).toEqual([])
  expect(store.check()).toEqual([])
  expect(folder).not.toBe('')
})

test('the same file again changes nothing, and a newer one only what is other', async () => {
  const { store, file } = await library()
  const rows = await drawnResults(['red-circle', 'blue-dots'], { each: 2, levels: facts.levels })
  await writeResults(file, { rows, facts })
  await run(store, [file])
  const before = [store.modelVersion(), store.photos.pictureKey(), store.photos.present()]
  expect(await run(store, [file])).toMatchObject({ photos: 4, added: 0, updated: 0, unchanged: 4 })
  expect([store.modelVersion(), store.photos.pictureKey(), store.photos.present()]).toEqual(before)
  const other = rows.map((row, at) => (at === 1 ? { ...row, class: 'blue-dots' } : row))
  await writeResults(file, { rows: other, facts })
  expect(await run(store, [file])).toMatchObject({ added: 0, updated: 1, unchanged: 3 })
  const id = store.photos.byContent(rows[1].content_hash ?? '') ?? 0
  expect(store.importedSuggestions.of(store.labelSets.current(), id)?.class).toBe('blue-dots')
})

test('what cannot be taken is left out with its reason, and the rest goes on', async () => {
  const { store, file } = await library()
  const [good, ...all] = await drawnResults(['red-circle'], { each: 10, levels: facts.levels })
  const rows: WrittenRow[] = [
    { ...all[0], uri: 'photos/1.jpg' },
    { ...all[1], uri: 's3://bucket' },
    { ...all[2], content_hash: 'ABC' },
    { ...all[3], width: 0 },
    { ...all[4], levels: { features: [1, 2], stage4: [1, 2, 3] } },
    { ...all[5], thumbnail: null },
    { ...all[6], thumbnail: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
    { ...all[7], thumbnail: all[7].thumbnail?.subarray(0, 300) ?? null },
    { ...all[8], levels: { features: [1, 2, 3, 4, 5, Infinity], stage4: [1, 2, 3] } },
    { uri: 's3://bucket/broken.jpg', error: 'OSError: image file is truncated' },
    good,
    { ...good, uri: '/data/same.jpg' },
  ]
  await writeResults(file, { rows, facts, rowGroupSize: 5 })
  const output = await run(store, [file])
  expect(output).toMatchObject({ photos: 1, added: 2, leftOutRows: 9, unreadableRows: 1 })
  expect(reasons(output.leftOut)).toEqual([
    'photos/1.jpg: It has no address with a scheme, such as s3://bucket/photo.jpg.',
    's3://bucket: It has no address with a scheme, such as s3://bucket/photo.jpg.',
    `${all[2].uri}: It has no content hash: 64 hexadecimal digits in lower case.`,
    `${all[3].uri}: It has no width and height.`,
    `${all[4].uri}: It has no features that fit the network.`,
    `${all[5].uri}: It has no thumbnail, so nobody could look at it. Run the job with thumbnails.`,
    `${all[6].uri}: Its thumbnail is no upright JPEG of at most 384 pixels a side.`,
    `${all[7].uri}: Its thumbnail is damaged.`,
    `${all[8].uri}: It has no features that fit the network.`,
  ])
  expect(reasons(store.files.unreadable())).toEqual([
    's3://bucket/broken.jpg: OSError: image file is truncated',
  ])
  const id = store.photos.byContent(good.content_hash ?? '') ?? 0
  expect(store.files.pathsOf(id).sort()).toEqual(['file:///data/same.jpg', good.uri])
  expect(store.check()).toEqual([])
})

test('a photo of which there is a file gets one more place, and nothing of it is replaced', async () => {
  const { folder, store, file } = await library()
  const root = path.join(folder, 'photos')
  const ids = await plantPhotos(store, root, { 'own.jpg': 'picture' })
  const id = ids.get('own.jpg') ?? 0
  const backbone = store.features.active()?.id ?? 0
  const own = { features: new Float32Array(6).fill(0.5), stage4: new Float32Array(3).fill(0.25) }
  store.features.put(backbone, id, own)
  const [row] = await drawnResults(['red-circle'], { each: 1, levels: facts.levels })
  const hash = store.photos.get(id)?.contentHash ?? ''
  const known = { ...row, content_hash: hash, thumbnail: null }
  await writeResults(file, { rows: [known], facts })
  const before = store.photos.get(id)
  expect(await run(store, [file])).toMatchObject({ photos: 1, added: 1, leftOut: [] })
  expect(store.photos.get(id)).toEqual(before)
  expect([...store.features.some(backbone, 'features', [id]).data]).toEqual([...own.features])
  expect(store.files.pathsOf(id)).toEqual([path.join(root, 'own.jpg'), row.uri])
  expect(store.files.paths().get(id)).toBe(path.join(root, 'own.jpg'))
  expect(store.files.byPath(row.uri)?.photoId).toBe(id)
})

test('addresses stay letter by letter, whatever they look like', async () => {
  const { store, file } = await library()
  const odd = [
    's3://b/a',
    's3://b/a/b.jpg',
    's3://b/a//b.jpg',
    's3://b/a/../b.jpg',
    'gs://b/ü ä%20?x=1.jpg',
    'S3://b/A',
  ]
  const drawn = await drawnResults(['red-circle'], { each: odd.length, levels: facts.levels })
  await writeResults(file, { rows: drawn.map((row, at) => ({ ...row, uri: odd[at] })), facts })
  expect(await run(store, [file])).toMatchObject({ photos: odd.length, leftOut: [] })
  expect([...store.files.paths().values()].sort()).toEqual(odd.toSorted())
  for (const uri of odd) expect(store.files.byPath(uri)?.missing).toBe(false)
  expect(store.files.byPath('s3://b/b.jpg')).toBeUndefined()
})

test('a file of another network names both, and nothing changes', async () => {
  const { store, file } = await library()
  const rows = await drawnResults(['red-circle'], { each: 1, levels: facts.levels })
  await writeResults(file, { rows, facts: { ...facts, backbone: 'efficientnet-lite2-int8' } })
  await expect(run(store, [file])).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(
      /lite2-int8 \(sha256 aaaaaaaa…\).*lite0-int8 \(sha256 aaaaaaaa…\)/,
    ) as string,
  })
  const empty = storeIn(await temporaryFolder())
  await writeResults(file, { rows, facts })
  await expect(run(empty, [file])).rejects.toMatchObject({
    code: 'conflict',
    sentence: { key: 'results-other-backbone' },
  })
  await writeResults(file, { rows, facts: { ...facts, backbone: 'own:mine' } })
  await expect(run(empty, [file])).rejects.toMatchObject({ sentence: { key: 'results-own-backbone' } })
  expect(empty.features.active()).toBeUndefined()
  expect(store.photos.countPresent() + empty.photos.countPresent()).toBe(0)
})

test('a damaged, a foreign and a newer file are refused by name; other files were not begun', async () => {
  const { folder, store, file } = await library()
  const rows = await drawnResults(['red-circle'], { each: 2, levels: facts.levels })
  await writeResults(file, { rows, facts })
  const whole = await readFile(file)
  const bad = path.join(folder, 'bad.parquet')
  const refused = (key: string) => ({ code: 'bad-input', details: { file: bad }, sentence: { key } })
  for (const bytes of [
    whole.subarray(0, whole.length - 20),
    whole.subarray(200),
    Buffer.from('PAR1 nothing PAR1'),
    Buffer.alloc(0),
  ]) {
    await writeFile(bad, bytes)
    await expect(run(store, [file, bad])).rejects.toMatchObject({ code: 'bad-input' })
  }
  await writeResults(bad, { rows, facts, words: null })
  await expect(run(store, [file, bad])).rejects.toMatchObject(refused('results-not-ours'))
  await writeResults(bad, { rows, facts, words: '{"format":"twinsort-ray"' })
  await expect(run(store, [file, bad])).rejects.toMatchObject(refused('results-not-ours'))
  const newer = { format: 'twinsort-ray', version: 2, ...facts }
  await writeResults(bad, { rows, facts, words: JSON.stringify(newer) })
  await expect(run(store, [file, bad])).rejects.toMatchObject(refused('results-newer'))
  await expect(run(store, [path.join(folder, 'none.parquet')])).rejects.toMatchObject({ code: 'not-found' })
  await expect(run(store, ['results.parquet'])).rejects.toMatchObject({
    sentence: { key: 'results-relative' },
  })
  expect(store.photos.countPresent()).toBe(0)
})

test('bytes that are damaged in the middle are an error that names the file, and what came before stays whole', async () => {
  const { store, file } = await library()
  const rows = await drawnResults(['red-circle', 'blue-dots'], { each: 6, levels: facts.levels })
  await writeResults(file, { rows, facts, rowGroupSize: 4 })
  const whole = await readFile(file)
  for (const at of [0.2, 0.4, 0.6, 0.8]) {
    const bytes = Buffer.from(whole)
    bytes.fill(0xff, Math.floor(at * whole.length), Math.floor(at * whole.length) + 40)
    await writeFile(file, bytes)
    const output = await run(store, [file]).catch((error: unknown) => error)
    if (output instanceof Error) expect(output).toMatchObject({ code: 'bad-input', details: { file } })
    expect(store.check()).toEqual([])
  }
})

test('a folder of parts is read; a run that is stopped leaves a whole library, and the next one ends it', async () => {
  const { folder, store } = await library()
  const parts = path.join(folder, 'parts')
  const rows = await drawnResults(['red-circle', 'blue-dots', 'green-grid'], {
    each: 3,
    levels: facts.levels,
  })
  for (const part of [0, 1, 2]) {
    const own = rows.slice(3 * part, 3 * part + 3)
    await writeResults(path.join(parts, `b=${part}`, 'part.parquet'), { rows: own, facts })
  }
  await writeFile(path.join(parts, '_SUCCESS'), '')
  await mkdir(path.join(folder, 'lists'))
  await writeFile(path.join(folder, 'lists', '0.parquet'), 'what the job was to read')
  await writeFile(path.join(parts, '.part.parquet'), 'unfinished')
  const stop = new AbortController()
  const stopped = run(store, [parts], {
    signal: stop.signal,
    report: ({ done }) => {
      if (done === 3) stop.abort()
    },
  })
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' })
  expect(store.photos.countPresent()).toBe(3)
  expect(store.check()).toEqual([])
  // By the folder that a job writes into.
  expect(await run(store, [folder])).toMatchObject({ files: 3, photos: 9, added: 6, unchanged: 3 })
  await expect(run(store, [path.join(folder, 'library', 'thumbnails')])).rejects.toMatchObject({
    sentence: { key: 'results-none' },
  })
})

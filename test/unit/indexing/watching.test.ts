/** @file A library whose folders are watched, with real folders: the index reads what changed, once, and by itself. */
import { createLog } from '../../../main/jobs/log.ts'
import {
  appendFile,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  utimes,
  writeFile,
} from 'node:fs/promises'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createEngine, type LibraryEngine } from '../../../main/engine/create-engine.ts'
import { packageRoot } from '../../../main/engine/folders.ts'
import { serve } from '../../../main/engine/serve.ts'
import type { WatchTimes } from '../../../main/ingest/watch/protocol.ts'
import { createClient, type Client } from '../../../shared/client.ts'
import { contract, type Input } from '../../../shared/contract.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'
import { cacheIn } from '../../support/cache.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'

const TIMES: WatchTimes = { quiet: 150, look: 150, rareLook: 60_000, away: 50 }
const PATIENCE = { timeout: 60_000, interval: 50 }
/** One network that needs no self-test: what is tested is the watching. */
const QUICK: Partial<Input<'index'>> = { backbone: 'efficientnet-lite0-fp16', secondBackbone: null }

interface InTest extends Pick<LibraryEngine, 'busyWith'> {
  client: Client
  /** Holds the folders `circle` and `stripes`, or some such, with six photos each. */
  photos: string
  /** Photos that are not in the library yet. */
  aside: string
  /** Of the kind `index` that ended, what they did. */
  readings: () => Promise<string[][]>
  present: () => Promise<number>
  wish: { watch: boolean }
}

async function watchedLibrary({ isRead = true, quiet = TIMES.quiet } = {}): Promise<InTest> {
  const folder = await temporaryFolder()
  const [photos, aside] = [path.join(folder, 'photos'), path.join(folder, 'aside')]
  await drawLibrary(photos, { classes: 2, perClass: 6, seed: 3 })
  await drawLibrary(aside, { classes: 1, perClass: 40, seed: 4 })
  const wish = { watch: true }
  const engine = createEngine({
    library: path.join(folder, 'library'),
    cacheFolder: cacheIn(folder),
    resources: path.join(packageRoot(), 'resources'),
    clock: Date.now,
    log: createLog('silent'),
    preferences: () => ({ backend: null, threads: null, cacheLimit: null, ...wish }),
    watches: true,
    watchTimes: { ...TIMES, quiet },
  })
  const [near, far] = memoryPortPair()
  serve(engine, far)
  const client = createClient(near)
  onTestFinished(async () => {
    await engine.close()
    client.close()
  })
  if (isRead) {
    await client.call('index', contract.index.input.parse({ folders: [photos], ...QUICK }))
    await expect.poll(() => wayOf(client), PATIENCE).toBe('events')
  }
  return {
    ...{ client, photos, aside, wish },
    busyWith: () => engine.busyWith(),
    present: async () => (await client.call('status', {})).photos,
    readings: async () => {
      const { jobs } = await client.call('jobs', {})
      const ended = jobs.filter(({ kind, state }) => kind === 'index' && state === 'done')
      return ended.map(({ progress }) => (progress?.notes ?? []).map((note) => inEnglish(note))).reverse()
    },
  }
}

async function wayOf(client: Client): Promise<string | undefined> {
  return (await client.call('watching', {})).folders.at(0)?.way
}

/** Files of the only folder in it. */
async function filesOf(folder: string): Promise<string[]> {
  const [name] = await readdir(folder)
  const names = await readdir(path.join(folder, name))
  return names.map((each) => path.join(folder, name, each))
}

it('reads each new photo once, in few readings, and follows those that move, change and go', async () => {
  const { client, photos, aside, present, readings } = await watchedLibrary()
  const files = await filesOf(aside)
  const into = path.join(photos, 'new')
  await mkdir(into)
  for (const file of files) await copyFile(file, path.join(into, path.basename(file)))
  await expect.poll(present, PATIENCE).toBe(12 + files.length)
  const added = async () => {
    const counts = (await readings()).flat().map((note) => Number(/^(\d+) new photos?/.exec(note)?.[1] ?? 0))
    return counts.reduce((sum, count) => sum + count, 0)
  }
  await expect.poll(added, PATIENCE).toBe(12 + files.length)
  expect((await readings()).length).toBeLessThan(10)

  const [first, second] = await filesOf(aside).then((all) =>
    all.map((file) => path.join(into, path.basename(file))),
  )
  await client.call('label', { items: [{ path: first, class: 'kept' }] })
  await rename(into, path.join(photos, 'renamed'))
  const kept = async () => {
    const { ids } = await client.call('photos', {})
    const details = await Promise.all([...ids].map((id) => client.call('photo', { id })))
    return details.filter((photo) => photo.class === 'kept').flatMap((photo) => photo.paths)
  }
  await expect.poll(kept, PATIENCE).toEqual([path.join(photos, 'renamed', path.basename(first))])
  await rm(path.join(photos, 'renamed', path.basename(second)))
  await expect.poll(present, PATIENCE).toBe(12 + files.length - 1)
})

it('suggests a class for a new photo, without anybody asking for it to be read', async () => {
  const { client, photos, aside } = await watchedLibrary()
  const kinds = await readdir(photos)
  for (const kind of kinds) {
    const paths = (await readdir(path.join(photos, kind))).map((name) => path.join(photos, kind, name))
    await client.call('label', { items: paths.map((file) => ({ path: file, class: kind })) })
  }
  const [kind] = await readdir(aside)
  const [first] = await filesOf(aside)
  const place = path.join(photos, 'new.jpg')
  await copyFile(first, place)
  const suggested = async () => {
    const { suggestions } = await client.call('suggest', contract.suggest.input.parse({}))
    return suggestions.map((suggestion) => [suggestion.path, suggestion.class])
  }
  expect(kinds).toContain(kind)
  await expect.poll(suggested, PATIENCE).toEqual([[place, kind]])
})

it('does not read a file that is only looked at, and leaves one alone that is still being copied', async () => {
  const { client, photos, aside, present, readings } = await watchedLibrary({ quiet: 3_000 })
  const before = (await readings()).length
  const [file] = await filesOf(aside)
  const content = await readFile(file)
  const target = path.join(photos, 'slow.jpg')
  const half = Math.floor(content.length / 2)
  await writeFile(target, content.subarray(0, half))
  await expect.poll(async () => (await client.call('watching', {})).growing, PATIENCE).toBe(1)
  const asked = await client.call('index', contract.index.input.parse({ folders: [photos] }))
  expect({ added: asked.added, unreadable: asked.unreadable }).toEqual({ added: 0, unreadable: [] })
  await appendFile(target, content.subarray(half))
  const news = async () =>
    (await readings())
      .slice(before)
      .flat()
      .filter((note) => note.includes('new photo'))
  await expect.poll(news, PATIENCE).toEqual(['1 new photo was read.'])
  expect(await present()).toBe(13)
  expect((await readings()).flat().filter((note) => note.includes('cannot be read'))).toEqual([])
})

it('does not take a folder that is gone or empty for deleted photos, and goes on when it is back', async () => {
  const { client, photos, aside, present } = await watchedLibrary()
  await rename(photos, `${photos}-off`)
  await expect.poll(() => wayOf(client), PATIENCE).toBe('away')
  await mkdir(photos) // as a place where a drive is mounted
  await expect.poll(() => wayOf(client), PATIENCE).toBe('events')
  expect(await present()).toBe(12)
  await rm(photos, { recursive: true })
  await expect.poll(() => wayOf(client), PATIENCE).toBe('away')
  const [file] = await filesOf(aside)
  await copyFile(file, path.join(`${photos}-off`, 'while-away.jpg'))
  await rename(`${photos}-off`, photos)
  await expect.poll(present, PATIENCE).toBe(13)
})

it('waits while another job runs and while it is paused, and stops for good when it is not wanted', async () => {
  const { client, photos, aside, present, wish } = await watchedLibrary()
  const [one, two, three] = await filesOf(aside)
  expect((await client.call('pauseWatching', { paused: true })).state).toBe('paused')
  await copyFile(one, path.join(photos, 'one.jpg'))
  expect(await present()).toBe(12)
  expect((await client.call('pauseWatching', { paused: false })).state).toBe('on')
  await expect.poll(present, PATIENCE).toBe(13)

  const { ids } = await client.call('photos', {})
  const details = await Promise.all([...ids].map((id) => client.call('photo', { id })))
  const items = details.map(({ paths: [file] }) => ({ path: file, class: path.basename(path.dirname(file)) }))
  await client.call('label', { items })
  const runs = Promise.withResolvers<undefined>()
  client.on('job', ({ kind, state }) => {
    if (kind === 'train' && state === 'running') runs.resolve(undefined)
  })
  const other = new AbortController()
  const training = client.call('train', { network: 'cnn', epochs: 10_000 }, { signal: other.signal })
  const stopped = expect(training).rejects.toMatchObject({ code: 'cancelled' })
  await runs.promise
  await copyFile(two, path.join(photos, 'two.jpg'))
  await expect.poll(async () => (await client.call('watching', {})).waits, PATIENCE).toBe(true)
  expect(await present()).toBe(13)
  other.abort()
  await stopped
  await expect.poll(present, PATIENCE).toBe(14)

  wish.watch = false
  await client.call('pauseWatching', { paused: false }) // it asks again what is wanted
  expect(await client.call('watching', {})).toMatchObject({ state: 'off', folders: [] })
  await copyFile(three, path.join(photos, 'three.jpg'))
  const asked = await client.call('index', contract.index.input.parse({ folders: [photos] }))
  expect(asked.added).toBe(1)
})

it('takes the stopping of its reading for a pause', async () => {
  const { client, photos, aside } = await watchedLibrary()
  const stopped = Promise.withResolvers<undefined>()
  client.on('job', ({ id, kind, state }) => {
    if (kind !== 'index') return
    if (state === 'running') void client.call('cancel', { job: id })
    if (state === 'cancelled') stopped.resolve(undefined)
  })
  for (const file of await filesOf(aside)) await copyFile(file, path.join(photos, path.basename(file)))
  await stopped.promise
  await expect.poll(async () => (await client.call('watching', {})).state, PATIENCE).toBe('paused')
})

it('reads what changed while the library was closed, and follows a folder that was added', async () => {
  const { client, photos, aside, present } = await watchedLibrary({ isRead: false })
  expect(await client.call('watching', {})).toMatchObject({ state: 'on', folders: [] })
  await client.call('index', contract.index.input.parse({ folders: [photos], ...QUICK }))
  await expect.poll(() => wayOf(client), PATIENCE).toBe('events')
  await client.call('pauseWatching', { paused: true })
  const [file] = await filesOf(aside)
  const old = path.join(photos, 'old.jpg')
  await copyFile(file, old)
  await utimes(old, new Date(2001, 1, 1), new Date(2001, 1, 1))
  await client.call('pauseWatching', { paused: false })
  await expect.poll(present, PATIENCE).toBe(13)
  await client.call('removeFolder', { path: photos })
  await expect.poll(async () => (await client.call('watching', {})).folders, PATIENCE).toEqual([])
})

it('keeps nobody in the library by a reading of its own, as one that was asked for does', async () => {
  const { client, photos, aside, busyWith, present } = await watchedLibrary()
  const busy: string[][] = []
  const asked: string[][] = []
  client.on('job', ({ kind, state }) => {
    if (kind !== 'index') return
    if (state === 'running') busy.push(busyWith())
    // Whoever asks may join a reading of its own that has just begun; and of a short one it is not said that it runs.
    asked.push(busyWith())
  })
  const [file, other] = await filesOf(aside)
  await copyFile(file, path.join(photos, 'by itself.jpg'))
  await expect.poll(() => busy.length, PATIENCE).toBeGreaterThan(0)
  expect(busy.flat()).toEqual([])
  // A first reading may find the photo still growing. The last one has ended before another is asked for, which would join it.
  await expect.poll(present, PATIENCE).toBe(13)
  const isBusy = async (): Promise<boolean> =>
    (await client.call('jobs', {})).jobs.some(({ state }) => state === 'queued' || state === 'running')
  await expect.poll(isBusy, PATIENCE).toBe(false)
  await client.call('pauseWatching', { paused: true })
  await copyFile(other, path.join(photos, 'asked for.jpg'))
  asked.length = 0
  await client.call('index', contract.index.input.parse({ folders: [photos], ...QUICK }))
  expect(asked.flat()).toContain('index')
})

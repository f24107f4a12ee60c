/** @file Saved work of a real library is held to the limit, made again when it is needed, and costs nothing else. */
import { readdir, utimes } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import path from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { Emitter } from '../../../main/engine/emitter.ts'
import { SavedWorkLimit } from '../../../main/engine/saved-work.ts'
import { serve } from '../../../main/engine/serve.ts'
import { createClient, type Client } from '../../../shared/client.ts'
import type { JobRecord } from '../../../shared/domain.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { cacheIn } from '../../support/cache.ts'
import { roomIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'

let folder: string
let client: Client

beforeEach(async () => {
  folder = await temporaryFolder()
  const photos = path.join(folder, 'photos')
  await drawLibrary(photos, { classes: 2, perClass: 6 })
  const [near, far] = memoryPortPair()
  serve(roomIn(folder), far)
  client = createClient(near)
  await client.call('index', { folders: [photos], backbone: 'efficientnet-lite0-int8' })
})

const spaces = () => readdir(path.join(cacheIn(folder), 'spaces')).catch(() => [])
const sizes = async () => {
  const { parts, saved } = await client.call('storage', {})
  const of = (wanted: string) => parts.find(({ part }) => part === wanted)?.bytes ?? 0
  return { cache: of('cache'), thumbnails: of('thumbnails'), saved }
}

it('is shown by kind, cleared, and made again; small pictures stay', async () => {
  await client.call('groups', {})
  await client.call('quality', {})
  const before = await sizes()
  const kinds = before.saved.filter(({ bytes }) => bytes > 0).map(({ kind }) => kind)
  expect(kinds).toEqual(['spaces', 'quality'])
  expect(before.cache).toBe(before.saved.reduce((sum, { bytes }) => sum + bytes, 0))
  const measured = await client.call('quality', {})
  expect(await client.call('clearCache', { most: before.cache })).toEqual({ freed: 0 })
  expect(await client.call('clearCache', {})).toEqual({ freed: before.cache })
  expect(await sizes()).toMatchObject({ cache: 0, thumbnails: before.thumbnails })
  expect(before.thumbnails).toBeGreaterThan(0)
  expect(await client.call('quality', {})).toEqual(measured)
  expect((await sizes()).cache).toBeGreaterThan(0)
  expect((await client.call('check', {})).problems).toEqual([])
})

const REST_MS = 5
/** Longer than it takes until the limit is looked at. */
const pause = () => wait(REST_MS * 20)
const JOB: JobRecord = {
  ...{ id: 1, kind: 'arrange', state: 'running', progress: null, error: null },
  ...{ startedAt: 1, finishedAt: null },
}

it('is held to the limit after each job, by what the person chose last', async () => {
  await client.call('groups', {})
  expect((await spaces()).length).toBe(1)
  const events = new Emitter()
  let limit: number | null = null
  let asked = 0
  const savedWork = new SavedWorkLimit({
    ...{ events, cacheFolder: cacheIn(folder), restMs: REST_MS },
    limit: () => {
      asked += 1
      return limit
    },
    isBusy: () => false,
    markUsed: () => Promise.resolve(),
  })
  onTestFinished(() => savedWork.close())
  await expect.poll(() => asked).toBe(1)
  expect((await spaces()).length).toBe(1)
  limit = 0
  events.emit({ event: 'job', payload: JOB })
  await pause()
  expect(asked).toBe(1)
  events.emit({ event: 'job', payload: { ...JOB, state: 'done', finishedAt: 2 } })
  await expect.poll(spaces).toEqual([])
  await savedWork.close()
  events.emit({ event: 'job', payload: { ...JOB, state: 'done', finishedAt: 3 } })
  await pause()
  expect(asked).toBe(2)
})

it('stays while a job is under way, and goes when that has ended', async () => {
  await client.call('groups', {})
  const events = new Emitter()
  let isBusy = true
  const savedWork = new SavedWorkLimit({
    ...{ events, cacheFolder: cacheIn(folder), restMs: REST_MS },
    limit: () => 0,
    isBusy: () => isBusy,
    markUsed: () => Promise.resolve(),
  })
  onTestFinished(() => savedWork.close())
  events.emit({ event: 'job', payload: { ...JOB, state: 'done', finishedAt: 2 } }) // of another job
  await pause()
  expect((await spaces()).length).toBe(1)
  isBusy = false
  events.emit({ event: 'job', payload: { ...JOB, state: 'done', finishedAt: 3 } })
  await expect.poll(spaces).toEqual([])
})

it('keeps what the open library is compared by, however long ago that was read', async () => {
  await client.call('groups', {})
  const kept = await spaces()
  await client.call('quality', {})
  await utimes(path.join(cacheIn(folder), 'spaces', kept[0]), 1, 1)
  const { cache } = await sizes()
  await client.call('changePreferences', { cacheLimit: cache - 1 })
  await expect.poll(async () => (await sizes()).cache, { timeout: 20_000 }).toBeLessThan(cache)
  expect(await spaces()).toEqual(kept)
  expect(await readdir(path.join(cacheIn(folder), 'quality'))).toEqual([])
})

it('goes soon after a limit was chosen', async () => {
  await client.call('groups', {})
  await client.call('changePreferences', { cacheLimit: 0 })
  await expect.poll(spaces, { timeout: 20_000 }).toEqual([])
})

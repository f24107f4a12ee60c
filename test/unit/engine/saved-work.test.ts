/** @file Saved work of a real library is held to the limit, made again when it is needed, and costs nothing else. */
import { readdir } from 'node:fs/promises'
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

it('is held to the limit after each job, by what the person chose last', async () => {
  await client.call('groups', {})
  expect((await spaces()).length).toBe(1)
  const events = new Emitter()
  const limits: (number | null)[] = [null, 0]
  let asked = 0
  const limit = new SavedWorkLimit({
    ...{ events, cacheFolder: cacheIn(folder), restMs: 5 },
    limit: () => limits[Math.min(asked++, 1)] ?? null,
  })
  onTestFinished(() => limit.close())
  await expect.poll(() => asked).toBe(1)
  expect((await spaces()).length).toBe(1)
  const ended: JobRecord = {
    ...{ id: 1, kind: 'arrange', state: 'done', progress: null, error: null },
    ...{ startedAt: 1, finishedAt: null },
  }
  events.emit({ event: 'job', payload: ended })
  events.emit({ event: 'job', payload: { ...ended, finishedAt: 2 } })
  await expect.poll(spaces).toEqual([])
  await limit.close()
  events.emit({ event: 'job', payload: { ...ended, finishedAt: 3 } })
  expect(asked).toBe(2)
})

it('goes soon after a limit was chosen', async () => {
  await client.call('groups', {})
  await client.call('changePreferences', { cacheLimit: 0 })
  await expect.poll(spaces, { timeout: 20_000 }).toEqual([])
})

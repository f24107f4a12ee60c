/** @file A job that failed is done again, as it was asked for, also after another start. */
import { mkdir, rename } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { createClient } from '../../../shared/client.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { serve } from '../../../main/engine/serve.ts'
import { engineIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'

function open(folder: string) {
  const engine = engineIn(folder)
  const [near, far] = memoryPortPair()
  serve(engine, far)
  return { client: createClient(near), close: () => engine.close() }
}

it('does the job again that was asked for before the last start', async () => {
  const folder = await temporaryFolder()
  const [photos, aside] = ['photos', 'aside'].map((name) => path.join(folder, name))
  await mkdir(aside)
  await drawLibrary(aside, { classes: 1, perClass: 2 })
  const before = open(folder)
  await expect(before.client.call('index', { folders: [photos] })).rejects.toMatchObject({
    code: 'not-found',
  })
  await before.close()
  await rename(aside, photos)

  const { client } = open(folder)
  const [failed] = (await client.call('jobs', {})).jobs
  expect(failed).toMatchObject({ kind: 'index', state: 'failed', error: { key: 'no-such-folder' } })
  await expect(client.call('repeatJob', { job: failed.id })).resolves.toEqual({ kind: 'index' })
  await expect(client.call('status', {})).resolves.toMatchObject({ photos: 2 })
  const [done] = (await client.call('jobs', {})).jobs
  expect(done).toMatchObject({
    state: 'done',
    progress: { notes: [{ key: 'job-added', values: { count: 2 } }] },
  })
})

it('refuses a job that there is not, or that is started elsewhere', async () => {
  const { client } = open(await temporaryFolder())
  await expect(client.call('repeatJob', { job: 7 })).rejects.toMatchObject({ code: 'not-found' })
  await client.call('group', {}).catch(() => undefined)
  const [group] = (await client.call('jobs', {})).jobs
  await expect(client.call('repeatJob', { job: group.id })).rejects.toMatchObject({ code: 'bad-input' })
})

/** @file The engine in a process of its own, and what becomes of its clients when one of the two processes dies. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { migrations } from '../../../main/store/migrations/index.ts'
import { openStore } from '../../../main/store/store.ts'
import { createClient } from '../../../shared/client.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Port } from '../../../shared/port.ts'
import { plantPhotos, settingsIn, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { hostIn, isAlive } from '../../support/host.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'

describe('the host of an engine', () => {
  it('rejects what is pending when the engine dies, starts another, and has lost nothing that was acknowledged', async () => {
    const folder = await temporaryFolder()
    const photos = path.join(folder, 'photos')
    const store = storeIn(folder)
    await plantPhotos(store, photos, { 'a.jpg': 'a' })
    const { host, pids } = hostIn(folder)
    const client = createClient(host.connect())
    const items = [{ path: path.join(photos, 'a.jpg'), class: 'hen' }]
    await client.call('label', { items })
    await drawLibrary(photos, { classes: 2, perClass: 4, seed: 1 })
    const running = new Promise((resolve) => {
      client.on('job', resolve)
    })
    const pending = client.call('index', { folders: [photos] })
    const rejected = expect(pending).rejects.toMatchObject({ code: 'disconnected' })
    await running
    process.kill(pids[0], 'SIGKILL')
    await rejected
    const next = createClient(host.connect())
    const { decisions } = await next.call('history', {})
    expect(decisions).toMatchObject([{ kind: 'label', classes: ['hen'] }])
    const { jobs } = await next.call('jobs', {})
    expect(jobs).toMatchObject([{ kind: 'index', state: 'failed' }])
    expect(pids).toHaveLength(2)
  })

  it('closes every port when the engine dies, and serves any number again', async () => {
    const { host, pids } = hostIn(await temporaryFolder())
    const ports = [host.connect(), host.connect(), host.connect()]
    const closed = Promise.all(ports.map(closing))
    process.kill(pids[0], 'SIGKILL')
    await closed
    const clients = ports.map(() => createClient(host.connect()))
    await Promise.all(clients.map((client) => client.call('status', {})))
    expect(pids).toHaveLength(2)
  })

  it('opens again what was open, also where that is another library than the first', async () => {
    const folder = await temporaryFolder()
    const { host, pids } = hostIn(folder)
    const client = createClient(host.connect())
    const { library } = await client.call('open', { name: 'Other' })
    const gone = closing(host.connect())
    process.kill(pids[0], 'SIGKILL')
    await gone
    await expect(createClient(host.connect()).call('status', {})).resolves.toMatchObject({ library })
  })

  it('closes the library and the process, and starts no other', async () => {
    const folder = await temporaryFolder()
    const { host, pids } = hostIn(folder)
    const client = createClient(host.connect())
    await client.call('status', {})
    await host.close()
    expect(pids.filter(isAlive)).toEqual([])
    expect(pids).toHaveLength(1)
    await expect(client.call('status', {})).rejects.toMatchObject({ code: 'disconnected' })
    await expect(createClient(host.connect()).call('status', {})).rejects.toMatchObject({
      code: 'disconnected',
    })
  })

  it('lets the engine end with its host, even where that is killed', async () => {
    const folder = await temporaryFolder()
    const child = spawn(process.execPath, [
      path.join(import.meta.dirname, 'host-child.ts'),
      JSON.stringify(settingsIn(folder)),
    ])
    await once(child.stdout, 'data') // the engine answers
    const wal = path.join(folder, 'library', 'library.db-wal')
    expect(existsSync(wal)).toBe(true)
    child.kill('SIGKILL')
    // The engine writes to the same standard error: it ends when both are gone.
    await once(child.stderr.resume(), 'end')
    expect(existsSync(wal)).toBe(false) // SQLite takes it away when a library is closed, not when it is let fall
  })
})

describe('an engine that cannot do its work', () => {
  it.each([
    ['library-newer', plantNewerLibrary],
    ['library-damaged', plantDamagedLibrary],
  ])('says %s to every question, lives on, and opens another library', async (code, plant) => {
    const folder = await temporaryFolder()
    await plant(path.join(folder, 'library'))
    const { host, pids } = hostIn(folder)
    const client = createClient(host.connect())
    await expect(client.call('status', {})).rejects.toMatchObject({ code })
    await expect(client.call('libraries', {})).resolves.toEqual({ libraries: [] })
    const { library } = await client.call('open', { name: 'Another' })
    await expect(client.call('status', {})).resolves.toMatchObject({ library, photos: 0 })
    expect(pids).toHaveLength(1)
  })

  it('works on where the list of recent libraries cannot be kept', async () => {
    const folder = await temporaryFolder()
    const file = path.join(folder, 'file')
    await writeFile(file, '')
    const { host } = hostIn(folder, { userFolder: path.join(file, 'below') })
    const client = createClient(host.connect())
    await expect(client.call('status', {})).resolves.toMatchObject({ photos: 0 })
    await expect(client.call('libraries', {})).resolves.toEqual({ libraries: [] })
  })

  it('is given up when it dies again and again, and then every call is answered by the reason', async () => {
    // Settings that are none make the real process end at its start.
    const { host, pids } = hostIn(await temporaryFolder(), { library: undefined as unknown as string })
    const reason = {
      code: 'internal',
      message: expect.stringMatching(/stopped 3 times in a row, the last time with exit code 1\./) as string,
    }
    await expect(untilAnswered(host)).resolves.toMatchObject(reason)
    expect(pids).toHaveLength(3)
  })
})

function closing(port: Port): Promise<void> {
  return new Promise((resolve) => {
    port.onClose(resolve)
  })
}

/** What a window does: it connects again until somebody answers. */
async function untilAnswered(host: { connect(): Port }): Promise<unknown> {
  for (;;) {
    try {
      return await createClient(host.connect()).call('status', {})
    } catch (thrown) {
      if (AppError.from(thrown).code !== 'disconnected') return thrown
    }
  }
}

function plantNewerLibrary(library: string): Promise<void> {
  openStore(library, { migrations: [...migrations, () => undefined] }).close()
  return Promise.resolve()
}

async function plantDamagedLibrary(library: string): Promise<void> {
  await mkdir(library, { recursive: true })
  await writeFile(path.join(library, 'library.db'), 'no database'.repeat(1000))
}

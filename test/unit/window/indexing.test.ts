/** @file Reading a folder, as the window remembers it: what a reload takes up again, and what it does not. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { createPinia } from 'pinia'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createApp } from 'vue'
import { serve } from '../../../main/engine/serve.ts'
import { superviseClient } from '../../../renderer/connection/supervised-client.ts'
import { clientKey } from '../../../renderer/connection/use-client.ts'
import { useIndexing } from '../../../renderer/stores/indexing.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { roomIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'

/** A window that was reloaded while it read `folder/photos` into the library `from`; `folder/library` is open now. */
async function reloadedWindow(from: (folder: string) => string) {
  const folder = await temporaryFolder()
  const photos = path.join(folder, 'photos')
  await mkdir(photos)
  const kept = new Map([
    ['twinsort.indexing', JSON.stringify({ library: from(folder), folders: [photos], resumed: 0 })],
  ])
  // Node has no tab that outlives a reload.
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  })
  vi.stubGlobal('window', globalThis)
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  const room = roomIn(folder)
  const client = superviseClient(() => {
    const [near, far] = memoryPortPair()
    serve(room, far)
    return Promise.resolve(near)
  })
  onTestFinished(() => {
    client.close()
  })
  const app = createApp({}).provide(clientKey, client).use(createPinia())
  const indexing = app.runWithContext(() => useIndexing())
  const roots = async () => (await client.call('status', {})).roots
  return { client, indexing, photos, kept, roots }
}

describe('reading that was under way when the window was reloaded', () => {
  it('goes on in the library that it was for', async () => {
    const { indexing, photos, kept, roots } = await reloadedWindow((folder) => path.join(folder, 'library'))
    await expect.poll(() => indexing.result?.photos, { timeout: 30_000 }).toBe(0)
    expect(await roots()).toEqual([photos])
    expect(kept.size).toBe(0)
  })

  it('is dropped where another library is open by now: its folders are none of that one', async () => {
    const { indexing, kept, roots } = await reloadedWindow((folder) => path.join(folder, 'left'))
    await expect.poll(() => kept.size, { timeout: 30_000 }).toBe(0)
    await expect.poll(() => indexing.isRunning).toBe(false)
    expect(indexing.result).toBeUndefined()
    expect(await roots()).toEqual([])
  })
})

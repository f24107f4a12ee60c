/** @file Whether the window may send somebody to the first page while photos are still read. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { createPinia } from 'pinia'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createApp, effectScope } from 'vue'
import { serve } from '../../../main/engine/serve.ts'
import { superviseClient } from '../../../renderer/connection/supervised-client.ts'
import { clientKey } from '../../../renderer/connection/use-client.ts'
import { usePageReady } from '../../../renderer/features/indexing/use-page-ready.ts'
import { useIndexing } from '../../../renderer/stores/indexing.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { roomIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'
import { Gate } from '../../support/window/gated-port.ts'

async function openWindow() {
  const folder = await temporaryFolder()
  const photos = path.join(folder, 'photos')
  await mkdir(photos)
  // Node has no tab that outlives a reload.
  vi.stubGlobal('sessionStorage', {
    getItem: () => null,
    setItem: () => undefined,
    removeItem: () => undefined,
  })
  vi.stubGlobal('window', globalThis)
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  const gate = new Gate()
  const room = roomIn(folder)
  const client = superviseClient(() => {
    const [near, far] = memoryPortPair()
    serve(room, far)
    return Promise.resolve(gate.through(near))
  })
  const scope = effectScope()
  onTestFinished(() => {
    scope.stop()
    client.close()
  })
  const app = createApp({}).provide(clientKey, client).use(createPinia())
  const [indexing, ready] =
    app.runWithContext(() => scope.run(() => [useIndexing(), usePageReady(() => 'en')] as const)) ?? []
  if (indexing === undefined || ready === undefined) throw new Error('No scope')
  return { client, gate, indexing, ready, photos }
}

describe('the first page, while photos are read', () => {
  it('is said to be there when it is made, and not opened by that', async () => {
    const { client, gate, indexing, ready, photos } = await openWindow()
    await drawLibrary(photos, { classes: 4, perClass: 12, seed: 3 })
    const held = gate.hold('answer', 'pageReady')
    const reading = indexing.start([photos])
    await held
    expect([ready.isReady.value, ready.isMaking.value]).toEqual([false, true])
    gate.release()
    await reading
    await expect.poll(() => ready.isReady.value).toBe(true)
    await expect.poll(() => ready.isMaking.value).toBe(false)
    const { page } = await client.call('page', {})
    expect(page?.photos.length).toBeGreaterThan(0)
    expect(page?.id).toBe(1)
  })

  it('is not there without photos, and nobody is told of an error', async () => {
    const { client, indexing, ready, photos } = await openWindow()
    expect(await client.call('pageReady', {})).toEqual({ ready: false })
    await indexing.start([photos])
    expect(ready.isReady.value).toBe(false)
  })
})

/** @file What may be changed about how photos are compared, on a real room. */
import { createPinia } from 'pinia'
import { expect, it } from 'vitest'
import { createApp } from 'vue'
import { clientKey } from '../../../renderer/connection/use-client.ts'
import { useBackbones } from '../../../renderer/features/backbone/backbone-store.ts'
import { twoLibraries } from '../../support/window/two-libraries.ts'

it('nothing may be changed before the network in use is known', async () => {
  const { window, gate } = await twoLibraries()
  const held = gate.hold('answer', 'status')
  const app = createApp({}).provide(clientKey, window).use(createPinia())
  const backbones = app.runWithContext(() => useBackbones())
  await expect.poll(() => backbones.known.length).toBeGreaterThan(0)
  await held
  expect(backbones.mayChange).toBe(false)
  gate.release()
  await expect.poll(() => backbones.mayChange).toBe(true)
})

/** @file The map that is shown where the one after training cannot be read, on a real engine. */
import { createPinia } from 'pinia'
import { expect, it, onTestFinished } from 'vitest'
import { createApp, effectScope } from 'vue'
import { serve } from '../../../main/engine/serve.ts'
import { superviseClient } from '../../../renderer/connection/supervised-client.ts'
import { clientKey } from '../../../renderer/connection/use-client.ts'
import { useMap } from '../../../renderer/features/map/map-store.ts'
import { AppError } from '../../../shared/errors.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { verbatim } from '../../../shared/sentences/sentence.ts'
import { roomIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { placeIndexedLibrary } from '../../support/window/indexed-library.ts'

it('is the one before training, and not the error of the other', async () => {
  const folder = await temporaryFolder()
  await placeIndexedLibrary(folder, { classes: 2, perClass: 12 })
  const room = roomIn(folder)
  const { map: readMap } = room.handlers
  const [near, far] = memoryPortPair()
  const handlers: typeof room.handlers = {
    ...room.handlers,
    map(input, call) {
      if (input.of === 'head') throw new AppError('internal', verbatim('The map is damaged.'))
      return readMap(input, call)
    },
  }
  serve({ ...room, handlers }, far)
  const client = superviseClient(() => Promise.resolve(near))
  const scope = effectScope()
  onTestFinished(() => {
    scope.stop()
    client.close()
  })
  await expect.poll(() => client.state).toBe('connected')
  const app = createApp({}).provide(clientKey, client).use(createPinia())
  const map = app.runWithContext(() => scope.run(() => useMap()))
  if (map === undefined) throw new Error('The scope has ended.')
  map.wanted = 'head' // as an address says
  map.use()
  await expect.poll(() => map.current).toMatchObject({ isPossible: true })
  expect(map.of).toBe('features')
  expect(map.error).toBeUndefined()
})

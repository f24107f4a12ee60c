/** @file What the window reads of the engine and keeps fresh, on a real room with two libraries. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { createApp, effectScope } from 'vue'
import { useEngineQuery } from '../../../renderer/connection/engine-query.ts'
import { clientKey } from '../../../renderer/connection/use-client.ts'
import { twoLibraries } from '../../support/window/two-libraries.ts'

type Parts = Awaited<ReturnType<typeof twoLibraries>>

/** Runs as the setup of a component does, which lives until the test ends or `leave` is called. */
function inComponent<T>({ window }: Parts, setup: () => T): { made: T; leave: () => void } {
  const scope = effectScope()
  onTestFinished(() => {
    scope.stop()
  })
  const done = createApp({})
    .provide(clientKey, window)
    .runWithContext(() => scope.run(() => ({ made: setup() })))
  if (done === undefined) throw new Error('The scope has ended.')
  return {
    ...done,
    leave() {
      scope.stop()
    },
  }
}

describe('what is read of the engine', () => {
  it('is read at once, and again after an event that makes it stale', async () => {
    const parts = await twoLibraries()
    const { made: status } = inComponent(parts, () =>
      useEngineQuery((engine) => engine.call('status', {}), { events: ['decided'] }),
    )
    await expect.poll(() => status.value.value?.labelled).toBe(1)
    await parts.elsewhere.call('undo', {})
    await expect.poll(() => status.value.value?.labelled).toBe(0)
    expect(status.error.value).toBeUndefined()
  })

  it('is forgotten with its library, and read of the next one, also while it is being read', async () => {
    const parts = await twoLibraries()
    const { made: folders } = inComponent(parts, () =>
      useEngineQuery((engine) => engine.call('status', {}).then(({ library }) => library)),
    )
    await expect.poll(() => folders.value.value).not.toBeUndefined()
    const held = parts.gate.hold('answer', 'status')
    const reading = folders.refresh()
    await held
    await parts.openOther()
    await reading
    await expect.poll(() => folders.value.value).toBe(parts.other)
    parts.gate.release()
    await parts.elsewhere.call('status', {})
    expect(folders.value.value).toBe(parts.other)
    expect(folders.error.value).toBeUndefined()
  })

  it('says why it cannot be read, until it can', async () => {
    const parts = await twoLibraries()
    let photo = 99
    const { made: details } = inComponent(parts, () =>
      useEngineQuery((engine) => engine.call('photo', { id: photo })),
    )
    await expect.poll(() => details.error.value?.code).toBe('not-found')
    photo = 1
    await details.refresh()
    expect(details.error.value).toBeUndefined()
    expect(details.value.value).toMatchObject({ id: 1 })
  })

  it('that is large is read only while somebody uses it', async () => {
    const parts = await twoLibraries()
    const { made: photos } = inComponent(parts, () =>
      useEngineQuery((engine) => engine.call('photos', {}), { events: ['decided'], onDemand: true }),
    )
    await photos.refresh()
    expect(photos.value.value).toBeUndefined()
    const { leave } = inComponent(parts, photos.use)
    await expect.poll(() => photos.value.value?.confirmed[0]).toBe(1)
    leave()
    await parts.elsewhere.call('undo', {})
    await parts.window.call('status', {})
    expect(photos.value.value?.confirmed[0]).toBe(1)
    inComponent(parts, photos.use)
    await expect.poll(() => photos.value.value?.confirmed[0]).toBe(0)
  })
})

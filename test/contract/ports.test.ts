/** @file What every carrier promises below the contract: order, keeping, size, typed arrays, and one close for both sides. */
import { describe, expect, it } from 'vitest'
import { createClient } from '../../shared/client.ts'
import type { Handlers } from '../../main/engine/handler.ts'
import { Emitter } from '../../main/engine/emitter.ts'
import { serve } from '../../main/engine/serve.ts'
import type { Output } from '../../shared/contract.ts'
import type { Port } from '../../shared/port.ts'
import { carriers } from './carriers.ts'

/** The next `count` messages. */
function receive(port: Port, count: number): Promise<unknown[]> {
  const { promise, resolve } = Promise.withResolvers<unknown[]>()
  const messages: unknown[] = []
  port.onMessage((message) => {
    messages.push(message)
    if (messages.length === count) resolve(messages)
  })
  return promise
}

function closed(port: Port): Promise<void> {
  return new Promise((resolve) => {
    port.onClose(resolve)
  })
}

describe.each(carriers)('a port over $name', (carrier) => {
  it('keeps the order, and keeps messages until somebody listens', async () => {
    const [near, far] = await carrier.join()
    const echo = receive(near, 1)
    for (let i = 0; i < 200; i++) near.post(i)
    far.post('they were on their way before this')
    await echo
    const messages = await receive(far, 200)
    expect(messages).toEqual(Array.from({ length: 200 }, (_, i) => i))
  })

  it('carries columns of 100,000 photos as the typed arrays that they are', async () => {
    const photos: Output<'photos'> = {
      ids: Int32Array.from({ length: 100_000 }, (_, i) => i + 1),
      classOf: new Int32Array(100_000).fill(-1),
      probability: Float32Array.from({ length: 100_000 }, (_, i) => i / 100_000),
      confirmed: new Uint8Array(100_000),
      setAside: new Uint8Array(100_000),
      aspect: new Float32Array(100_000).fill(1.5),
      classes: ['hen'],
    }
    const [near, far] = await carrier.join()
    const handlers: Partial<Handlers> = { photos: () => photos }
    serve({ handlers, events: new Emitter() }, far)
    const client = createClient(near)
    expect(await client.call('photos', {})).toEqual(photos)
    client.close()
  })

  it('carries a part of a larger array without the rest', async () => {
    const [near, far] = await carrier.join()
    const message = receive(far, 1)
    near.post({ bytes: new Uint8Array(1000).fill(7).subarray(10, 13) })
    const [{ bytes }] = (await message) as [{ bytes: Uint8Array }]
    expect([...bytes]).toEqual([7, 7, 7])
  })

  it.each([['near'], ['far']])('closes on both sides when the %s one does, once', async (side) => {
    const [near, far] = await carrier.join()
    let calls = 0
    const bothClosed = Promise.all([closed(near), closed(far)])
    for (const port of [near, far]) port.onClose(() => calls++)
    const port = side === 'near' ? near : far
    port.close()
    port.close()
    await bothClosed
    await Promise.all([closed(near), closed(far)]) // also for those who ask afterwards
    expect(calls).toBe(2)
  })

  it('drops what is posted after the close', async () => {
    const [near, far] = await carrier.join()
    let received = 0
    far.onMessage(() => received++)
    near.close()
    near.post('late')
    await closed(far)
    far.post('late')
    expect(received).toBe(0)
  })
})

/** @file The client that outlives its port. */
import { describe, expect, it } from 'vitest'
import { superviseClient, type ConnectionState } from '../../../renderer/connection/supervised-client.ts'
import { coalesce } from '../../../renderer/connection/coalesce.ts'
import { AppError } from '../../../shared/errors.ts'
import { verbatim } from '../../../shared/sentences/sentence.ts'
import { memoryPortPair, type Port } from '../../../shared/port.ts'

/** An engine that answers `jobs` and nothing else. */
function answering(): { near: Port; far: Port } {
  const [near, far] = memoryPortPair()
  far.onMessage((message) => {
    const { sequence, method } = message as { sequence: number; method: string }
    if (method === 'jobs') far.post({ type: 'reply', sequence, output: { jobs: [] } })
  })
  return { near, far }
}

describe('the supervised client', () => {
  it('rejects what is pending when its port dies, connects again, and listeners go on hearing', async () => {
    const ends: Port[] = []
    const client = superviseClient(() => {
      const { near, far } = answering()
      ends.push(far)
      return Promise.resolve(near)
    })
    const states: ConnectionState[] = []
    client.onState((state) => states.push(state))
    const heard: number[] = []
    client.on('photos', ({ photos }) => heard.push(photos))
    await expect.poll(() => client.state).toBe('connected')
    expect(await client.call('jobs', {})).toEqual({ jobs: [] })

    const pending = client.call('status', {})
    ends[0].close()
    await expect(pending).rejects.toMatchObject({ code: 'disconnected' })
    await expect.poll(() => client.state).toBe('connected')
    expect(states).toEqual(['connected', 'lost', 'connected'])
    expect(await client.call('jobs', {})).toEqual({ jobs: [] })
    ends[1].post({ type: 'event', sequence: 1, event: 'photos', payload: { photos: 3 } })
    await expect.poll(() => heard).toEqual([3])
    client.close()
  })

  it('goes on trying while nobody answers, and rejects calls until then', async () => {
    let attempts = 0
    const client = superviseClient(() => {
      attempts += 1
      return attempts < 3
        ? Promise.reject(new AppError('disconnected', verbatim('nobody')))
        : Promise.resolve(answering().near)
    })
    await expect(client.call('jobs', {})).rejects.toMatchObject({ code: 'disconnected' })
    await expect.poll(() => client.state, { timeout: 10_000 }).toBe('connected')
    expect(attempts).toBe(3)
    client.close()
  })
})

describe('reading anew', () => {
  it('reads once more after wishes that came during a read, however many', async () => {
    let reads = 0
    const gates: (() => void)[] = []
    const read = coalesce(
      () =>
        new Promise((resolve) => {
          reads += 1
          gates.push(resolve)
        }),
    )
    const wishes = [read(), read(), read()]
    expect(reads).toBe(1)
    gates[0]()
    await expect.poll(() => reads).toBe(2)
    gates[1]()
    await Promise.all(wishes)
    expect(reads).toBe(2)
  })
})

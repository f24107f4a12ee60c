/** @file Asking a worker: the same for a thread and for a process, whatever becomes of it. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { processCarrier, threadCarrier, type WorkerCarrier } from '../../../main/workers/carriers.ts'
import { WorkerPort } from '../../../main/workers/worker-port.ts'
import type { Order } from './some-worker.ts'

const MODULE = new URL('./some-worker.ts', import.meta.url)

function thread(): WorkerCarrier {
  return threadCarrier(new Worker(MODULE))
}

function childProcess(): WorkerCarrier {
  return processCarrier(fork(fileURLToPath(MODULE), { serialization: 'advanced' }))
}

/** Ended after the test. */
function portTo(carrier: WorkerCarrier): WorkerPort<Order, number> {
  const port = new WorkerPort<Order, number>(carrier, { name: 'Some worker', news: z.number() })
  onTestFinished(() => port.stop())
  return port
}

const Echo = z.object({ said: z.unknown(), left: z.number().nullable() })

describe.each([
  ['a thread', thread],
  ['a process', childProcess],
])('%s', (_, start) => {
  it('answers one request after the other, arrays as what they are', async () => {
    const port = portTo(start())
    const order: number[] = []
    const asked = [1, 2, 3].map(async (number) => {
      const { said } = await port.ask({ do: 'echo', said: new Float64Array([number]) }, Echo)
      order.push(number)
      return said
    })
    expect(await Promise.all(asked)).toEqual([1, 2, 3].map((number) => new Float64Array([number])))
    expect(order).toEqual([1, 2, 3])
  })

  it('tells before it answers, and stops what is cancelled, also before its turn', async () => {
    const port = portTo(start())
    const [first, second] = [new AbortController(), new AbortController()]
    const told: number[] = []
    const onNews = (news: number): void => {
      told.push(news)
      if (news === 3) second.abort()
      if (news === 4) first.abort()
    }
    const running = port.ask({ do: 'count', to: 4 }, z.null(), { signal: first.signal, onNews })
    const queued = port.ask({ do: 'count', to: 9 }, z.null(), { signal: second.signal, onNews })
    await expect(running).rejects.toMatchObject({ code: 'cancelled', message: 'It was cancelled.' })
    await expect(queued).rejects.toMatchObject({ code: 'cancelled' })
    expect(told).toEqual([1, 2, 3, 4])
    const late = port.ask({ do: 'refuse' }, z.null(), { signal: first.signal })
    await expect(late).rejects.toMatchObject({ code: 'cancelled' })
    expect(await port.ask({ do: 'echo', said: 'still here' }, Echo)).toMatchObject({ said: 'still here' })
  })

  it('answers with the error that the work has thrown', async () => {
    const refused = portTo(start()).ask({ do: 'refuse' }, z.null())
    await expect(refused).rejects.toMatchObject({ code: 'not-found', details: { thing: 7 } })
  })

  it('that answers what nobody understands is ended, and nobody waits for it', async () => {
    const port = portTo(start())
    const waiting = port.ask({ do: 'count', to: 1 }, z.null())
    const [asked, later] = [
      portTo(start()).ask({ do: 'echo', said: 1 }, z.object({ said: z.string() })),
      port.ask({ do: 'echo', said: 1 }, Echo),
    ]
    await expect(asked).rejects.toMatchObject({ message: 'Some worker says what it should not.' })
    const stopped = port.stop(new Error('not wanted any more'))
    await expect(waiting).rejects.toThrow('not wanted any more')
    await expect(later).rejects.toThrow('not wanted any more')
    await stopped
  })

  it('that ends is an error for all who wait and for who asks later', async () => {
    const port = portTo(start())
    const asked = [port.ask({ do: 'exit', code: 3 }, z.null()), port.ask({ do: 'echo', said: 1 }, Echo)]
    for (const each of await Promise.allSettled(asked)) {
      expect(each).toMatchObject({ status: 'rejected', reason: { name: 'WorkerLost' } })
    }
    await expect(port.ask({ do: 'echo', said: 1 }, Echo)).rejects.toThrow('with exit code 3')
    await port.ended
  })

  it('does what it was asked for before it is closed, then ends', async () => {
    const port = portTo(start())
    await port.ask({ do: 'echo', said: 1 }, Echo)
    const asked = port.ask({ do: 'echo', said: 1 }, Echo)
    const closed = port.close()
    await expect(asked).rejects.toThrow('it was closed')
    await closed
  })
})

it('a thread that throws on its own is lost by what it threw', async () => {
  const lost = portTo(thread()).ask({ do: 'throw-later', message: 'out of nowhere' }, z.null())
  await expect(lost).rejects.toMatchObject({ name: 'WorkerLost', cause: { message: 'out of nowhere' } })
})

it('a thread hands over arrays without a copy', async () => {
  const port = portTo(thread())
  const given = await port.ask({ do: 'hand-over', length: 1000 }, z.instanceof(Float32Array))
  expect(given).toEqual(new Float32Array(1000).fill(0.5))
  expect(await port.ask({ do: 'echo', said: null }, Echo)).toEqual({ said: null, left: 0 })
})

/** @file A worker for worker-port.test.ts, in a thread or in a process: does what it is told. */
import { z } from 'zod'
import { HandedOver, serveRequests } from '../../../main/workers/serve-requests.ts'
import { AppError } from '../../../shared/errors.ts'
import { verbatim } from '../../../shared/sentences/sentence.ts'

const Order = z.discriminatedUnion('do', [
  z.object({ do: z.literal('echo'), said: z.unknown() }),
  /** Until it is cancelled, after having told of each number up to `to`. */
  z.object({ do: z.literal('count'), to: z.int() }),
  z.object({ do: z.literal('refuse') }),
  /** The array itself leaves, and what is left of it here is told at the next order. */
  z.object({ do: z.literal('hand-over'), length: z.int() }),
  z.object({ do: z.literal('throw-later'), message: z.string() }),
  z.object({ do: z.literal('exit'), code: z.int() }),
])
export type Order = z.infer<typeof Order>

let handed: Float32Array | undefined

serveRequests(
  Order,
  async (order, { signal, tell }: { signal: AbortSignal; tell: (news: number) => void }) => {
    switch (order.do) {
      case 'echo':
        return { said: order.said, left: handed?.length ?? null }
      case 'count': {
        for (let number = 1; number <= order.to; number += 1) tell(number)
        if (!signal.aborted)
          await new Promise((resolve) => {
            signal.addEventListener('abort', resolve)
          })
        throw new AppError('cancelled', verbatim('It was cancelled.'))
      }
      case 'refuse':
        throw new AppError('not-found', verbatim('There is no such thing.'), { thing: 7 })
      case 'hand-over':
        handed = new Float32Array(order.length).fill(0.5)
        return new HandedOver(handed, [handed])
      case 'throw-later':
        setImmediate(() => {
          throw new Error(order.message)
        })
        return new Promise(() => undefined)
      case 'exit':
        process.exit(order.code)
    }
  },
)

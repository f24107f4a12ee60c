/** @file The worker's side of a `WorkerPort`, in a thread or in a child process: answers one request after the other, or all at once. */
import { parentPort } from 'node:worker_threads'
import type { z } from 'zod'
import { AppError, throwIfCancelled } from '../../shared/errors.ts'
import { ToWorker, type FromWorker } from './protocol.ts'

export interface RequestControl<News> {
  /** Raised when nobody wants the answer any more. */
  readonly signal: AbortSignal
  /** Tells who asked something before the answer. */
  readonly tell: (news: News) => void
}

/** A result whose arrays are not copied when they leave this thread: it cannot use them afterwards. */
export class HandedOver {
  readonly result: unknown
  readonly memory: readonly ArrayBuffer[]

  constructor(result: unknown, arrays: readonly ArrayBufferView[]) {
    this.result = result
    this.memory = arrays.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer)
  }
}

export interface ServeOptions {
  /** What is let go before the worker ends. */
  readonly whenClosed?: () => unknown
  /** Whether a request is begun while another is still being worked on; else one is answered after the other. */
  readonly atOnce?: boolean
}

/** @param work what it throws is the answer, as an AppError */
export function serveRequests<Request, News = never>(
  schema: z.ZodType<Request>,
  work: (request: Request, control: RequestControl<News>) => unknown,
  { whenClosed = () => undefined, atOnce = false }: ServeOptions = {},
): void {
  const asker = parentPort === null ? parentProcess() : parentThread(parentPort)
  const running = new Map<number, AbortController>()
  let turn: Promise<unknown> = Promise.resolve()

  async function answer(id: number, request: unknown, signal: AbortSignal): Promise<void> {
    const tell = (news: News): void => {
      asker.send({ type: 'news', id, news })
    }
    try {
      throwIfCancelled(signal)
      const made = await work(schema.parse(request), { signal, tell })
      if (made instanceof HandedOver) asker.send({ type: 'done', id, result: made.result }, made.memory)
      else asker.send({ type: 'done', id, result: made })
    } catch (thrown) {
      asker.send({ type: 'failed', id, error: AppError.from(thrown).toPlain() })
    } finally {
      running.delete(id)
    }
  }

  asker.onMessage((received) => {
    const message = ToWorker.parse(received)
    if (message.type === 'cancel') running.get(message.id)?.abort()
    else if (message.type === 'close')
      turn = turn.then(whenClosed).finally(() => {
        asker.leave()
      })
    else {
      const controller = new AbortController()
      running.set(message.id, controller)
      const begin = () => answer(message.id, message.request, controller.signal)
      turn = atOnce ? bothOf(turn, begin()) : turn.then(begin)
    }
  })
}

/** Resolves to nothing: results would pile up from one request to the next. */
async function bothOf(one: Promise<unknown>, other: Promise<unknown>): Promise<void> {
  await Promise.all([one, other])
}

/** Who asks. */
interface Asker {
  send(message: FromWorker, memory?: readonly ArrayBuffer[]): void
  onMessage(listener: (message: unknown) => void): void
  /** Nothing of it keeps the worker alive any more. */
  leave(): void
}

function parentThread(port: NonNullable<typeof parentPort>): Asker {
  return {
    send(message, memory = []) {
      port.postMessage(message, [...memory])
    },
    onMessage(listener) {
      port.on('message', listener)
    },
    leave() {
      port.close()
    },
  }
}

function parentProcess(): Asker {
  return {
    send(message) {
      process.send?.(message, undefined, undefined, () => undefined) // `disconnect` reports the parent's end
    },
    onMessage(listener) {
      process.on('message', listener)
    },
    leave() {
      process.disconnect()
    },
  }
}

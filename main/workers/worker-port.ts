/**
 * @file Asks a worker (a thread or a process) and gets its answers, checked. Its end is an error for all who wait. The worker's
 * side is serve-requests.ts.
 */
import type { z } from 'zod'
import { AppError, throwIfCancelled } from '../../shared/errors.ts'
import { inEnglish, type Sentence, verbatim } from '../../shared/sentences/sentence.ts'
import type { WorkerCarrier } from './carriers.ts'
import { FromWorker, type ToWorker } from './protocol.ts'

/** The worker has ended and answers no more. The cause is what it threw, if it ended by that. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost'
  /** How, as the end of a sentence. */
  readonly reason: Sentence

  constructor(reason: Sentence, cause?: unknown) {
    super(inEnglish(reason), cause === undefined ? undefined : { cause })
    this.reason = reason
  }
}

/** The worker sent a message that could not be parsed, and was stopped: its state is unknown. */
export class WorkerGarbled extends Error {
  override readonly name = 'WorkerGarbled'
}

export interface WorkerPortOptions<News> {
  /** Of the worker, to begin a sentence with: "The training thread". */
  readonly name: string
  /** What it tells before it answers. */
  readonly news: z.ZodType<News>
}

export interface AskOptions<News> {
  /** Raising it asks the worker to stop. The promise still settles only when the worker has. */
  signal?: AbortSignal | undefined
  onNews?: ((news: News) => void) | undefined
}

/** Who waits for the answer to a request. */
interface Waiting {
  readonly tell: (news: unknown) => void
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** The worker answers one request after the other, in the order in which they came. */
export class WorkerPort<Request, News = never> {
  /** Resolves when the worker has ended. */
  readonly ended: Promise<void>
  readonly #carrier: WorkerCarrier
  readonly #options: WorkerPortOptions<News>
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #lost: Error | undefined

  constructor(carrier: WorkerCarrier, options: WorkerPortOptions<News>) {
    this.#carrier = carrier
    this.#options = options
    carrier.onMessage((message) => {
      this.#receive(message)
    })
    this.ended = new Promise((resolve) => {
      carrier.onEnd((reason, cause) => {
        this.#lose(new WorkerLost(reason, cause))
        resolve()
      })
    })
  }

  /**
   * @param result what the answer looks like
   * @throws AppError that the worker answers with; `cancelled` where the signal was raised before; WorkerLost, WorkerGarbled, or what
   *   it was stopped with.
   */
  async ask<Result>(
    request: Request,
    result: z.ZodType<Result>,
    { signal, onNews }: AskOptions<News> = {},
  ): Promise<Result> {
    throwIfCancelled(signal)
    if (this.#lost !== undefined) throw this.#lost
    const id = ++this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    this.#waiting.set(id, {
      tell: this.#understood(this.#options.news, (news) => onNews?.(news)),
      resolve: this.#understood(result, resolve),
      reject,
    })
    const cancel = (): void => {
      this.#send({ type: 'cancel', id })
    }
    signal?.addEventListener('abort', cancel, { once: true })
    try {
      this.#send({ type: 'ask', id, request })
      return await promise
    } finally {
      signal?.removeEventListener('abort', cancel)
      this.#waiting.delete(id)
    }
  }

  /** Whether it answers no more. */
  get isLost(): boolean {
    return this.#lost !== undefined
  }

  /** Lets it end by itself, once it has done what it was asked for; nobody waits for that any more. @returns when it has ended. */
  close(): Promise<void> {
    this.#lose(new WorkerLost(verbatim('it was closed')))
    this.#send({ type: 'close' })
    return this.ended
  }

  /** Ends it by force. @param reason for those who wait @returns when it has ended. */
  stop(reason: Error = new WorkerLost(verbatim('it was stopped'))): Promise<void> {
    this.#lose(reason)
    this.#carrier.kill()
    return this.ended
  }

  #send(message: ToWorker): void {
    this.#carrier.send(message)
  }

  #receive(received: unknown): void {
    const message = FromWorker.safeParse(received)
    if (!message.success) {
      void this.stop(this.#garbled())
      return
    }
    const { data } = message
    const waiting = this.#waiting.get(data.id)
    if (data.type === 'news') waiting?.tell(data.news)
    else if (data.type === 'done') waiting?.resolve(data.result)
    else waiting?.reject(AppError.fromPlain(data.error))
  }

  #understood<T>(schema: z.ZodType<T>, take: (data: T) => void): (received: unknown) => void {
    return (received) => {
      const parsed = schema.safeParse(received)
      if (parsed.success) take(parsed.data)
      else void this.stop(this.#garbled())
    }
  }

  #garbled(): WorkerGarbled {
    return new WorkerGarbled(`${this.#options.name} says what it should not.`)
  }

  /** The first reason counts: what follows from it says less. */
  #lose(reason: Error): void {
    this.#lost ??= reason
    for (const { reject } of this.#waiting.values()) reject(this.#lost)
    this.#waiting.clear()
  }
}

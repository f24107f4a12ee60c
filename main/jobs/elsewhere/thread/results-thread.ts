/** @file Asks the thread that reads results of another engine. */
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { AppError, throwIfCancelled } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import { threadCarrier } from '../../../workers/carriers.ts'
import { WorkerGarbled, WorkerLost, WorkerPort } from '../../../workers/worker-port.ts'
import { workerUrl } from '../../../workers/worker-url.ts'
import { Described, ResultRow, type ResultsRequest } from './protocol.ts'

/** Megabytes: a group of rows several times over. A damaged file that claims to be larger ends the thread, not the engine. */
const MOST_MEMORY = 3072

export class ResultsThread {
  readonly #port: WorkerPort<ResultsRequest>
  readonly #signal: AbortSignal

  constructor(signal: AbortSignal) {
    const worker = new Worker(workerUrl(import.meta.url, './results-worker'), {
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY },
    })
    this.#port = new WorkerPort(threadCarrier(worker), {
      name: 'The thread that reads results',
      news: z.never(),
    })
    this.#signal = signal
  }

  /** @throws AppError `not-found`; `bad-input` for a file of something else, a newer or a damaged one; `cancelled` */
  describe(file: string): Promise<Described> {
    return this.#ask({ kind: 'describe', file }, Described)
  }

  /** @throws AppError the same; `disk-full` where a thumbnail cannot be kept */
  rows(request: Omit<Extract<ResultsRequest, { kind: 'rows' }>, 'kind'>): Promise<ResultRow[]> {
    return this.#ask({ kind: 'rows', ...request }, z.array(ResultRow))
  }

  /** It holds nothing that could be lost. */
  async close(): Promise<void> {
    await this.#port.stop()
  }

  async #ask<T>(request: ResultsRequest, answer: z.ZodType<T>): Promise<T> {
    const cancelled = Promise.withResolvers<never>()
    const cancel = (): void => {
      cancelled.reject(new AppError('cancelled', sentence('cancelled')))
    }
    throwIfCancelled(this.#signal)
    this.#signal.addEventListener('abort', cancel, { once: true })
    try {
      // A large group of rows is read to its end: who cancels does not wait for it.
      return await Promise.race([this.#port.ask(request, answer), cancelled.promise])
    } catch (thrown) {
      if (!(thrown instanceof WorkerLost || thrown instanceof WorkerGarbled)) throw thrown
      const { file } = request
      throw new AppError('bad-input', sentence('results-thread-lost', { file }), { file }, thrown)
    } finally {
      this.#signal.removeEventListener('abort', cancel)
    }
  }
}

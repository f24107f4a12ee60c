/** @file Asks the reading thread: see [Note: a thread that reads]. It is started when it is needed, and ends when it is not. */
import { Worker } from 'node:worker_threads'
import type { z } from 'zod'
import { AppError } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import { threadCarrier } from '../../../workers/carriers.ts'
import { WorkerGarbled, WorkerLost, WorkerPort } from '../../../workers/worker-port.ts'
import { workerUrl } from '../../../workers/worker-url.ts'
import type { Control } from '../compute-space.ts'
import { readerCalls, type ReaderCall, type ReaderInput, type ReaderOutput } from '../reader-calls.ts'
import { Progress, type Library, type ReaderRequest } from './protocol.ts'

/**
 * Calls that compute in ONNX Runtime. A thread that is stopped inside it takes the whole process with it; every other call can be
 * stopped anywhere, since it changes nothing.
 */
const NATIVE: ReadonlySet<ReaderCall> = new Set([
  'cluster',
  'layOut',
  'makeSpace',
  'nearPairs',
  'placeBeside',
])

/** A thread that waits still holds the features that it read last, also those that nobody else needs any more. */
const KEPT_MS = 5_000

interface RunningThread {
  readonly worker: Worker
  readonly port: WorkerPort<ReaderRequest, Progress>
  /** Calls under way. */
  asked: number
  /** Whether it was ever asked to compute in native code. */
  isNative: boolean
}

export class ReaderThread {
  readonly #library: Library
  readonly #module: URL
  readonly #closing = new AbortController()
  #thread: RunningThread | undefined
  #idle: NodeJS.Timeout | undefined

  /** @param module what runs in the thread */
  constructor(library: Library, module: URL = workerUrl(import.meta.url, './reader-worker')) {
    this.#library = library
    this.#module = module
  }

  /** @throws AppError see `Reader` */
  async ask<K extends ReaderCall>(
    call: K,
    input: ReaderInput<K>,
    control?: Control,
  ): Promise<ReaderOutput<K>> {
    const { signal: closing } = this.#closing
    const signal = control === undefined ? closing : AbortSignal.any([control.signal, closing])
    // TypeScript cannot relate the two halves of readerCalls[call]; the schema is the proof.
    const answer = readerCalls[call].output as unknown as z.ZodType<ReaderOutput<K>>
    const thread = this.#take()
    thread.isNative ||= NATIVE.has(call)
    try {
      return await thread.port.ask({ call, input }, answer, { signal, onNews: control?.report })
    } catch (thrown) {
      throw closing.aborted ? closed() : readerError(thrown)
    } finally {
      this.#rest(thread)
    }
  }

  /** What is under way ends with `cancelled`. @returns when the thread has ended */
  async close(): Promise<void> {
    this.#closing.abort()
    clearTimeout(this.#idle)
    const thread = this.#thread
    if (thread === undefined) return
    thread.worker.ref()
    const ended = thread.port.close()
    // Reading the features of 100,000 photos takes seconds in which a thread hears nothing: nobody who quits waits for that.
    if (thread.asked > 0 && !thread.isNative) void thread.worker.terminate()
    await ended
  }

  #take(): RunningThread {
    if (this.#closing.signal.aborted) throw closed()
    clearTimeout(this.#idle)
    if (this.#thread?.port.isLost !== false) this.#thread = startThread(this.#module, this.#library)
    this.#thread.asked += 1
    this.#thread.worker.ref()
    return this.#thread
  }

  /** A process may end while nothing is asked. */
  #rest(thread: RunningThread): void {
    thread.asked -= 1
    if (thread.asked > 0) return
    thread.worker.unref()
    if (thread !== this.#thread || this.#closing.signal.aborted) return
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => {
      void thread.port.close()
    }, KEPT_MS).unref()
  }
}

function startThread(module: URL, library: Library): RunningThread {
  const worker = new Worker(module, { workerData: library })
  // Not by `terminate`: see NATIVE.
  const carrier = threadCarrier(worker, () => {
    worker.postMessage({ type: 'close' })
  })
  const port = new WorkerPort(carrier, { name: 'The reading thread', news: Progress })
  return { worker, port, asked: 0, isNative: false }
}

function readerError(thrown: unknown): AppError {
  if (thrown instanceof WorkerLost) {
    return new AppError('internal', sentence('reading-thread-lost'), undefined, thrown)
  }
  return thrown instanceof WorkerGarbled ? new AppError('internal', thrown.message) : AppError.from(thrown)
}

function closed(): AppError {
  return new AppError('cancelled', sentence('twinsort-closing'))
}

/** @file Asks the reading thread: see [Note: a thread that reads]. It is started when it is needed, and ends when it is not. */
import { Worker } from 'node:worker_threads'
import { AppError, throwIfCancelled } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import { workerUrl } from '../../../workers/worker-url.ts'
import type { Control } from '../derive-space.ts'
import { readerCalls, type ReaderCall, type ReaderInput, type ReaderOutput } from '../reader-calls.ts'
import { FromReader, type Library, type ToReader } from './protocol.ts'

/** A thread that waits still holds the features that it read last, also those that nobody else needs any more. */
const KEPT_MS = 5_000

interface Pending {
  readonly resolve: (output: unknown) => void
  readonly reject: (error: AppError) => void
  readonly report: Control['report'] | undefined
}

export class ReaderThread {
  readonly #library: Library
  readonly #module: URL
  #thread: RunningThread | undefined
  #idle: NodeJS.Timeout | undefined
  #isClosed = false

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
    if (this.#isClosed) throw closing()
    throwIfCancelled(control?.signal)
    clearTimeout(this.#idle)
    const thread = this.#running()
    try {
      const output = await thread.ask(call, input, control)
      // TypeScript cannot relate the two halves of readerCalls[call]; the schema is the proof.
      return readerCalls[call].output.parse(output) as ReaderOutput<K>
    } finally {
      if (thread.isIdle) this.#endLater(thread)
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#idle)
    await this.#thread?.end()
  }

  #running(): RunningThread {
    if (this.#thread?.isUsable !== true) this.#thread = new RunningThread(this.#module, this.#library)
    return this.#thread
  }

  #endLater(thread: RunningThread): void {
    clearTimeout(this.#idle)
    if (this.#isClosed) return
    this.#idle = setTimeout(() => {
      void thread.end()
    }, KEPT_MS).unref()
  }
}

/** One thread, from its start to its end. */
class RunningThread {
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  readonly #ended: Promise<void>
  #lastId = 0
  #isUsable = true

  constructor(module: URL, library: Library) {
    this.#worker = new Worker(module, { workerData: library })
    this.#worker.on('message', (raw: unknown) => {
      this.#receive(raw)
    })
    this.#worker.on('error', (thrown) => {
      this.#fail(new AppError('internal', sentence('reading-thread-lost'), undefined, thrown))
    })
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#fail(new AppError('internal', sentence('reading-thread-lost')))
        resolve()
      })
    })
  }

  /** False once it has died or was told to end. */
  get isUsable(): boolean {
    return this.#isUsable
  }

  get isIdle(): boolean {
    return this.#pending.size === 0
  }

  async ask(call: ReaderCall, input: unknown, control: Control | undefined): Promise<unknown> {
    const id = ++this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.#pending.set(id, { resolve, reject, report: control?.report })
    const cancel = (): void => {
      this.#post({ kind: 'cancel', id })
    }
    control?.signal.addEventListener('abort', cancel, { once: true })
    this.#worker.ref()
    this.#post({ kind: 'call', id, call, input })
    try {
      return await promise
    } finally {
      control?.signal.removeEventListener('abort', cancel)
      if (this.isIdle) this.#worker.unref() // a process may end while nothing is asked
    }
  }

  /**
   * What is under way ends with `cancelled`. Not by `terminate`: a thread that is stopped inside ONNX Runtime takes the whole
   * process with it.
   */
  end(): Promise<void> {
    if (this.#isUsable) {
      this.#isUsable = false
      for (const id of this.#pending.keys()) this.#post({ kind: 'cancel', id })
      this.#fail(closing())
      this.#worker.ref()
      this.#post({ kind: 'close' })
    }
    return this.#ended
  }

  #receive(raw: unknown): void {
    const { data: message, error } = FromReader.safeParse(raw)
    if (message === undefined) {
      this.#fail(AppError.from(error))
      this.#post({ kind: 'close' }) // what it does is not known any more
      return
    }
    const pending = this.#pending.get(message.id)
    if (message.kind === 'progress') {
      pending?.report?.(message.progress)
      return
    }
    this.#pending.delete(message.id)
    if (message.kind === 'done') pending?.resolve(message.output)
    else pending?.reject(AppError.fromPlain(message.error))
  }

  #fail(error: AppError): void {
    this.#isUsable = false
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
  }

  #post(message: ToReader): void {
    this.#worker.postMessage(message)
  }
}

function closing(): AppError {
  return new AppError('cancelled', sentence('twinsort-closing'))
}

/**
 * @file Asks the threads of foreign decoders for pictures. A file that crashes its decoder, takes too long or too much memory costs itself: its
 * thread is ended, and the next file gets a new one.
 *
 * [Note: foreign decoders] Decoders written in C++ read what others wrote, and have had faults that gave their process away. These run
 * as WebAssembly, which cannot reach beyond its own memory, and in threads that can be ended from outside; docs/adr/0038.
 */
import os from 'node:os'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { threadCarrier } from '../../workers/carriers.ts'
import { WorkerGarbled, WorkerLost, WorkerPort } from '../../workers/worker-port.ts'
import { workerUrl } from '../../workers/worker-url.ts'
import { SECONDS_MEGABYTE, USUAL_SECONDS } from '../time-limit.ts'
import { DecodedFile, type DecodeRequest } from './protocol.ts'

export interface DecoderLimits {
  /** Of one picture and its decoder. Bytes. */
  readonly memory: number
  /** For a file of no length, and for each megabyte of it. Milliseconds. */
  readonly time: number
  readonly timeMegabyte: number
  readonly threads: number
}

/**
 * A HEIC of 48 megapixels takes 0.4 GB, and 6 s on an old processor. A thread that is not needed takes nothing; more than four
 * would take the memory of a small machine.
 */
export function usualLimits(): DecoderLimits {
  const byMemory = Math.floor(os.totalmem() / 4e9)
  const threads = Math.max(1, Math.min(4, os.availableParallelism(), byMemory))
  return { memory: 1.5e9, time: 1000 * USUAL_SECONDS, timeMegabyte: 1000 * SECONDS_MEGABYTE, threads }
}

/** A decoder whose memory has grown beyond this is not kept for the next picture. Bytes. */
const MOST_KEPT = 0.6e9
/** Milliseconds after which an idle thread ends. */
const IDLE_AFTER = 10_000

interface Thread {
  readonly worker: Worker
  readonly port: WorkerPort<DecodeRequest>
  idle?: NodeJS.Timeout
}

export type ToDecode = Omit<DecodeRequest, 'memory'>

export class ForeignDecoders {
  readonly #limits: DecoderLimits
  readonly #idle: Thread[] = []
  readonly #waiting: (() => void)[] = []
  #busy = 0

  constructor(limits: DecoderLimits = usualLimits()) {
    this.#limits = limits
  }

  /**
   * @returns the picture as an uncompressed TIFF, upright
   * @throws AppError `bad-input` that says why the file cannot be read; `cancelled` while it waits for its turn
   */
  async decode(wanted: ToDecode, signal?: AbortSignal): Promise<Buffer<ArrayBuffer>> {
    if (this.#busy >= this.#limits.threads) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#busy += 1
    try {
      throwIfCancelled(signal)
      const { buffer, byteOffset, byteLength } = await this.#decode(wanted)
      return Buffer.from(buffer, byteOffset, byteLength)
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#busy -= 1
      else next()
    }
  }

  async #decode(wanted: ToDecode): Promise<DecodedFile['file']> {
    const thread = this.#idle.pop() ?? startThread()
    clearTimeout(thread.idle)
    thread.worker.ref()
    const { memory, time, timeMegabyte } = this.#limits
    const most = time + (timeMegabyte * wanted.file.length) / 1e6
    const clock = setTimeout(() => {
      const seconds = Math.max(1, Math.round(most / 1000))
      void thread.port.stop(new AppError('bad-input', sentence('picture-endless', { seconds })))
    }, most)
    try {
      const { file, held } = await thread.port.ask({ ...wanted, memory }, DecodedFile)
      if (held > MOST_KEPT) void thread.port.stop()
      else this.#rest(thread)
      return file
    } catch (thrown) {
      // Nobody knows what such a file has left behind.
      await thread.port.stop()
      throw reasonOf(thrown)
    } finally {
      clearTimeout(clock)
    }
  }

  #rest(thread: Thread): void {
    thread.worker.unref()
    this.#idle.push(thread)
    thread.idle = setTimeout(() => {
      this.#idle.splice(this.#idle.indexOf(thread), 1)
      void thread.port.stop()
    }, IDLE_AFTER).unref()
  }
}

function startThread(): Thread {
  const worker = new Worker(workerUrl(import.meta.url, './decoder-worker'))
  return { worker, port: new WorkerPort(threadCarrier(worker), { name: 'The decoder', news: z.never() }) }
}

function reasonOf(thrown: unknown): unknown {
  const isCrash =
    thrown instanceof WorkerLost ||
    thrown instanceof WorkerGarbled ||
    (thrown instanceof AppError && thrown.code === 'internal')
  if (!isCrash) return thrown
  const reason = thrown.message.split('\n', 1)[0]
  return new AppError('bad-input', sentence('picture-crash', { decoder: reason }), undefined, thrown)
}

/** All pictures of this process share the threads. */
const shared = new ForeignDecoders()

export function decodeForeign(wanted: ToDecode, signal?: AbortSignal): Promise<Buffer<ArrayBuffer>> {
  return shared.decode(wanted, signal)
}

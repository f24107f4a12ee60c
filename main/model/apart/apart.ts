/**
 * @file A foreign network apart from the engine: in a process that can be lost. Whatever its file does (it never ends, it takes
 * all memory, it breaks the runtime) ends that process, and the call that asked gets the reason.
 *
 * [Note: Electron] The packaged app's executable is no Node (electron-builder.yml), so that nothing can be forked there. The
 * network runs in a thread of the engine's process then: a network without an end is given up and leaves the engine free to
 * answer, but its thread goes on until the app is closed, and its memory is not limited.
 */
import { fork } from 'node:child_process'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import { inEnglish, sentence, type Sentence, verbatim } from '../../../shared/sentences/sentence.ts'
import { workerUrl } from '../../workers/worker-url.ts'
import { processCarrier, threadCarrier, type WorkerCarrier } from '../../workers/carriers.ts'
import { WorkerGarbled, WorkerLost, WorkerPort } from '../../workers/worker-port.ts'
import { TOO_MUCH_MEMORY, type NetworkTask } from './protocol.ts'

export interface ApartLimits {
  /** The largest resident set of the process. Bytes. */
  memory: number
  /** Until a network is open or has been inspected, from the start of its process on. Milliseconds. */
  open: number
  /** For one batch of photos. Milliseconds. */
  batch: number
}

/** A network of 1.2 GB takes some 7 GB while it is inspected; the slowest known takes 10 s a photo and 8 photos at a time. */
export function usualLimits(): ApartLimits {
  return { memory: Math.min(12e9, 0.75 * os.totalmem()), open: 180_000, batch: 180_000 }
}

/** Why a network came to no answer, as the end of a sentence. */
export class NetworkLost extends Error {
  override readonly name = 'NetworkLost'
  readonly reason: Sentence

  constructor(reason: Sentence) {
    super(inEnglish(reason))
    this.reason = reason
  }
}

export class Apart {
  readonly #port: WorkerPort<NetworkTask>
  readonly #limits: ApartLimits
  readonly #signal: AbortSignal | undefined
  readonly #stop = (): void => {
    void this.#port.stop(new AppError('cancelled', sentence('cancelled')))
  }
  /** The tasks run one after the other, each with its deadline. */
  #turn: Promise<unknown> = Promise.resolve()

  /** @param signal raising it ends the network at once. */
  constructor(signal?: AbortSignal, limits: ApartLimits = usualLimits()) {
    this.#limits = limits
    this.#signal = signal
    const carrier = 'electron' in process.versions ? networkThread() : networkProcess(limits)
    this.#port = new WorkerPort(carrier, { name: 'The network', news: z.never() })
    signal?.addEventListener('abort', this.#stop, { once: true })
    if (signal?.aborted === true) this.#stop()
  }

  /**
   * @param output what its answer looks like
   * @throws NetworkLost; AppError `cancelled`, and what the task itself failed with.
   */
  ask<T>(task: NetworkTask, output: z.ZodType<T>): Promise<T> {
    const asked = this.#turn.then(() => this.#ask(task, output))
    this.#turn = asked.catch(() => undefined)
    return asked
  }

  /** Resolves when it is gone. */
  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#stop)
    await this.#port.stop(new NetworkLost(verbatim('it was closed')))
  }

  async #ask<T>(task: NetworkTask, output: z.ZodType<T>): Promise<T> {
    const deadlineMs = task.kind === 'embed' ? this.#limits.batch : this.#limits.open
    const deadline = setTimeout(() => {
      const seconds = Math.round(deadlineMs / 1000)
      void this.#port.stop(new NetworkLost(sentence('fails-endless', { seconds })))
    }, deadlineMs)
    try {
      return await this.#port.ask(task, output)
    } catch (thrown) {
      if (thrown instanceof WorkerGarbled) throw new NetworkLost(sentence('fails-answer'))
      if (thrown instanceof WorkerLost) throw new NetworkLost(thrown.reason)
      throw thrown
    } finally {
      clearTimeout(deadline)
    }
  }
}

function networkProcess(limits: ApartLimits): WorkerCarrier {
  const entry = fileURLToPath(workerUrl(import.meta.url, './process-worker'))
  const child = fork(entry, [JSON.stringify({ memory: limits.memory })], {
    serialization: 'advanced', // typed arrays as they are
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const carrier = processCarrier(child)
  let isTooLarge = false
  return {
    ...carrier,
    onMessage(listener) {
      carrier.onMessage((message) => {
        if (message === TOO_MUCH_MEMORY) isTooLarge = true
        else listener(message)
      })
    },
    onEnd(listener) {
      carrier.onEnd((reason) => {
        const gigabytes = (limits.memory / 1e9).toFixed(1)
        listener(isTooLarge ? sentence('fails-memory', { gigabytes }) : reason)
      })
    },
  }
}

function networkThread(): WorkerCarrier {
  const worker = new Worker(workerUrl(import.meta.url, './network-worker'))
  const givenUp = Promise.withResolvers<undefined>()
  const carrier = threadCarrier(worker, () => {
    // Not by `terminate`: a thread that is stopped inside ONNX Runtime takes the whole process with it.
    worker.unref()
    givenUp.resolve(undefined)
  })
  return {
    ...carrier,
    onEnd(listener) {
      carrier.onEnd(listener)
      void givenUp.promise.then(() => {
        listener(verbatim('it was given up'))
      })
    },
  }
}

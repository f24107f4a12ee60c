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
import type { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import { inEnglish, sentence, type Sentence, verbatim } from '../../../shared/sentences/sentence.ts'
import { workerUrl } from '../../math/worker-url.ts'
import { NetworkReply, type NetworkTask } from './protocol.ts'

export interface ApartLimits {
  /** The largest resident set of the process. Bytes. */
  memory: number
  /** Until a network is open or has been looked into, from the start of its process on. Milliseconds. */
  open: number
  /** For one batch of photos. Milliseconds. */
  batch: number
}

/** A network of 1.2 GB takes some 7 GB while it is looked into; the slowest known takes 10 s a photo and 8 photos at a time. */
export function usualLimits(): ApartLimits {
  return { memory: Math.min(12e9, 0.75 * os.totalmem()), open: 180_000, batch: 180_000 }
}

/** Why a network came to no answer, as the end of a sentence. */
export class NetworkLost extends Error {
  override readonly name = 'NetworkLost'
  readonly said: Sentence

  constructor(said: Sentence) {
    super(inEnglish(said))
    this.said = said
  }
}

/** What carries tasks to the network, and can be lost. */
interface Carrier {
  send(task: NetworkTask): void
  onReply(listener: (reply: unknown) => void): void
  /** Called once, with how it ended. */
  onEnd(listener: (how: Sentence) => void): void
  end(): void
}

export class Apart {
  readonly #carrier: Carrier
  readonly #limits: ApartLimits
  readonly #signal: AbortSignal | undefined
  readonly #ended: Promise<void>
  readonly #stop = (): void => {
    this.#lose(new AppError('cancelled', sentence('cancelled')))
  }
  /** The tasks run one after the other. */
  #turn: Promise<unknown> = Promise.resolve()
  #waiting: PromiseWithResolvers<NetworkReply> | undefined
  #lost: Error | undefined

  /** @param signal raising it ends the network at once. */
  constructor(signal?: AbortSignal, limits: ApartLimits = usualLimits()) {
    this.#limits = limits
    this.#signal = signal
    this.#carrier = 'electron' in process.versions ? threadCarrier() : processCarrier(limits)
    this.#carrier.onReply((received) => {
      this.#receive(received)
    })
    this.#ended = new Promise((resolve) => {
      this.#carrier.onEnd((how) => {
        this.#lose(new NetworkLost(sentence('fails-lost', { how })))
        resolve()
      })
    })
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
    this.#lose(new NetworkLost(verbatim('it was closed')))
    await this.#ended
  }

  async #ask<T>(task: NetworkTask, output: z.ZodType<T>): Promise<T> {
    if (this.#lost !== undefined) throw this.#lost
    const waiting = Promise.withResolvers<NetworkReply>()
    this.#waiting = waiting
    const deadlineMs = task.kind === 'embed' ? this.#limits.batch : this.#limits.open
    const deadline = setTimeout(() => {
      this.#lose(new NetworkLost(sentence('fails-endless', { seconds: Math.round(deadlineMs / 1000) })))
    }, deadlineMs)
    try {
      this.#carrier.send(task)
      const reply = await waiting.promise
      if (reply.kind === 'failed') throw AppError.fromPlain(reply.error)
      const parsed = output.safeParse(reply.kind === 'done' ? reply.output : undefined)
      if (parsed.success) return parsed.data
      throw new NetworkLost(sentence('fails-answer'))
    } finally {
      clearTimeout(deadline)
      this.#waiting = undefined
    }
  }

  #receive(received: unknown): void {
    const parsed = NetworkReply.safeParse(received)
    if (!parsed.success) this.#lose(new NetworkLost(sentence('fails-answer')))
    else if (parsed.data.kind === 'too-much-memory') {
      const gigabytes = (this.#limits.memory / 1e9).toFixed(1)
      this.#lose(new NetworkLost(sentence('fails-memory', { gigabytes })))
    } else this.#waiting?.resolve(parsed.data)
  }

  /** The first reason counts. */
  #lose(reason: Error): void {
    this.#lost ??= reason
    this.#waiting?.reject(this.#lost)
    this.#signal?.removeEventListener('abort', this.#stop)
    this.#carrier.end()
  }
}

function processCarrier(limits: ApartLimits): Carrier {
  const entry = fileURLToPath(workerUrl(import.meta.url, './process-worker'))
  const child = fork(entry, [JSON.stringify({ memory: limits.memory })], {
    serialization: 'advanced', // typed arrays as they are
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  return {
    send(task) {
      child.send(task, () => undefined) // its end is told by `exit`
    },
    onReply(listener) {
      child.on('message', listener)
    },
    onEnd(listener) {
      child.once('exit', (code, signal) => {
        listener(
          signal === null
            ? sentence('ended-with-code', { code: code ?? 'none' })
            : sentence('ended-by-signal', { signal }),
        )
      })
      child.once('error', (error) => {
        if (child.pid === undefined)
          listener(sentence('ended-before-start', { problem: verbatim(error.message) }))
      })
    },
    end() {
      child.kill('SIGKILL')
    },
  }
}

function threadCarrier(): Carrier {
  const worker = new Worker(workerUrl(import.meta.url, './network-worker'))
  let tell: (how: Sentence) => void = () => undefined
  return {
    send(task) {
      worker.postMessage(task)
    },
    onReply(listener) {
      worker.on('message', listener)
    },
    onEnd(listener) {
      tell = listener
      worker.once('exit', (code) => {
        listener(sentence('ended-with-code', { code }))
      })
      worker.once('error', (error) => {
        listener(verbatim(error instanceof Error ? error.message : String(error)))
      })
    },
    end() {
      // Not by `terminate`: a thread that is stopped inside ONNX Runtime takes the whole process with it.
      worker.unref()
      tell(sentence('ended-with-code', { code: 'none' }))
    },
  }
}

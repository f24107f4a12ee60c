/** @file Trains heads and embeds photos in a thread of its own, and waits for it. */
import { Worker } from 'node:worker_threads'
import { AppError, throwIfCancelled } from '../../shared/errors.ts'
import type { Matrix } from '../math/matrix.ts'
import { workerUrl } from '../math/worker-url.ts'
import type { JobContext } from './context.ts'
import {
  CANCEL,
  CLOSE,
  WorkerMessage,
  type EmbedRequest,
  type TrainRequest,
  type TrainedHead,
  type TrainingProgress,
} from './train-protocol.ts'

interface TrainOptions {
  signal?: AbortSignal
  report?: (progress: TrainingProgress) => void
}

/**
 * One thread for several trainings, one after the other: TensorFlow.js takes as long to load as a small head takes to train.
 * Whoever opens one closes it, or the process does not end.
 */
export class Trainer {
  #worker: Worker | undefined

  /**
   * Level matrices are copied into the thread unless their memory is shared (a SharedArrayBuffer).
   * @throws AppError `not-enough-labels`, `backend-unavailable`, `cancelled`; `internal` when the thread died: the next
   *   training starts another.
   */
  async train(request: TrainRequest, { signal, report }: TrainOptions = {}): Promise<TrainedHead> {
    throwIfCancelled(signal)
    const worker = (this.#worker ??= this.#start())
    const cancel = (): void => {
      worker.postMessage(CANCEL)
    }
    signal?.addEventListener('abort', cancel, { once: true })
    try {
      worker.postMessage(request)
      return trained(await reply(worker, report))
    } finally {
      signal?.removeEventListener('abort', cancel)
    }
  }

  /** @returns [n, 128] of the photos in the request. @throws AppError `backend-unavailable`, `library-damaged`, `bad-input` */
  async embed(request: EmbedRequest): Promise<Matrix> {
    const worker = (this.#worker ??= this.#start())
    worker.postMessage({ embed: request })
    return embedded(await reply(worker))
  }

  /** Loads TensorFlow.js now, so that a training that is about to come need not wait for it. */
  prepare(request: Pick<TrainRequest, 'backend' | 'cacheFolder'>): void {
    this.#worker ??= this.#start()
    this.#worker.postMessage({ prepare: request })
  }

  /** Whether the process waits for the thread before it ends; it does until told otherwise. */
  hold(isHeld: boolean): void {
    if (isHeld) this.#worker?.ref()
    else this.#worker?.unref()
  }

  /** @returns when the thread has ended. */
  async close(): Promise<void> {
    const worker = this.#worker
    if (worker === undefined) return
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    worker.postMessage(CLOSE)
    await ended
  }

  #start(): Worker {
    // A worker's own environment is a copy that native code does not see; libtensorflow must find this in the process's.
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
    const worker = new Worker(workerUrl(import.meta.url, './train-worker'))
    worker.once('exit', () => {
      this.#worker = undefined
    })
    return worker
  }
}

/** How long a thread waits for the next training: about as long as a person labels between two of them. */
const KEPT_MS = 180_000

/** The thread of the last training in this process, with TensorFlow.js loaded. */
let waiting: { trainer: Trainer; timeout: NodeJS.Timeout } | undefined

/** Gives `work` the thread that still waits since the last training, or else a new one, and keeps it for the next. */
export async function withTrainer<T>(work: (trainer: Trainer) => Promise<T>): Promise<T> {
  const trainer = waiting?.trainer ?? new Trainer()
  clearTimeout(waiting?.timeout)
  waiting = undefined
  trainer.hold(true)
  try {
    return await work(trainer)
  } finally {
    await keepOrClose(trainer)
  }
}

/** When two have trained at once, one is enough to keep. */
async function keepOrClose(trainer: Trainer): Promise<void> {
  if (waiting !== undefined) {
    await trainer.close()
    return
  }
  trainer.hold(false)
  const timeout = setTimeout(() => {
    waiting = undefined
    void trainer.close()
  }, KEPT_MS).unref()
  waiting = { trainer, timeout }
}

/** A single training. @throws as `Trainer.train` */
export function trainInWorker(request: TrainRequest, options: TrainOptions = {}): Promise<TrainedHead> {
  return withTrainer((trainer) => trainer.train(request, options))
}

/** Tells a job's progress of the epochs as they end. */
export function reportTraining({ report }: Pick<JobContext, 'report'>): (progress: TrainingProgress) => void {
  return ({ epoch, epochs, rounds, loss }) => {
    report({ stage: 'training', done: epoch, total: epochs, figures: { loss, rounds } })
  }
}

type Reply = Exclude<WorkerMessage, { kind: 'progress' | 'failed' }>

function trained(reply: Reply): TrainedHead {
  if (reply.kind !== 'done') throw new AppError('internal', 'The training thread answered something else.')
  return reply.result
}

function embedded(reply: Reply): Matrix {
  if (reply.kind !== 'embedded')
    throw new AppError('internal', 'The training thread answered something else.')
  return reply.embeddings
}

/** What comes of the request that the thread was sent last. */
function reply(worker: Worker, report?: (progress: TrainingProgress) => void): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>()
  const onMessage = (received: unknown): void => {
    const message = WorkerMessage.parse(received)
    if (message.kind === 'progress') report?.(message.progress)
    else if (message.kind === 'failed') reject(AppError.fromPlain(message.error))
    else resolve(message)
  }
  const onError = (cause: unknown): void => {
    reject(AppError.from(cause))
  }
  const onExit = (): void => {
    reject(new AppError('internal', 'The training thread ended without a result.'))
  }
  worker.on('message', onMessage).on('error', onError).on('exit', onExit)
  return promise.finally(() => {
    worker.off('message', onMessage).off('error', onError).off('exit', onExit)
  })
}

/** @file Trains heads and embeds photos in a thread of its own, on another backend where the first one fails. */
import type { z } from 'zod'
import type { FellBack } from '../../../../shared/contract/backends.ts'
import type { BackendName } from '../../../../shared/domain.ts'
import { AppError, throwIfCancelled } from '../../../../shared/errors.ts'
import type { Matrix } from '../../../math/matrix.ts'
import { workerUrl } from '../../../workers/worker-url.ts'
import type { JobContext } from '../../context.ts'
import type { OpenWindow } from './hidden-window/thread.ts'
import {
  Embeddings,
  TrainedHead,
  type EmbedRequest,
  type ThreadRequest,
  type TrainRequest,
  type TrainingProgress,
} from './train-protocol.ts'
import { TrainingThread, type Answer, type TrainOptions } from './training-thread.ts'

export interface Training extends TrainedHead {
  /** Backends that failed before this one did the work, in this order, and why. */
  fellBack: readonly FellBack[]
  /** What the training took on the backend that did it, once that was loaded. */
  seconds: number
}

/**
 * One thread for several trainings, one after the other: TensorFlow.js takes as long to load as a small head takes to train.
 * Whoever opens one closes it, or the process does not end.
 */
export class Trainer {
  readonly #module: URL
  readonly #openWindow: OpenWindow | undefined
  #thread: TrainingThread | undefined
  /** Not tried again by this trainer. */
  readonly #fellBack: FellBack[] = []
  #backend: BackendName | undefined

  /**
   * @param openWindow a window whose WebGPU is to be used, where there are any
   * @param module what runs in the thread
   */
  constructor(openWindow?: OpenWindow, module: URL = workerUrl(import.meta.url, './train-worker')) {
    this.#openWindow = openWindow
    this.#module = module
  }

  /**
   * Level matrices are copied into the thread unless their memory is shared (a SharedArrayBuffer). When the device is lost, its
   * memory is exhausted or the thread dies, the training begins again with the next backend in a new thread: from its last
   * checkpoint where it keeps one, else from its start. The same seed gives the same result there up to rounding.
   * @throws AppError `not-enough-labels`, `backend-unavailable`, `cancelled`; the first failure where no backend is left.
   */
  async train(request: TrainRequest, options: TrainOptions = {}): Promise<Training> {
    const { result, seconds } = await this.#ask(
      (without) => ({ kind: 'train', request: { ...request, without } }),
      TrainedHead,
      options,
    )
    return { ...result, fellBack: [...this.#fellBack], seconds }
  }

  /**
   * @returns [n, 128] of the photos in the request
   * @throws AppError `backend-unavailable`, `library-damaged`, `bad-input`, `cancelled`
   */
  async embed(request: EmbedRequest, options: Pick<TrainOptions, 'signal'> = {}): Promise<Matrix> {
    const { result } = await this.#ask(
      (without) => ({ kind: 'embed', request: { ...request, without } }),
      Embeddings,
      options,
    )
    return result
  }

  /** Loads TensorFlow.js now, so that a training that is about to come need not wait for it. */
  prepare(request: Pick<TrainRequest, 'backend' | 'cacheFolder'>): void {
    this.#livingThread().prepare(request)
  }

  /** Whether the process waits for the thread before it ends; it does until told otherwise. */
  hold(isHeld: boolean): void {
    this.#thread?.hold(isHeld)
  }

  /** Backends that have failed so far, in this order; this trainer does not try them again. */
  get fellBack(): readonly FellBack[] {
    return this.#fellBack
  }

  /** What answered last. */
  get backend(): BackendName | undefined {
    return this.#backend
  }

  /** @returns when the thread has ended. */
  async close(): Promise<void> {
    await this.#thread?.close()
  }

  /** @param request what is asked of the thread when these backends are not to be used */
  async #ask<T>(
    request: (without: BackendName[]) => ThreadRequest,
    schema: z.ZodType<T>,
    options: TrainOptions,
  ): Promise<Answer<T>> {
    let first: AppError | undefined
    for (;;) {
      throwIfCancelled(options.signal)
      const asked = request(this.#fellBack.map(({ backend }) => backend))
      const thread = this.#livingThread()
      const outcome = await thread.attempt(asked, schema, options).catch((thrown: unknown) => {
        const error = AppError.from(thrown)
        throw error.code === 'backend-unavailable' ? (first ?? error) : error
      })
      if ('result' in outcome) {
        this.#backend = outcome.backend
        return outcome
      }
      first ??= outcome.error
      this.#fellBack.push(outcome.failed)
      await thread.stop() // what is left of the backend's state goes with its thread
    }
  }

  #livingThread(): TrainingThread {
    if (this.#thread === undefined || this.#thread.isLost) {
      // A worker's own environment is a copy that native code does not see; libtensorflow must find this in the process's.
      process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
      this.#thread = new TrainingThread(this.#module, this.#openWindow)
    }
    return this.#thread
  }
}

/** How long a thread waits for the next training: about as long as a person labels between two of them. */
const KEPT_MS = 180_000

/** The thread of the last training in this process, with TensorFlow.js loaded. */
let waiting: { trainer: Trainer; openWindow: OpenWindow | undefined; timeout: NodeJS.Timeout } | undefined

/** Gives `work` the thread that still waits since the last training, or else a new one, and keeps it for the next. One that
 * opens windows of another shell is closed. */
export async function withTrainer<T>(
  { openWindow }: Pick<JobContext, 'openWindow'>,
  work: (trainer: Trainer) => Promise<T>,
): Promise<T> {
  const kept = waiting
  clearTimeout(kept?.timeout)
  waiting = undefined
  const isSuitable = kept?.openWindow === openWindow
  if (!isSuitable) await kept?.trainer.close()
  const trainer = (isSuitable ? kept?.trainer : undefined) ?? new Trainer(openWindow)
  trainer.hold(true)
  try {
    return await work(trainer)
  } finally {
    await keepOrClose(trainer, openWindow)
  }
}

/** When two have trained at once, one is enough to keep; one that fell back gives the faster backend another chance. */
async function keepOrClose(trainer: Trainer, openWindow: OpenWindow | undefined): Promise<void> {
  if (waiting !== undefined || trainer.fellBack.length > 0) {
    await trainer.close()
    return
  }
  trainer.hold(false)
  const timeout = setTimeout(() => {
    waiting = undefined
    void trainer.close()
  }, KEPT_MS).unref()
  waiting = { trainer, openWindow, timeout }
}

/** Tells a job's progress of the epochs as they end. */
export function reportTraining({ report }: Pick<JobContext, 'report'>): (progress: TrainingProgress) => void {
  return ({ epoch, epochs, rounds, loss, resumed }) => {
    report({ stage: 'training', done: epoch, total: epochs, figures: { loss, rounds, resumed } })
  }
}

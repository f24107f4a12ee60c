/** @file Trains heads and embeds photos in a separate thread, and changes to another backend where the first one fails. */
import type { Log } from '../../log.ts'
import type { z } from 'zod'
import type { FellBack } from '../../../../shared/contract/backends.ts'
import type { BackendName } from '../../../../shared/domain.ts'
import { AppError, throwIfCancelled } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import type { Matrix } from '../../../math/matrix.ts'
import { deviceFailureSentence } from '../../../model/backends/device-failure.ts'
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
import { TrainingThread, type Answer, type BackendFailure, type TrainOptions } from './training-thread.ts'

export interface Training extends TrainedHead {
  /** Backends that failed before this one succeeded, in this order, and why. */
  fellBack: readonly FellBack[]
  /** The training's seconds on the backend that succeeded, without loading it. */
  seconds: number
}

/**
 * One thread for several trainings, one after the other: loading TensorFlow.js takes as long as training a small head.
 * Whoever opens a trainer must close it, or the process does not end.
 */
export class Trainer {
  readonly #module: URL
  readonly #openWindow: OpenWindow | undefined
  #thread: TrainingThread | undefined
  /** Of backends that this trainer does not try again. */
  readonly #failures: BackendFailure[] = []
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
    return { ...result, fellBack: [...this.fellBack], seconds }
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

  /** Loads TensorFlow.js now, so that the next training need not wait for it. */
  prepare(request: Pick<TrainRequest, 'backend' | 'cacheFolder'>): void {
    this.#currentThread().prepare(request)
  }

  /** Whether the thread keeps the process alive; at first it does. */
  hold(isHeld: boolean): void {
    this.#thread?.hold(isHeld)
  }

  /** Backends that have failed so far, in this order; this trainer does not try them again. */
  get fellBack(): readonly FellBack[] {
    return this.#failures.map(({ backend, error }) => ({ backend, reason: deviceFailureSentence(error) }))
  }

  /** What the failed backends said themselves, for whoever looks into it. */
  logFailures(log: Pick<Log, 'warn'>): void {
    for (const { backend, error } of this.#failures)
      log.warn(sentence('log-backend-failed', { backend }), { reason: error.asSentence })
  }

  /** The backend that gave the last answer. */
  get backend(): BackendName | undefined {
    return this.#backend
  }

  /** @returns when the thread has ended. */
  async close(): Promise<void> {
    await this.#thread?.close()
  }

  /** @param request makes the thread's request, given the backends that must not be used */
  async #ask<T>(
    request: (without: BackendName[]) => ThreadRequest,
    schema: z.ZodType<T>,
    options: TrainOptions,
  ): Promise<Answer<T>> {
    let first: BackendFailure | undefined
    for (;;) {
      throwIfCancelled(options.signal)
      const asked = request(this.#failures.map(({ backend }) => backend))
      const thread = this.#currentThread()
      const outcome = await thread.attempt(asked, schema, options).catch((thrown: unknown) => {
        const error = AppError.from(thrown)
        throw error.code === 'backend-unavailable' && first !== undefined ? errorOf(first) : error
      })
      if ('result' in outcome) {
        this.#backend = outcome.backend
        return outcome
      }
      first ??= outcome
      this.#failures.push(outcome)
      await thread.stop() // the backend's remaining state is freed with its thread
    }
  }

  #currentThread(): TrainingThread {
    if (this.#thread === undefined || this.#thread.isLost) {
      // A worker's own environment is a copy that native code does not see, so libtensorflow's setting must be in the
      // process's.
      process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
      this.#thread = new TrainingThread(this.#module, this.#openWindow)
    }
    return this.#thread
  }
}

/** Where nothing is left that could go on with the work. */
function errorOf({ backend, error }: BackendFailure): AppError {
  const problem = deviceFailureSentence(error)
  return new AppError(error.code, sentence('about', { subject: backend, problem }), error.details, error)
}

/** How long a thread waits for the next training: about as long as a person labels between two trainings. */
const KEPT_MS = 180_000

/** The thread of this process's last training, with TensorFlow.js loaded. */
let waiting: { trainer: Trainer; openWindow: OpenWindow | undefined; timeout: NodeJS.Timeout } | undefined

/**
 * libtensorflow reads this as it is loaded, once in a process: a choice holds from the first training after a start. The other
 * backends compute on one core, or on the graphics card.
 */
function limitCores(threads: number | null): void {
  if (threads === null) delete process.env.TF_NUM_INTRAOP_THREADS
  else process.env.TF_NUM_INTRAOP_THREADS = String(threads)
}

/**
 * Gives `work` the thread that is still waiting since the last training, or else a new one, and keeps it for the next. A
 * waiting thread that opens windows of another shell is closed.
 */
export async function withTrainer<T>(
  {
    openWindow,
    log,
    preferences,
  }: Pick<JobContext, 'openWindow' | 'preferences'> & Partial<Pick<JobContext, 'log'>>,
  work: (trainer: Trainer) => Promise<T>,
): Promise<T> {
  limitCores(preferences?.threads ?? null)
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
    if (log !== undefined) trainer.logFailures(log)
    await keepOrClose(trainer, openWindow)
  }
}

/**
 * After two trainings at the same time only one thread is kept. A thread that fell back is closed, so that the next one
 * tries the faster backend again.
 */
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

/** Reports epochs as a job's progress. */
export function reportTraining({ report }: Pick<JobContext, 'report'>): (progress: TrainingProgress) => void {
  return ({ epoch, epochs, rounds, loss, resumed }) => {
    report({ stage: 'training', done: epoch, total: epochs, figures: { loss, rounds, resumed } })
  }
}

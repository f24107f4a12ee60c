/** @file The training thread as seen from the process: one attempt at a time, on one backend. */
import type { Worker } from 'node:worker_threads'
import { z } from 'zod'
import type { BackendName } from '../../../../shared/domain.ts'
import { AppError } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import { threadCarrier } from '../../../workers/carriers.ts'
import { WorkerLost, WorkerPort } from '../../../workers/worker-port.ts'
import { threadWithWindow, type OpenWindow } from './hidden-window/thread.ts'
import {
  deviceAnswer,
  ThreadNews,
  type ThreadRequest,
  type TrainRequest,
  type TrainingProgress,
} from './train-protocol.ts'

export interface TrainOptions {
  signal?: AbortSignal
  report?: (progress: TrainingProgress) => void
}

/** A result, its backend, and the seconds since that was loaded. */
export interface Answer<T> {
  result: T
  backend: BackendName | undefined
  seconds: number
}

/** What ended an attempt that another backend may finish. The error has the words of whoever threw it. */
export interface BackendFailure {
  backend: BackendName
  error: AppError
}

/** The result of one attempt on one backend. */
type Outcome<T> = Answer<T> | BackendFailure

export class TrainingThread {
  readonly #worker: Worker
  readonly #port: WorkerPort<ThreadRequest, ThreadNews>

  constructor(module: URL, openWindow: OpenWindow | undefined) {
    this.#worker = threadWithWindow(module, {}, openWindow)
    this.#port = new WorkerPort(threadCarrier(this.#worker), {
      name: 'The training thread',
      news: ThreadNews,
    })
  }

  /** @throws AppError where another backend would fail as well, or where the thread ended before it had chosen a backend. */
  async attempt<T>(
    request: ThreadRequest,
    schema: z.ZodType<T>,
    { signal, report }: TrainOptions,
  ): Promise<Outcome<T>> {
    const run: { backend?: BackendName; startedAt: number } = { startedAt: performance.now() }
    const onNews = (news: ThreadNews): void => {
      if (news.kind === 'progress') report?.(news.progress)
      else Object.assign(run, { backend: news.backend, startedAt: performance.now() })
    }
    const failed = (error: AppError): Outcome<T> => {
      if (run.backend === undefined) throw error
      return { backend: run.backend, error }
    }
    try {
      const answer = await this.#port.ask(request, deviceAnswer(schema), { signal, onNews })
      if (answer.kind === 'device-failed') return failed(AppError.fromPlain(answer.error))
      const seconds = (performance.now() - run.startedAt) / 1000
      return { result: answer.result, backend: run.backend, seconds }
    } catch (thrown) {
      if (thrown instanceof WorkerLost) return failed(lossOf(thrown))
      throw thrown
    }
  }

  /** Loads a backend ahead of the next attempt, which alone reports errors of it. */
  prepare(request: Pick<TrainRequest, 'backend' | 'cacheFolder'>): void {
    this.#port.ask({ kind: 'prepare', ...request }, z.undefined()).catch(() => undefined)
  }

  /** Whether the thread keeps the process alive. */
  hold(isHeld: boolean): void {
    if (isHeld) this.#worker.ref()
    else this.#worker.unref()
  }

  /** Whether the thread no longer answers. */
  get isLost(): boolean {
    return this.#port.isLost
  }

  /** @returns when it has ended. */
  close(): Promise<void> {
    return this.#port.close()
  }

  /** By force. @returns when it has ended. */
  stop(): Promise<void> {
    return this.#port.stop()
  }
}

function lossOf({ cause }: WorkerLost): AppError {
  return cause === undefined
    ? new AppError('internal', sentence('training-thread-lost'))
    : AppError.from(cause)
}

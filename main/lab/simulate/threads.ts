/**
 * @file Spreads the tasks of a simulation over threads. Which thread takes which task is left to chance, the results are not:
 * a task depends on its policy and seed alone, and results come back in the order of the tasks.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { SimulationRun } from '../../../shared/contract/measures.ts'
import { AppError } from '../../../shared/errors.ts'
import { workerUrl } from '../../math/worker-url.ts'
import type { Setup, Task } from './task.ts'
import { FromWorker } from './worker-protocol.ts'
import type { ToWorker } from './worker-protocol.ts'

export interface ThreadOptions {
  readonly signal: AbortSignal
  /** Photos that have a label by now, in the task of this index. */
  report(task: number, committed: number): void
  /** By default one for each core, and never more than tasks. */
  readonly threads?: number
}

/**
 * @throws AppError what the first failed task threw, or `cancelled`; in both cases only once all threads have stopped.
 */
export async function runInThreads(
  tasks: readonly Task[],
  setup: Setup,
  options: ThreadOptions,
): Promise<SimulationRun[]> {
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const results = new Map<number, SimulationRun>()
  const waiting = [...tasks.entries()]
  const work = async (): Promise<void> => {
    const thread = new SimulationThread(setup)
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, task] = next
        const report = (committed: number): void => {
          options.report(index, committed)
        }
        results.set(index, await thread.run(task, signal, report))
      }
    } catch (thrown) {
      stop.abort()
      throw thrown
    } finally {
      await thread.end()
    }
  }
  const count = Math.min(tasks.length, options.threads ?? availableParallelism())
  const ends = await Promise.allSettled(Array.from({ length: count }, work))
  throwFirst(ends, options.signal)
  return tasks.flatMap((_, index) => results.get(index) ?? [])
}

/** The cause of a failure, not the cancellation of the others that followed from it. */
function throwFirst(ends: readonly PromiseSettledResult<void>[], signal: AbortSignal): void {
  const errors = ends.flatMap((end) => (end.status === 'rejected' ? [AppError.from(end.reason)] : []))
  const cause = signal.aborted ? errors.at(0) : errors.find((error) => error.code !== 'cancelled')
  if (cause !== undefined) throw cause
}

class SimulationThread {
  readonly #worker: Worker

  constructor(setup: Setup) {
    this.#worker = new Worker(workerUrl(import.meta.url, './simulate-worker'), { workerData: setup })
  }

  /** Resolves or rejects when the task has ended, also after a cancel. */
  async run(task: Task, signal: AbortSignal, report: (committed: number) => void): Promise<SimulationRun> {
    const cancel = (): void => {
      this.#post({ kind: 'cancel' })
    }
    signal.addEventListener('abort', cancel)
    try {
      return await this.#ended(task, report, signal)
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  #ended(task: Task, report: (committed: number) => void, signal: AbortSignal): Promise<SimulationRun> {
    const { promise, resolve, reject } = Promise.withResolvers<SimulationRun>()
    const fail = (thrown: unknown): void => {
      reject(AppError.from(thrown))
    }
    const receive = (raw: unknown): void => {
      const { data: message, error } = FromWorker.safeParse(raw)
      if (message === undefined) fail(error)
      else if (message.kind === 'progress') report(message.committed)
      else if (message.kind === 'done') resolve(message.run)
      else reject(AppError.fromPlain(message.error))
    }
    const exit = (code: number): void => {
      reject(new AppError('internal', `A thread of the simulation ended by itself, with code ${code}.`))
    }
    this.#worker.on('message', receive).on('error', fail).on('exit', exit)
    this.#post({ kind: 'run', task })
    if (signal.aborted) this.#post({ kind: 'cancel' })
    return promise.finally(() => {
      this.#worker.off('message', receive).off('error', fail).off('exit', exit)
    })
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message)
  }
}

/**
 * @file Spreads the tasks of a simulation over threads. Which thread runs which task varies, the results do not: a task
 * depends on its policy and seed alone, and results are returned in the order of the tasks.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { SimulationRun } from '../../../shared/contract/measures.ts'
import { AppError } from '../../../shared/errors.ts'
import { workerUrl } from '../../workers/worker-url.ts'
import { threadCarrier } from '../../workers/carriers.ts'
import { WorkerPort } from '../../workers/worker-port.ts'
import type { Setup, Task } from './task.ts'
import { Committed, TaskRun } from './worker-protocol.ts'

export interface ThreadOptions {
  readonly signal: AbortSignal
  /** Called with the number of photos that have a label by now, in the task of this index. */
  report(task: number, committed: number): void
  /** By default one for each core, and never more than tasks. */
  readonly threads?: number
}

/** @throws AppError what the first failed task threw, or `cancelled`; in both cases only after all threads have stopped. */
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
    const worker = new Worker(workerUrl(import.meta.url, './simulate-worker'), { workerData: setup })
    const thread = new WorkerPort<Task, number>(threadCarrier(worker), {
      name: 'A thread of the simulation',
      news: Committed,
    })
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, task] = next
        const onNews = (committed: number): void => {
          options.report(index, committed)
        }
        results.set(index, await thread.ask(task, TaskRun, { signal, onNews }))
      }
    } catch (thrown) {
      stop.abort()
      throw thrown
    } finally {
      await thread.stop()
    }
  }
  const count = Math.min(tasks.length, options.threads ?? availableParallelism())
  const ends = await Promise.allSettled(Array.from({ length: count }, work))
  throwFirst(ends, options.signal)
  return tasks.flatMap((_, index) => results.get(index) ?? [])
}

/** Throws the cause of a failure, not the cancellation of the other tasks that followed from it. */
function throwFirst(ends: readonly PromiseSettledResult<void>[], signal: AbortSignal): void {
  const errors = ends.flatMap((end) => (end.status === 'rejected' ? [AppError.from(end.reason)] : []))
  const cause = signal.aborted ? errors.at(0) : errors.find((error) => error.code !== 'cancelled')
  if (cause !== undefined) throw cause
}

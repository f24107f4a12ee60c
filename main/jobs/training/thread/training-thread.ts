/** @file What a training thread answers to the request that it was sent last. */
import type { Worker } from 'node:worker_threads'
import type { FellBack } from '../../../../shared/contract/backends.ts'
import { AppError } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import { WorkerMessage, type TrainingProgress } from './train-protocol.ts'

export type Reply = Exclude<WorkerMessage, { kind: 'progress' | 'failed' | 'started' }>

/** A reply, what computed it, and the seconds since that was loaded. */
export interface Answer {
  reply: Reply
  backend: FellBack['backend'] | undefined
  seconds: number
}

/** What came of one attempt on one backend. */
export type Outcome = Answer | { failed: FellBack; error: AppError }

/**
 * A thread that says what it should not is ended: what it does is not known any more.
 * @throws AppError where another backend would not do better, or where the thread died before it had one.
 */
export function outcomeOf(worker: Worker, report?: (progress: TrainingProgress) => void): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
  let backend: FellBack['backend'] | undefined
  let startedAt = performance.now()
  const fail = (error: AppError, isDevice: boolean): void => {
    if (backend === undefined || !isDevice) reject(error)
    else resolve({ failed: { backend, reason: error.message }, error })
  }
  let garbled: AppError | undefined
  const onMessage = (received: unknown): void => {
    if (garbled !== undefined) return
    const parsed = WorkerMessage.safeParse(received)
    if (!parsed.success) {
      garbled = new AppError('internal', 'The training thread says what it should not.')
      void worker.terminate()
      return
    }
    const message = parsed.data
    if (message.kind === 'progress') report?.(message.progress)
    else if (message.kind === 'started') {
      backend = message.backend
      startedAt = performance.now()
    } else if (message.kind === 'failed') fail(AppError.fromPlain(message.error), message.device)
    else resolve({ reply: message, backend, seconds: (performance.now() - startedAt) / 1000 })
  }
  const onError = (cause: unknown): void => {
    fail(AppError.from(cause), true)
  }
  const onExit = (): void => {
    const lost = new AppError('internal', sentence('training-thread-lost'))
    fail(garbled ?? lost, garbled === undefined)
  }
  worker.on('message', onMessage).on('error', onError).on('exit', onExit)
  return promise.finally(() => {
    worker.off('message', onMessage).off('error', onError).off('exit', onExit)
  })
}

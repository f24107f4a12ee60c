/** @file Trains a head in a thread of its own and waits for it. */
import { Worker } from 'node:worker_threads'
import { AppError, throwIfCancelled } from '../../shared/errors.ts'
import { workerUrl } from '../math/worker-url.ts'
import {
  CANCEL,
  WorkerMessage,
  type TrainRequest,
  type TrainedHead,
  type TrainingProgress,
} from './train-protocol.ts'

/**
 * Level matrices are copied into the thread unless their memory is shared (a SharedArrayBuffer).
 * @returns when the thread has ended, whatever the outcome.
 * @throws AppError `not-enough-labels`, `backend-unavailable`, `cancelled`; `internal` when the thread died.
 */
export async function trainInWorker(
  request: TrainRequest,
  { signal, report }: { signal?: AbortSignal; report?: (progress: TrainingProgress) => void } = {},
): Promise<TrainedHead> {
  throwIfCancelled(signal)
  // A worker's own environment is a copy that native code does not see; libtensorflow must find this in the process's.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  const worker = new Worker(workerUrl(import.meta.url, './train-worker'), { workerData: request })
  const cancel = (): void => {
    worker.postMessage(CANCEL)
  }
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    return await outcome(worker, report)
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

/** Settles when the thread has ended. */
function outcome(worker: Worker, report?: (progress: TrainingProgress) => void): Promise<TrainedHead> {
  return new Promise((resolve, reject) => {
    let settle = (): void => {
      reject(new AppError('internal', 'The training thread ended without a result.'))
    }
    worker.on('message', (received) => {
      const message = WorkerMessage.parse(received)
      if (message.kind === 'progress') report?.(message.progress)
      else if (message.kind === 'done')
        settle = () => {
          resolve(message.result)
        }
      else
        settle = () => {
          reject(AppError.fromPlain(message.error))
        }
    })
    worker.on('error', (cause) => {
      settle = () => {
        reject(AppError.from(cause))
      }
    })
    worker.on('exit', () => {
      settle()
    })
  })
}

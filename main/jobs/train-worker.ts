/**
 * @file The training worker: the one thread in which TensorFlow.js runs, so that a step never holds up the engine and
 * hundreds of megabytes of native library go with the thread. Started by train-in-worker.ts.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../../shared/errors.ts'
import { trainFromLevels } from './train-from-levels.ts'
import { CANCEL, TrainRequest, type WorkerMessage } from './train-protocol.ts'

async function main(): Promise<void> {
  const cancelled = new AbortController()
  parentPort?.on('message', (message) => {
    if (message === CANCEL) cancelled.abort()
  })
  const { signal } = cancelled
  const report = (progress: Extract<WorkerMessage, { kind: 'progress' }>['progress']): void => {
    send({ kind: 'progress', progress })
  }
  try {
    send({ kind: 'done', result: await trainFromLevels(TrainRequest.parse(workerData), { signal, report }) })
  } catch (thrown) {
    send({ kind: 'failed', error: AppError.from(thrown).toPlain() })
  } finally {
    parentPort?.close() // nothing else keeps the thread alive
  }
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message)
}

await main()

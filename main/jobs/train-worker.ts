/**
 * @file The training worker: the one thread in which TensorFlow.js runs, so that a step never holds up the engine and
 * hundreds of megabytes of native library go with the thread. Started by trainer.ts, which sends one request at a time.
 */
import { parentPort } from 'node:worker_threads'
import { AppError } from '../../shared/errors.ts'
import { trainFromLevels } from './train-from-levels.ts'
import { CANCEL, CLOSE, TrainRequest, type WorkerMessage } from './train-protocol.ts'

let running = new AbortController()

parentPort?.on('message', (message) => {
  if (message === CANCEL) running.abort()
  else if (message === CLOSE)
    parentPort?.close() // nothing else keeps the thread alive
  else void answer(message)
})

async function answer(message: unknown): Promise<void> {
  running = new AbortController()
  const { signal } = running
  const report = (progress: Extract<WorkerMessage, { kind: 'progress' }>['progress']): void => {
    send({ kind: 'progress', progress })
  }
  try {
    send({ kind: 'done', result: await trainFromLevels(TrainRequest.parse(message), { signal, report }) })
  } catch (thrown) {
    send({ kind: 'failed', error: AppError.from(thrown).toPlain() })
  }
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message)
}

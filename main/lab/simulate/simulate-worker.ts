/** @file A thread that carries out tasks of a simulation, one after the other. Its protocol stands in worker-protocol.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../../../shared/errors.ts'
import { openProduct } from './open-product.ts'
import { runTask } from './task.ts'
import { ToWorker, WorkerSetup } from './worker-protocol.ts'
import type { FromWorker } from './worker-protocol.ts'

const setup = WorkerSetup.parse(workerData)
const clock = (): number => performance.now()
const cancel = new AbortController()

function post(message: FromWorker): void {
  parentPort?.postMessage(message)
}

parentPort?.on('message', (raw: unknown) => {
  const message = ToWorker.parse(raw)
  if (message.kind === 'cancel') {
    cancel.abort()
    return
  }
  const { task } = message
  runTask(task, setup, {
    twinsort: (seed) => openProduct(setup, seed, { signal: cancel.signal, clock }),
    clock,
    signal: cancel.signal,
    report: (committed) => {
      post({ kind: 'progress', committed })
    },
  }).then(
    (run) => {
      post({ kind: 'done', run })
    },
    (thrown: unknown) => {
      post({ kind: 'failed', error: AppError.from(thrown).toPlain() })
    },
  )
})

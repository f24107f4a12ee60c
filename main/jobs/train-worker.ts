/**
 * @file The training worker: the one thread in which TensorFlow.js runs, so that a step never holds up the engine and
 * hundreds of megabytes of native library go with the thread. Started by trainer.ts, which sends one request at a time.
 */
import { parentPort } from 'node:worker_threads'
import { AppError } from '../../shared/errors.ts'
import { loadTensorFlow } from '../model/backends/load.ts'
import { trainFromLevels } from './train-from-levels.ts'
import { trainFromPictures } from './train-from-pictures.ts'
import {
  CANCEL,
  CLOSE,
  Preparation,
  TrainRequest,
  type TrainedHead,
  type WorkerMessage,
} from './train-protocol.ts'
import type { Surroundings } from './training-rows.ts'

let running = new AbortController()
/** What is being loaded before a training asks for it; how that ends concerns the training alone. */
let prepared: Promise<unknown> = Promise.resolve()

parentPort?.on('message', (message) => {
  if (message === CANCEL) running.abort()
  else if (message === CLOSE)
    parentPort?.close() // nothing else keeps the thread alive
  else {
    const preparation = Preparation.safeParse(message)
    if (preparation.success) prepare(preparation.data)
    else void answer(message)
  }
})

function prepare({ prepare: { backend, cacheFolder } }: Preparation): void {
  prepared = loadTensorFlow(backend, cacheFolder).catch(() => undefined)
}

async function answer(message: unknown): Promise<void> {
  running = new AbortController()
  const { signal } = running
  const report = (progress: Extract<WorkerMessage, { kind: 'progress' }>['progress']): void => {
    send({ kind: 'progress', progress })
  }
  try {
    send({ kind: 'done', result: await train(TrainRequest.parse(message), { signal, report }) })
  } catch (thrown) {
    send({ kind: 'failed', error: AppError.from(thrown).toPlain() })
  }
}

/** @throws AppError `not-enough-labels`, `backend-unavailable`, `cancelled` */
async function train(request: TrainRequest, surroundings: Surroundings): Promise<TrainedHead> {
  const { backend, cacheFolder, reads } = request
  await prepared
  const tensorFlow = await loadTensorFlow(backend, cacheFolder)
  return reads.kind === 'levels'
    ? trainFromLevels(tensorFlow, request, reads.levels, surroundings)
    : trainFromPictures(tensorFlow, request, reads, surroundings)
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message)
}

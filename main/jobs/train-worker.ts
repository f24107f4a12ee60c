/**
 * @file The training worker: the one thread in which TensorFlow.js runs, so that a step never holds up the engine and
 * hundreds of megabytes of native library go with the thread. Started by trainer.ts, which sends one request at a time.
 */
import { parentPort } from 'node:worker_threads'
import { AppError } from '../../shared/errors.ts'
import { isDeviceFailure } from '../model/backends/device-failure.ts'
import { loadTensorFlow } from '../model/backends/load.ts'
import { decodeDeepArtifact } from '../model/deep/artifact.ts'
import { embedMaps, embedPixels } from '../model/deep/embed.ts'
import { decodeFineTune } from '../model/deep/fine-tune-artifact.ts'
import { embedWithHead } from '../model/embed.ts'
import { trainFromLevels } from './train-from-levels.ts'
import { trainFromMaps } from './train-from-maps.ts'
import { trainFromPictures } from './train-from-pictures.ts'
import {
  CANCEL,
  CLOSE,
  EmbedMessage,
  Preparation,
  TrainRequest,
  type EmbedRequest,
  type TrainedHead,
  type TrainingProgress,
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
    const embedding = EmbedMessage.safeParse(message)
    if (preparation.success) prepare(preparation.data)
    else if (embedding.success) void answer(() => embed(embedding.data.embed))
    else void answer((surroundings) => train(TrainRequest.parse(message), surroundings))
  }
})

function prepare({ prepare: { backend, cacheFolder } }: Preparation): void {
  prepared = loadTensorFlow(backend, cacheFolder).catch(() => undefined)
}

async function answer(work: (surroundings: Surroundings) => Promise<WorkerMessage>): Promise<void> {
  running = new AbortController()
  const { signal } = running
  const report = (progress: TrainingProgress): void => {
    send({ kind: 'progress', progress })
  }
  try {
    send(await work({ signal, report }))
  } catch (thrown) {
    send({ kind: 'failed', error: AppError.from(thrown).toPlain(), device: isDeviceFailure(thrown) })
  }
}

/** @throws AppError `backend-unavailable`, `library-damaged`, `library-newer`, `bad-input` */
async function embed({ cacheFolder, without, weights, reads }: EmbedRequest): Promise<WorkerMessage> {
  await prepared
  const { tf, name } = await loadTensorFlow(undefined, cacheFolder, without)
  send({ kind: 'started', backend: name })
  if (reads.kind === 'levels')
    return { kind: 'embedded', embeddings: embedWithHead(tf, weights, reads.levels) }
  if (reads.kind === 'maps') {
    const { network, parameters } = decodeFineTune(weights)
    return { kind: 'embedded', embeddings: embedMaps(tf, network, parameters, reads.maps) }
  }
  const { network, parameters } = decodeDeepArtifact(weights)
  return { kind: 'embedded', embeddings: embedPixels(tf, network, parameters, reads.pixels) }
}

/** @throws AppError `not-enough-labels`, `backend-unavailable`, `cancelled` */
async function train(request: TrainRequest, surroundings: Surroundings): Promise<WorkerMessage> {
  const { backend, cacheFolder, without, reads } = request
  await prepared
  const tensorFlow = await loadTensorFlow(backend, cacheFolder, without)
  send({ kind: 'started', backend: tensorFlow.name })
  const done = (result: TrainedHead): WorkerMessage => ({ kind: 'done', result })
  switch (reads.kind) {
    case 'levels':
      return done(await trainFromLevels(tensorFlow, request, reads.levels, surroundings))
    case 'pixels':
      return done(await trainFromPictures(tensorFlow, request, reads, surroundings))
    case 'maps':
      return done(await trainFromMaps(tensorFlow, request, reads, surroundings))
  }
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message)
}

/**
 * @file The training worker: the one thread in which TensorFlow.js runs, so that a step never holds up the engine and
 * hundreds of megabytes of native library go with the thread. Started by trainer.ts, which sends one request at a time. It
 * carries the messages of compute/core.ts and opens its files; where a hidden window computes, it stands between the two.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { AppError, throwIfCancelled } from '../../../../shared/errors.ts'
import { isDeviceFailure } from '../../../model/backends/device-failure.ts'
import { chooseBackend, type ChosenBackend, type BackendChoice } from '../../../model/backends/load.ts'
import { readEfficientNetFile } from '../../../model/deep/fine-tune/shipped-efficientnet.ts'
import { checkpointFile } from '../compute/checkpoint-file.ts'
import { gpuWindowOf } from './hidden-window/thread.ts'
import type { WindowGpu } from './hidden-window/window-gpu.ts'
import {
  CANCEL,
  CLOSE,
  EmbedMessage,
  Preparation,
  TrainRequest,
  type EmbedRequest,
  type TrainingProgress,
  type WorkerMessage,
} from './train-protocol.ts'
import { embedHere, trainHere } from '../compute/core.ts'
import type { TrainingHost } from '../compute/host.ts'
import { teacherOf } from '../compute/teacher.ts'

const gpuWindow = gpuWindowOf(workerData)
let running = new AbortController()
/** What is being loaded before a training asks for it; how that ends concerns the training alone. */
let prepared: Promise<unknown> = Promise.resolve()

parentPort?.on('message', (message) => {
  if (message === CANCEL) running.abort()
  else if (message === CLOSE) {
    // Nothing else keeps the thread alive.
    gpuWindow?.end()
    parentPort?.close()
  } else {
    const preparation = Preparation.safeParse(message)
    const embedding = EmbedMessage.safeParse(message)
    if (preparation.success) prepared = choose(preparation.data.prepare).catch(() => undefined)
    else if (embedding.success) void answer((control) => embed(embedding.data.embed, control))
    else void answer((control) => train(TrainRequest.parse(message), control))
  }
})

type Request = Pick<TrainRequest, 'backend' | 'cacheFolder' | 'without'>
type Control = Pick<TrainingHost, 'signal' | 'report'>

/** What was wished for last, and what came of it. */
let latest: { choice: string; chosen: ChosenBackend<WindowGpu> } | undefined

/** @throws AppError `backend-unavailable` */
async function choose({ backend, cacheFolder, without = [] }: Request): Promise<ChosenBackend<WindowGpu>> {
  const choice: BackendChoice = { name: backend, cache: cacheFolder, without }
  const key = JSON.stringify(choice)
  if (latest?.choice !== key) {
    latest = undefined
    latest = { choice: key, chosen: await chooseBackend(choice, gpuWindow) }
    if ('tf' in latest.chosen) gpuWindow?.close() // it lacks a graphics card, or another backend was wished for
  }
  return latest.chosen
}

/** @throws AppError `backend-unavailable`, `cancelled` */
async function chooseWhileWanted(request: Request, signal: AbortSignal): Promise<ChosenBackend<WindowGpu>> {
  const work = async (): Promise<ChosenBackend<WindowGpu>> => {
    await prepared
    return choose(request)
  }
  const chosen = await (gpuWindow === undefined ? work() : gpuWindow.whileWanted(signal, work))
  throwIfCancelled(signal)
  return chosen
}

async function answer(work: (control: Control) => Promise<WorkerMessage>): Promise<void> {
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

/** @throws AppError `backend-unavailable`, `library-damaged`, `library-newer`, `bad-input`, `cancelled` */
async function embed(
  { cacheFolder, without, ...task }: EmbedRequest,
  { signal }: Control,
): Promise<WorkerMessage> {
  const chosen = await chooseWhileWanted({ cacheFolder, without }, signal)
  send({ kind: 'started', backend: chosen.name })
  const embeddings = 'tf' in chosen ? embedHere(chosen.tf, task) : await chosen.remote.embed(task, signal)
  return { kind: 'embedded', embeddings }
}

/** @throws AppError `not-enough-labels`, `backend-unavailable`, `cancelled` */
async function train(request: TrainRequest, control: Control): Promise<WorkerMessage> {
  const chosen = await chooseWhileWanted(request, control.signal)
  send({ kind: 'started', backend: chosen.name })
  const host = { ...control, ...filesOf(request), teacher: teacherOf(request) }
  const result =
    'tf' in chosen
      ? await trainHere(chosen, request, host)
      : { ...(await chosen.remote.train(request, host)), note: chosen.note }
  return { kind: 'done', result }
}

function filesOf({
  checkpoint,
  resources,
}: TrainRequest): Pick<TrainingHost, 'checkpoints' | 'shippedWeights'> {
  return {
    checkpoints: checkpoint === undefined ? undefined : checkpointFile(checkpoint),
    shippedWeights: () => {
      if (resources === undefined)
        throw new AppError('internal', 'The folder of the shipped weights was not given.')
      return readEfficientNetFile(resources)
    },
  }
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message)
}

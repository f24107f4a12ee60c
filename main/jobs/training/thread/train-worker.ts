/**
 * @file The training worker: the one thread in which TensorFlow.js runs, so that a step never blocks the engine and
 * hundreds of megabytes of native library are freed with the thread. Started by trainer.ts, which sends one request at a
 * time. It passes the messages to compute/train-here.ts and opens its files; where a hidden window computes, it passes them
 * on to that.
 */
import { workerData } from 'node:worker_threads'
import type { BackendName } from '../../../../shared/domain.ts'
import { AppError, throwIfCancelled } from '../../../../shared/errors.ts'
import { isDeviceFailure } from '../../../model/backends/device-failure.ts'
import { chooseBackend, type ChosenBackend, type BackendChoice } from '../../../model/backends/load.ts'
import type { Matrix } from '../../../math/matrix.ts'
import { readEfficientNetFile } from '../../../model/deep/fine-tune/shipped-efficientnet.ts'
import { serveRequests, type RequestControl } from '../../../workers/serve-requests.ts'
import { checkpointFile } from '../compute/checkpoint-file.ts'
import { gpuWindowOf } from './hidden-window/thread.ts'
import type { WindowGpu } from './hidden-window/window-gpu.ts'
import {
  ThreadRequest,
  type DeviceAnswer,
  type EmbedRequest,
  type ThreadNews,
  type TrainedHead,
  type TrainRequest,
} from './train-protocol.ts'
import { embedHere, trainHere } from '../compute/train-here.ts'
import type { TrainingHost } from '../compute/host.ts'
import { teacherOf } from '../compute/teacher.ts'

const gpuWindow = gpuWindowOf(workerData)
/** The backend that is loaded ahead of a training; errors are reported by the training alone. */
let prepared: Promise<unknown> = Promise.resolve()

serveRequests(
  ThreadRequest,
  (asked, { signal, tell }: RequestControl<ThreadNews>) => {
    const control: Control = {
      signal,
      started: (backend) => {
        tell({ kind: 'started', backend })
      },
      report: (progress) => {
        tell({ kind: 'progress', progress })
      },
    }
    if (asked.kind === 'train') return onDevice(() => train(asked.request, control))
    if (asked.kind === 'embed') return onDevice(() => embed(asked.request, control))
    prepared = choose(asked).catch(() => undefined)
    return undefined
  },
  { whenClosed: () => gpuWindow?.end() }, // nothing else keeps the thread alive
)

type Request = Pick<TrainRequest, 'backend' | 'cacheFolder' | 'without'>
interface Control extends Pick<TrainingHost, 'signal' | 'report'> {
  started: (backend: BackendName) => void
}

/** The last request for a backend, and the backend chosen for it. */
let latest: { choice: string; chosen: ChosenBackend<WindowGpu> } | undefined

/** @throws AppError `backend-unavailable` */
async function choose({ backend, cacheFolder, without = [] }: Request): Promise<ChosenBackend<WindowGpu>> {
  const choice: BackendChoice = { name: backend, cache: cacheFolder, without }
  const key = JSON.stringify(choice)
  if (latest?.choice !== key) {
    latest = undefined
    latest = { choice: key, chosen: await chooseBackend(choice, gpuWindow) }
    if ('tf' in latest.chosen) gpuWindow?.close() // without a graphics card, or not needed: another backend was chosen
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

async function onDevice<T>(work: () => Promise<T>): Promise<DeviceAnswer<T>> {
  try {
    return { kind: 'done', result: await work() }
  } catch (thrown) {
    if (!isDeviceFailure(thrown)) throw thrown
    return { kind: 'device-failed', error: AppError.from(thrown).toPlain() }
  }
}

/** @throws AppError `backend-unavailable`, `library-damaged`, `library-newer`, `bad-input`, `cancelled` */
async function embed(
  { cacheFolder, backend, without, ...task }: EmbedRequest,
  { signal, started }: Control,
): Promise<Matrix> {
  const chosen = await chooseWhileWanted({ cacheFolder, backend, without }, signal)
  started(chosen.name)
  return 'tf' in chosen ? embedHere(chosen.tf, task) : chosen.remote.embed(task, signal)
}

/** @throws AppError `not-enough-labels`, `backend-unavailable`, `cancelled` */
async function train(request: TrainRequest, { started, ...control }: Control): Promise<TrainedHead> {
  const chosen = await chooseWhileWanted(request, control.signal)
  started(chosen.name)
  const host = { ...control, ...filesOf(request), teacher: teacherOf(request) }
  if ('tf' in chosen) return trainHere(chosen, request, host)
  return { ...(await chosen.remote.train(request, host)), note: chosen.note }
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

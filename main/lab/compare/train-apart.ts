/**
 * @file One training in a process of its own, to measure how much memory it takes.
 *
 * [Note: memory of a training] The system counts memory by process: the memory of a thread's native library (libtensorflow,
 * a WebAssembly heap) is in no figure of the thread, a library stays mapped once it is loaded, and allocators keep the
 * pages of earlier work. In one process the same head took 621 MB or 977 MB, depending on whether it came before or after a
 * network. So the reported figure is the largest resident set of a process that did this training alone.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { workerUrl } from '../../workers/worker-url.ts'
import { processCarrier } from '../../workers/carriers.ts'
import { WorkerLost, WorkerPort } from '../../workers/worker-port.ts'
import { TrainingApart } from './train-apart-protocol.ts'
import { TrainingProgress, type TrainRequest } from '../../jobs/training/thread/train-protocol.ts'
import type { TrainOptions } from '../../jobs/training/thread/training-thread.ts'

/** The packaged app's executable is the app and not Node (electron-builder.yml): there no such process can be started. */
export function canTrainApart(versions: object = process.versions): boolean {
  return !('electron' in versions)
}

/**
 * @param module what runs in the process
 * @throws AppError as `Trainer.train`; `internal` when the process ends without an answer, or with none that can be understood
 */
export async function trainApart(
  request: TrainRequest,
  { signal, report }: TrainOptions = {},
  module: URL = workerUrl(import.meta.url, './train-apart-worker'),
): Promise<TrainingApart> {
  throwIfCancelled(signal)
  const child = fork(fileURLToPath(module), {
    serialization: 'advanced', // keeps typed arrays as they are
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const port = new WorkerPort<TrainRequest, TrainingProgress>(processCarrier(child), {
    name: 'The training process',
    news: TrainingProgress,
  })
  try {
    return await port.ask(request, TrainingApart, { signal, onNews: report })
  } catch (thrown) {
    if (!(thrown instanceof WorkerLost)) throw AppError.from(thrown)
    throw new AppError('internal', sentence('training-process-lost'), undefined, thrown)
  } finally {
    await port.stop()
  }
}

/**
 * @file One training in a process of its own, to learn how much memory it takes.
 *
 * [Note: memory of a training] The system counts memory by process: what a thread's native library holds (libtensorflow, a
 * WebAssembly heap) is in no figure of the thread's own, a library that was loaded once stays mapped, and allocators keep the pages
 * of earlier work. In one process the same head took 621 MB or 977 MB by whether it came before or after a network. So what is
 * told is the largest resident set of a process that did this training alone.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { workerUrl } from '../../math/worker-url.ts'
import { ApartMessage } from './train-apart-protocol.ts'
import { CANCEL, type TrainRequest } from '../../jobs/training/thread/train-protocol.ts'
import type { TrainOptions, Training } from '../../jobs/training/thread/trainer.ts'

export interface TrainingApart {
  readonly training: Training
  /** The largest resident set of its process; node and TensorFlow.js, and what it reads twice over, included. */
  readonly residentBytes: number
}

/** The packaged app's executable is the app and no Node (electron-builder.yml): there no process can be started like this. */
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
    serialization: 'advanced', // typed arrays as they are
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const ended = new Promise<void>((resolve) =>
    child
      .once('exit', () => {
        resolve()
      })
      .once('error', () => {
        resolve()
      }),
  )
  const cancel = (): void => {
    if (child.connected) child.send(CANCEL)
  }
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    child.send(request)
    return await answerOf(child, report)
  } finally {
    signal?.removeEventListener('abort', cancel)
    if (child.connected) child.disconnect()
    await ended
  }
}

function answerOf(child: ChildProcess, report: TrainOptions['report']): Promise<TrainingApart> {
  const { promise, resolve, reject } = Promise.withResolvers<TrainingApart>()
  child.on('message', (received) => {
    const parsed = ApartMessage.safeParse(received)
    if (!parsed.success) {
      reject(new AppError('internal', 'The training process says what it should not.'))
      return
    }
    const message = parsed.data
    if (message.kind === 'progress') report?.(message.progress)
    else if (message.kind === 'failed') reject(AppError.fromPlain(message.error))
    else resolve({ training: message.training, residentBytes: message.residentBytes })
  })
  child.on('error', (cause) => {
    reject(AppError.from(cause))
  })
  child.once('exit', () => {
    reject(new AppError('internal', sentence('training-process-lost')))
  })
  return promise
}

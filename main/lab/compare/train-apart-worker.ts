/**
 * @file A process that does one training and nothing else, so that its memory is the training's: see [Note: memory of a
 * training]. Started by train-apart.ts; it ends when it has answered, or is cut off from who started it.
 */
import { AppError } from '../../../shared/errors.ts'
import { withPeakMemory } from './peak-memory.ts'
import type { ApartMessage } from './train-apart-protocol.ts'
import { CANCEL, TrainRequest } from '../../jobs/training/thread/train-protocol.ts'
import { Trainer } from '../../jobs/training/thread/trainer.ts'

const controller = new AbortController()

// Ctrl-C in a terminal reaches the whole group of processes; this one ends when its parent wants it to.
process.on('SIGINT', () => undefined)
process.once('disconnect', () => process.exit(1))
process.on('message', (message) => {
  if (message === CANCEL) controller.abort()
  else void answer(message)
})

async function answer(message: unknown): Promise<void> {
  const trainer = new Trainer()
  try {
    const request = TrainRequest.parse(message)
    const { signal } = controller
    const { result, residentBytes } = await withPeakMemory(() =>
      trainer.train(request, {
        signal,
        report: (progress) => {
          send({ kind: 'progress', progress })
        },
      }),
    )
    send({ kind: 'done', training: { ...result, fellBack: [...result.fellBack] }, residentBytes })
  } catch (thrown) {
    send({ kind: 'failed', error: AppError.from(thrown).toPlain() })
  } finally {
    await trainer.close()
  }
}

function send(message: ApartMessage): void {
  process.send?.(message)
}

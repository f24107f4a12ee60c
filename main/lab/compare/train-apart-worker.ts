/**
 * @file A process that does one training and nothing else, so that its memory is that of the training: see [Note: memory of
 * a training]. Started by train-apart.ts; it ends when it loses the connection to the process that started it.
 */
import { withPeakMemory } from './peak-memory.ts'
import type { TrainingApart } from './train-apart-protocol.ts'
import { serveRequests } from '../../workers/serve-requests.ts'
import { TrainRequest, type TrainingProgress } from '../../jobs/training/thread/train-protocol.ts'
import { Trainer } from '../../jobs/training/thread/trainer.ts'

// Ctrl-C in a terminal reaches the whole process group; this process ends only when its parent says so.
process.on('SIGINT', () => undefined)
process.once('disconnect', () => process.exit(1))

serveRequests<TrainRequest, TrainingProgress>(
  TrainRequest,
  async (request, { signal, tell }): Promise<TrainingApart> => {
    const trainer = new Trainer()
    try {
      const { result, residentBytes } = await withPeakMemory(() =>
        trainer.train(request, { signal, report: tell }),
      )
      return { training: { ...result, fellBack: [...result.fellBack] }, residentBytes }
    } finally {
      await trainer.close()
    }
  },
)

/** @file A single training in a thread of its own. */
import type { TrainRequest } from '../../../main/jobs/training/thread/train-protocol.ts'
import { withTrainer, type Training } from '../../../main/jobs/training/thread/trainer.ts'
import type { TrainOptions } from '../../../main/jobs/training/thread/training-thread.ts'

/** Without a window. @throws as `Trainer.train` */
export function trainInWorker(request: TrainRequest, options: TrainOptions = {}): Promise<Training> {
  return withTrainer({}, (trainer) => trainer.train(request, options))
}

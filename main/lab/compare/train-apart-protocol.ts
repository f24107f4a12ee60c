/** @file What a process that trains one thing alone answers. */
import { z } from 'zod'
import { FellBack } from '../../../shared/contract/backends.ts'
import { TrainedHead } from '../../jobs/training/thread/train-protocol.ts'

export const TrainingApart = z.object({
  training: TrainedHead.extend({ fellBack: z.array(FellBack), seconds: z.number() }),
  /** The largest resident set of its process; node and TensorFlow.js, and what it reads twice over, included. */
  residentBytes: z.number(),
})
export type TrainingApart = z.infer<typeof TrainingApart>

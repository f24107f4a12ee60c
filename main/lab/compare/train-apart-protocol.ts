/** @file The answer of a process that does one training alone. */
import { z } from 'zod'
import { FellBack } from '../../../shared/contract/backends.ts'
import { TrainedHead } from '../../jobs/training/thread/train-protocol.ts'

export const TrainingApart = z.object({
  training: TrainedHead.extend({ fellBack: z.array(FellBack), seconds: z.number() }),
  /** The largest resident set of its process; this includes Node, TensorFlow.js and a second copy of its inputs. */
  residentBytes: z.number(),
})
export type TrainingApart = z.infer<typeof TrainingApart>

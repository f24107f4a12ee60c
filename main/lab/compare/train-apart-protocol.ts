/** @file What a process that trains one thing alone says to the one that started it. */
import { z } from 'zod'
import { FellBack } from '../../../shared/contract/backends.ts'
import { PlainError } from '../../../shared/errors.ts'
import { TrainedHead, TrainingProgress } from '../../jobs/training/thread/train-protocol.ts'

export const ApartMessage = z.union([
  z.object({ kind: z.literal('progress'), progress: TrainingProgress }),
  z.object({
    kind: z.literal('done'),
    training: TrainedHead.extend({ fellBack: z.array(FellBack), seconds: z.number() }),
    residentBytes: z.number(),
  }),
  z.object({ kind: z.literal('failed'), error: PlainError }),
])
export type ApartMessage = z.infer<typeof ApartMessage>

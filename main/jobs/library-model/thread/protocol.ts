/** @file What the reading thread and the thread that started it say to each other. */
import { z } from 'zod'
import { JobStage } from '../../../../shared/jobs.ts'
import { ReaderCallName } from '../reader-calls.ts'

/** Given to the thread at its start. */
export const Library = z.object({
  /** Absolute path of the library folder. */
  folder: z.string(),
  /** Whether the library was opened in a place where nothing can be written. */
  isReadOnly: z.boolean(),
  /** The label set that is open. */
  labelSet: z.int().optional(),
})
export type Library = z.infer<typeof Library>

/** The input is checked by the schema of its call. */
export const ReaderRequest = z.object({ call: ReaderCallName, input: z.unknown() })
export type ReaderRequest = z.infer<typeof ReaderRequest>

export const Progress = z.object({ stage: JobStage, done: z.number(), total: z.number().nullable() })
export type Progress = z.infer<typeof Progress>

/** @file What the reading thread and the thread that started it say to each other. */
import { z } from 'zod'
import { PlainError } from '../../../../shared/errors.ts'
import { ReaderCallName } from '../reader-calls.ts'

/** Given to the thread at its start. */
export const Library = z.object({
  /** Absolute path of the library folder. */
  folder: z.string(),
  /** Whether the library was opened in a place where nothing can be written. */
  isReadOnly: z.boolean(),
})
export type Library = z.infer<typeof Library>

export const ToReader = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id: z.int(), call: ReaderCallName, input: z.unknown() }),
  /** The call ends with `failed`, code `cancelled`, unless it ends by itself before that. */
  z.object({ kind: z.literal('cancel'), id: z.int() }),
  /** Nothing is asked after this: the thread ends. */
  z.object({ kind: z.literal('close') }),
])
export type ToReader = z.infer<typeof ToReader>

/** Any number of `progress`, then one `done` or `failed`, for every `call`. */
export const FromReader = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('progress'),
    id: z.int(),
    progress: z.object({ stage: z.string(), done: z.number(), total: z.number().nullable() }),
  }),
  z.object({ kind: z.literal('done'), id: z.int(), output: z.unknown() }),
  z.object({ kind: z.literal('failed'), id: z.int(), error: PlainError }),
])
export type FromReader = z.infer<typeof FromReader>

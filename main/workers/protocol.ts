/** @file The messages between a worker (a thread or a process) and its caller, for any kind of request. Both sides parse what they receive. */
import { z } from 'zod'
import { PlainError } from '../../shared/errors.ts'

/** Numbers requests. */
const id = z.int().positive()

export const ToWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ask'), id, request: z.unknown() }),
  /** Asks that this request stops; it is answered all the same, once it has. */
  z.object({ type: z.literal('cancel'), id }),
  /** Asks the worker to end, once it has answered what was asked before. */
  z.object({ type: z.literal('close') }),
])
export type ToWorker = z.infer<typeof ToWorker>

/** Any number of `news`, then one `done` or `failed`, for each request. */
export const FromWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('news'), id, news: z.unknown() }),
  z.object({ type: z.literal('done'), id, result: z.unknown() }),
  z.object({ type: z.literal('failed'), id, error: PlainError }),
])
export type FromWorker = z.infer<typeof FromWorker>

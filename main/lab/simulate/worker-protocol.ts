/** @file What the simulating threads and the thread that started them say to each other. */
import { z } from 'zod'
import { Goal, PolicyName, PolicyResult, SimulatedQuery } from '../../../shared/contract/measures.ts'
import { PlainError } from '../../../shared/errors.ts'
import type { Setup } from './task.ts'

const Matrix = z.object({ rows: z.int(), columns: z.int(), data: z.instanceof(Float32Array) })

const SparseMatrix = z.object({
  rows: z.int(),
  offsets: z.instanceof(Int32Array),
  columns: z.instanceof(Int32Array),
  values: z.instanceof(Float64Array),
})

/** Given to a worker at its start; the memory of typed arrays on a SharedArrayBuffer is shared. */
export const WorkerSetup: z.ZodType<Setup> = z.object({
  problem: z.object({
    ids: z.array(z.int()),
    truth: z.object({ classOf: z.instanceof(Int32Array), names: z.array(z.string()) }),
    leftOut: z.array(z.int()),
    frozen: z.object({ kernel: Matrix, affinity: SparseMatrix }).nullable(),
  }),
  library: z.string().nullable(),
  resources: z.string(),
  cacheFolder: z.string(),
  goal: Goal,
  query: SimulatedQuery,
  noise: z.number(),
  maxActions: z.number(),
})

export const ToWorker = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), task: z.object({ policy: PolicyName, seed: z.int() }) }),
  /** The running task ends with `failed`, code `cancelled`. */
  z.object({ kind: z.literal('cancel') }),
])
export type ToWorker = z.infer<typeof ToWorker>

/** Any number of `progress`, then one `done` or `failed`, for every `run`. */
export const FromWorker = z.discriminatedUnion('kind', [
  /** Photos with a label by now. */
  z.object({ kind: z.literal('progress'), committed: z.int() }),
  z.object({ kind: z.literal('done'), run: PolicyResult.shape.runs.element }),
  z.object({ kind: z.literal('failed'), error: PlainError }),
])
export type FromWorker = z.infer<typeof FromWorker>

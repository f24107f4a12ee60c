/** @file The messages between the simulating threads and the thread that started them. */
import { z } from 'zod'
import {
  Goal,
  PersonName,
  PolicyName,
  PolicyResult,
  SimulatedQuery,
} from '../../../shared/contract/measures.ts'
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
    baseline: z.object({ kernel: Matrix, affinity: SparseMatrix }).nullable(),
  }),
  library: z.string().nullable(),
  resources: z.string(),
  cacheFolder: z.string(),
  goal: Goal,
  query: SimulatedQuery,
  noise: z.number(),
  maxActions: z.number(),
})

export const TaskRequest = z.object({ policy: PolicyName, person: PersonName, seed: z.int() })

export type TaskRequest = z.infer<typeof TaskRequest>

/** Progress: the number of photos with a label by now. */
export const Committed = z.int()

export const TaskRun = PolicyResult.shape.runs.element

/**
 * @file The state of a training between two epochs: all that is needed to continue it with the same result. Random
 * numbers are not part of it: they follow from the seed and the number of steps, so the continued run draws them
 * again.
 */
import { z } from 'zod'

const Floats = z.custom<Float32Array>((value) => value instanceof Float32Array)

/**
 * Adam's state of one vector: see adam.ts. The initial weights that it pulls towards are known from the start of the
 * run.
 */
const Moments = z.object({ first: Floats, second: Floats, steps: z.int().nonnegative() })
export type Moments = z.infer<typeof Moments>

export const RunState = z.object({
  /** Epochs that are done. */
  epoch: z.int().nonnegative(),
  /** The parameters of the network, and the optimiser's moments for each block. */
  parameters: Floats,
  blocks: z.array(Moments),
  /** The strategy's own, by name. */
  extras: z.record(z.string(), z.object({ values: Floats, moments: Moments })),
})
export type RunState = z.infer<typeof RunState>

export const TrainingState = z.object({
  /** The fold whose model is being trained; null: the last run, on all labels. */
  fold: z.int().nonnegative().nullable(),
  run: RunState,
  /** For each judged epoch: scores and losses of the folds so far, as in CrossValidation. */
  scores: z.array(z.object({ rows: z.int(), columns: z.int(), data: Floats })),
  losses: z.array(z.union([z.number(), z.nan()])),
})
export type TrainingState = z.infer<typeof TrainingState>

/** Where the states of one training are kept. */
export interface Checkpoints {
  /** The last state of the same training, where an earlier process has left one. */
  readonly last: TrainingState | undefined
  /** Called after each epoch; the arrays change afterwards: copy or write them before returning. */
  save: (state: TrainingState) => void
}

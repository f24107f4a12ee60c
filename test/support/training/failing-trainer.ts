/** @file A trainer whose WebAssembly fails in the middle of the work. */
import { onTestFinished } from 'vitest'
import { Trainer } from '../../../main/jobs/training/thread/trainer.ts'
import { computesWith, probeBackends } from '../../../main/model/backends/probe.ts'

/** What does the work when WebAssembly cannot. */
export const nextBackend = computesWith(probeBackends().filter(({ name }) => name !== 'wasm'))

/** What embeds photos, and what does when that cannot. */
export const fastestBackend = computesWith(probeBackends())
export const secondBackend = computesWith(probeBackends().filter(({ name }) => name !== fastestBackend))

/**
 * Closed after the test.
 * @param by how it fails: see failing-train-worker.ts
 * @param checkpoints the folder of a training that fails in its second epoch; without it, after some steps
 */
export function failingTrainer(by: 'throwing' | 'ending' | 'embedding', checkpoints?: string): Trainer {
  // A worker sees a copy of them.
  process.env.TWINSORT_TEST_FAILS = by
  if (by === 'embedding') process.env.TWINSORT_TEST_BACKEND = fastestBackend
  if (checkpoints !== undefined) process.env.TWINSORT_TEST_CHECKPOINTS = checkpoints
  const trainer = new Trainer(undefined, new URL('./failing-train-worker.ts', import.meta.url))
  onTestFinished(async () => {
    delete process.env.TWINSORT_TEST_FAILS
    delete process.env.TWINSORT_TEST_BACKEND
    delete process.env.TWINSORT_TEST_CHECKPOINTS
    await trainer.close()
  })
  return trainer
}

/** @file Opens the product for a simulation: its own review session on an anonymous copy of the library. */
import { AppError } from '../../../shared/errors.ts'
import { openStore } from '../../store/store.ts'
import type { Store } from '../../store/store.ts'
import { ReviewSession } from '../review/session.ts'
import { SessionPolicy } from './product-policy.ts'
import type { ProductPolicy, Setup } from './task.ts'

/** @throws AppError `internal` for a library in memory, which another thread cannot open. */
export function openProduct(setup: Setup, seed: number, clock: () => number): ProductPolicy {
  const store = anonymousCopy(setup)
  const session = new ReviewSession({ store, actor: 'simulation', clock, cacheFolder: setup.cacheFolder })
  return new SessionPolicy({
    session,
    train: () => Promise.resolve(), // until there is a head to train
    close: () => {
      store.close()
    },
    goal: setup.goal,
    seed,
    ids: setup.problem.ids,
  })
}

/** It has neither paths nor labels, and not the photos whose truth nobody knows. */
function anonymousCopy({ library, problem }: Setup): Store {
  if (library === null) throw new AppError('internal', 'Only a library in a folder can be simulated.')
  const original = openStore(library)
  try {
    const copy = original.copyAnonymously()
    for (const id of problem.leftOut) copy.forgetPhoto(id)
    return copy
  } finally {
    original.close()
  }
}

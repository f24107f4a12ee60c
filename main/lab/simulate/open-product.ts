/** @file Opens the product for a simulation: its own review session and training, on an anonymous copy of the library. */
import { contract } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { openStore } from '../../store/store.ts'
import type { Store } from '../../store/store.ts'
import type { JobContext } from '../../jobs/context.ts'
import { Models } from '../../jobs/library-model/models.ts'
import { readEvidence } from '../../jobs/review/evidence.ts'
import { PageCache } from '../../jobs/review/page-cache.ts'
import { ReviewSession } from '../../jobs/review/session.ts'
import { suspectedPhotos } from '../../jobs/review/suspected-photos.ts'
import { trainHead } from '../../jobs/training/train.ts'
import { SessionPolicy } from './product-policy.ts'
import type { ProductPolicy, Setup } from './task.ts'

interface TrainingHost {
  readonly signal: AbortSignal
  /** Milliseconds; only differences count. */
  readonly clock: () => number
}

/** @throws AppError `internal` for a library in memory, which another thread cannot open. */
export function openProduct(setup: Setup, seed: number, { signal, clock }: TrainingHost): ProductPolicy {
  const { goal, query, cacheFolder, problem } = setup
  const store = anonymousCopy(setup)
  const models = new Models({ store, cacheFolder })
  const session = new ReviewSession({ store, models, actor: ACTOR, clock })
  const context = { store, models, signal, clock, cacheFolder, report: () => undefined }
  return new SessionPolicy({
    session,
    train: async () => {
      await trainHead(context, contract.train.input.parse({ seed })).catch(ignoreTooFewLabels)
    },
    merge: ({ from, into }) => {
      const labelSet = store.labelSets.current()
      store.journal.changeClasses({ labelSet, actor: ACTOR, change: 'merge', classes: [from], into })
    },
    suspects: () => suspects({ store, models, signal }),
    close: () => {
      store.close()
    },
    goal,
    query,
    seed,
    ids: problem.ids,
  })
}

const ACTOR = 'simulation'

/** The labels that `insights` lists as probably wrong. */
async function suspects({
  store,
  models,
  signal,
}: Pick<JobContext, 'store' | 'models' | 'signal'>): Promise<PhotoId[]> {
  const space = await (await models.current()).space()
  const pages = new PageCache(store)
  const evidence = readEvidence(store, store.labelSets.current(), space, pages)
  return (await suspectedPhotos({ store, space, evidence, pages }, signal)).map(
    ({ index }) => space.ids[index],
  )
}

/** A page of one class may double the labels and still leave too few: training waits for the next doubling. */
function ignoreTooFewLabels(thrown: unknown): void {
  if (!(thrown instanceof AppError) || thrown.code !== 'not-enough-labels') throw thrown
}

/** A copy without paths, without labels, and without the photos whose truth is unknown. */
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

/** @file How good the library is compared with a known truth: confirmed labels, and suggestions for everything else. */
import type { Output, Parsed } from '../../shared/contract.ts'
import type { PhotoId } from '../../shared/domain.ts'
import { throwIfCancelled } from '../../shared/errors.ts'
import { evaluatePredictions } from '../learn/assessment/evaluate.ts'
import type { JobContext } from '../jobs/context.ts'
import type { Store } from '../store/store.ts'
import { readTruth, type PhotoTruth } from './truth.ts'

/** @param guesses the label of every photo, or else the engine's likeliest class, however uncertain it is. */
export async function evaluate(
  { store, signal }: Pick<JobContext, 'store' | 'signal'>,
  { truth }: Parsed<'evaluate'>,
  guesses: () => Promise<ReadonlyMap<PhotoId, string>>,
): Promise<Output<'evaluate'>> {
  const { classOf, leftOut } = withoutSetAside(store, await readTruth(store, truth))
  throwIfCancelled(signal)
  const predicted = new Map(await guesses())
  let committed = 0
  let committedCorrect = 0
  for (const [photo, classId] of store.journal.labels(store.labelSets.current())) {
    const trueClass = classOf.get(photo)
    if (trueClass === undefined) continue
    const name = store.classes.name(classId)
    predicted.set(photo, name)
    committed += 1
    if (name === trueClass) committedCorrect += 1
  }
  return { ...evaluatePredictions(classOf, predicted), committed, committedCorrect, leftOut }
}

/** Photos that are set aside get no class, so there is nothing to compare. */
function withoutSetAside(store: Store, { classOf, leftOut }: PhotoTruth): PhotoTruth {
  const aside = store.journal.setAside(store.labelSets.current())
  const kept = new Map([...classOf].filter(([photo]) => !aside.has(photo)))
  return { classOf: kept, leftOut: leftOut + classOf.size - kept.size }
}

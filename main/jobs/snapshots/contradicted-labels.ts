/** @file Labels that the labels of a snapshot contradict: those of another person, or one's own of before. */
import type { DoubtedLabel } from '../../../shared/contract/checking.ts'
import type { Store } from '../../store/store.ts'
import { compareSnapshots } from './compare-labels.ts'

/**
 * Of photos that are there and have another class now; kinds with the most photos first.
 * @throws AppError `not-found`
 */
export function contradictedBy(store: Store, snapshot: string): DoubtedLabel[] {
  const { photos } = compareSnapshots(store, { from: snapshot, to: null, limit: Infinity })
  const labelSet = store.labelSets.current()
  const kept = store.labelSnapshots.list(labelSet).find(({ name }) => name === snapshot)
  const asked = store.pages.askedAgain(labelSet, kept?.at)
  const doubted = photos.flatMap(({ id, path, from, to }) =>
    path === null || from === null || to === null || asked.has(id)
      ? []
      : [{ id, path, class: to, suggested: from, probability: null, disagreement: null }],
  )
  const kinds = Map.groupBy(doubted, (label) => JSON.stringify([label.class, label.suggested]))
  return [...kinds.values()].sort((a, b) => b.length - a.length).flat()
}

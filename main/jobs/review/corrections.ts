/**
 * @file How much the latest answers about single photos taught: whether it pays to ask about more of them before whole
 * pages are confirmed. While one answer corrects the guesses for several other photos, a page shown now has intruders
 * that it would not have a few answers later, and each of them costs an action.
 */
import type { DecisionId } from '../../store/types/index.ts'
import type { ReviewSnapshot } from './next-page.ts'

/** Chosen by simulated sessions on six sets of photos: figures in docs/adr/0004-page-choice.md. */
const LATEST = 5
/** About a third of the changed guesses become right that were wrong. */
const WORTH_ASKING = 2

export class Corrections {
  /** What each answer changed, the latest last. */
  #changed: { decision: DecisionId; photos: number }[] = []

  add(decision: DecisionId, photos: number): void {
    this.#changed.push({ decision, photos })
  }

  /** An answer that was taken back taught nothing. */
  forget(decisions: readonly DecisionId[]): void {
    this.#changed = this.#changed.filter(({ decision }) => !decisions.includes(decision))
  }

  /**
   * Whether the latest answers changed the guesses for two other photos each, or too few single photos were asked about
   * yet. What answers before the program's start changed is not known; then it counts as little.
   * @param singles answered questions about single photos, of all times
   */
  isLearning(singles: number): boolean {
    if (singles < LATEST) return true
    const latest = this.#changed.slice(-LATEST)
    const photos = latest.reduce((sum, change) => sum + change.photos, 0)
    return latest.length === LATEST && photos >= WORTH_ASKING * LATEST
  }
}

/** The number of photos without a label, of the same library model, whose guessed class is another one now. */
export function changedGuesses(before: ReviewSnapshot, now: ReviewSnapshot): number {
  if (before.space !== now.space) return 0
  const classOf = ({ evidence, ranking }: ReviewSnapshot, row: number): number | undefined =>
    evidence.classIds[ranking.guess[row]]
  let changed = 0
  now.evidence.labels.forEach((label, row) => {
    if (label < 0 && classOf(before, row) !== classOf(now, row)) changed += 1
  })
  return changed
}

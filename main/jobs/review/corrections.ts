/**
 * @file How much the latest answers about single photos taught: whether it pays to ask about more of them before whole
 * pages are confirmed. While an answer changes the guesses for several other photos, a page shown now has intruders
 * that it would not have a few answers later, and each of them costs an action.
 */
import type { PhotoId } from '../../../shared/domain.ts'
import type { DecisionId } from '../../store/types/index.ts'
import type { Ranking } from '../../group/class-pages.ts'
import { UNLABELLED } from '../../math/labels.ts'
import type { PhotoSpace } from '../library-model/space.ts'
import type { ReviewEvidence } from './evidence.ts'

/** Chosen by simulated sessions on six sets of photos: figures in docs/adr/0004-page-choice.md. */
const LATEST = 5
/** Mean over the latest; about a third of the changed guesses become right that were wrong. */
const WORTH_ASKING = 2

/**
 * Kept in memory for as long as the session lives: of answers of an earlier session it is not known what they changed, which
 * counts as nothing.
 */
export class Corrections {
  readonly #changed = new Map<DecisionId, number>()

  /** @param photos how many guesses the answer changed */
  add(decision: DecisionId, photos: number): void {
    this.#changed.set(decision, photos)
  }

  /** @param singles the answers about single photos that are in force, oldest first */
  isLearning(singles: readonly DecisionId[]): boolean {
    if (singles.length < LATEST) return true
    const changed = singles.slice(-LATEST).map((decision) => this.#changed.get(decision) ?? 0)
    return changed.reduce((sum, photos) => sum + photos, 0) >= WORTH_ASKING * LATEST
  }
}

/** The part of a snapshot that says which class each photo is guessed to be of. */
export interface Guesses {
  readonly space: Pick<PhotoSpace, 'rowOf'>
  readonly evidence: Pick<ReviewEvidence, 'labels' | 'classIds'>
  readonly ranking: Pick<Ranking, 'guess'>
}

/**
 * The number of photos without a label whose guessed class is another one now.
 * @param asked the photos that the answer was about; they do not count
 * @returns undefined where the two are not of the same photos and features, so that the answer is not the only difference
 */
export function changedGuesses(before: Guesses, now: Guesses, asked: readonly PhotoId[]): number | undefined {
  if (before.space !== now.space) return undefined
  const classOf = ({ evidence, ranking }: Guesses, row: number): number | undefined =>
    evidence.classIds[ranking.guess[row]]
  const left = new Set(asked.map((id) => now.space.rowOf.get(id)))
  let changed = 0
  now.evidence.labels.forEach((label, row) => {
    if (label === UNLABELLED && !left.has(row) && classOf(before, row) !== classOf(now, row)) changed += 1
  })
  return changed
}

/**
 * @file Labels that look wrong are shown again: a page of one class, whose photos already carry its label. Photos
 * that are excluded lose the label; those that are confirmed are not asked about again.
 */
import type { PageDraft } from '../../group/class-pages.ts'
import { LARGEST_PAGE } from '../../group/class-pages.ts'
import type { StoredPage } from '../../store/types/index.ts'
import type { SuspectedPhoto } from './suspected-photos.ts'
import type { ReviewEvidence } from './evidence.ts'
import type { PhotoSpace } from '../library-model/space.ts'

export interface Recheck extends PageDraft {
  readonly class: number
  /** For each row the out-of-fold probability of its label. */
  readonly probabilities: readonly number[]
}

/**
 * The class with the most suspected labels, most suspect last; undefined when there is none that was not asked about
 * yet.
 */
export function recheckPage(
  suspects: readonly SuspectedPhoto[],
  { rechecked }: Pick<ReviewEvidence, 'rechecked'>,
): Recheck | undefined {
  const byClass = new Map<number, SuspectedPhoto[]>()
  for (const suspect of suspects) {
    if (rechecked[suspect.index] === 1) continue
    byClass.set(suspect.label, [...(byClass.get(suspect.label) ?? []), suspect])
  }
  const most = [...byClass].sort(([a, left], [b, right]) => right.length - left.length || a - b).at(0)
  if (most === undefined) return undefined
  const [label, members] = most
  const shown = members.slice(0, LARGEST_PAGE).toReversed()
  return {
    kind: 'class',
    class: label,
    rows: shown.map(({ index }) => index),
    probabilities: shown.map(({ selfConfidence }) => selfConfidence),
  }
}

/** Whether every photo of the page still carries the label in question. */
export function isStillInDoubt(
  page: StoredPage,
  { rowOf }: Pick<PhotoSpace, 'rowOf'>,
  { labels, classIds }: Pick<ReviewEvidence, 'labels' | 'classIds'>,
): boolean {
  return page.photos.every(({ id }) => {
    const row = rowOf.get(id)
    return row !== undefined && labels[row] >= 0 && classIds[labels[row]] === page.classId
  })
}

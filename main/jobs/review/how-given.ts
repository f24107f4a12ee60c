/** @file How each label was given: to the photo by itself, or with others of its page, and whether that page was confirmed as a whole. */
import { tally } from '../../math/statistics.ts'
import type { ClassId, LabelSetId, Store, StoredPage } from '../../store/types/index.ts'
import type { PhotoSpace } from '../library-model/space.ts'
import { hidesSuggestion } from './decision-of-answer.ts'
import type { ReviewEvidence } from './evidence.ts'
import type { PageCache } from './page-cache.ts'

export interface HowGiven {
  /** [n] the page on which the photo was confirmed together with all others, nothing left out; or -1. */
  readonly wholePage: Int32Array
  /**
   * [n] 1 where the person gave this photo its class by itself: one that was not suggested for it, another than the rest of its page
   * got, or the same again when it was shown because its label looked wrong.
   */
  readonly named: Uint8Array
}

/** @param library `pages`: those that the evidence was read with */
export function howGiven(
  { store, pages }: { readonly store: Store; readonly pages: PageCache },
  labelSet: LabelSetId,
  { rowOf, ids }: Pick<PhotoSpace, 'rowOf' | 'ids'>,
  { labels, classIds }: Pick<ReviewEvidence, 'labels' | 'classIds'>,
): HowGiven {
  const wholePage = new Int32Array(ids.length).fill(-1)
  const named = new Uint8Array(ids.length)
  const beforeSplits = store.journal.labelsBeforeSplits(labelSet)
  for (const decision of store.journal.inForce(labelSet)) {
    const page = decision.page === null ? undefined : pages.get(decision.page)
    if (page === undefined || decision.kind === 'skip') continue
    const labelled = page.photos.flatMap(({ id, classId = null }) => {
      const row = rowOf.get(id)
      if (row === undefined || labels[row] < 0) return []
      return [{ row, class: beforeSplits.get(id) ?? classIds[labels[row]], own: classId }]
    })
    const ofPage = pageClass(
      page,
      labelled.map((photo) => photo.class),
    )
    const isMixed = page.kind === 'mixed'
    const isOfOne = isMixed
      ? labelled.every(({ class: given, own }) => given === own)
      : decision.classes.length === 1
    const isWhole = decision.labelled === page.photos.length && isOfOne
    for (const { row, class: given, own } of labelled) {
      const isConfirmed = given === (isMixed ? own : ofPage) && page.query !== 'suspects'
      named[row] = isConfirmed ? 0 : 1
      wholePage[row] = isConfirmed && isWhole ? page.id : -1
    }
  }
  return { wholePage, named }
}

/** The class that a page was confirmed as: of one photo or stack the suggested one, of several the commonest. */
function pageClass(page: StoredPage, given: readonly ClassId[]): ClassId | null {
  if (page.kind === 'single' || page.photos.length === 1) return hidesSuggestion(page) ? null : page.classId
  return [...tally(given)].sort(([a, some], [b, more]) => more - some || a - b).at(0)?.[0] ?? null
}

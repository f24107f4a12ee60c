/**
 * @file What the answered pages say beside the labels: how often the classifier was right, for which classes it
 * offered pages in vain, and which photos were shown before.
 */
import type { PhotoId } from '../../../shared/domain.ts'
import type { Shown } from '../../learn/fast-path/calibrate.ts'
import type {
  ClassId,
  DecisionId,
  DecisionInForce,
  LabelSetId,
  Store,
  StoredPage,
} from '../../store/types/index.ts'
import type { PageCache } from './page-cache.ts'
import type { PhotoSpace } from '../library-model/space.ts'

export interface PageRecord {
  /** [n] 1 where the photo was shown on an answered page of a cluster. */
  readonly shownAsNew: Uint8Array
  /** [n] 1 where the photo was shown again because its label looked wrong, and that page was answered. */
  readonly rechecked: Uint8Array
  /** [n] the page on which the photo's label was confirmed, or -1: labels confirmed together are not independent. */
  readonly labelledOnPage: Int32Array
  /** Photos of answered pages that had a guessed class, with the person's verdict, oldest first. */
  readonly shown: readonly Shown[]
  /**
   * [classCount] 1 where most of the class's last page was left out, and fewer labels than left-out photos were given
   * since.
   */
  readonly resting: Uint8Array
  /** The decisions that answered or skipped a single photo, chosen to teach; oldest first. */
  readonly singles: readonly DecisionId[]
  /** How often, recently, a page with a guessed class turned out to be of a class without a name: 0 to 1. */
  readonly unnamed: number
}

interface Known {
  readonly space: PhotoSpace
  readonly pages: PageCache
  readonly labelOf: ReadonlyMap<PhotoId, ClassId>
  readonly rejections: readonly { photo: PhotoId; class: ClassId }[]
  /** Class index -> class. */
  readonly classIds: readonly ClassId[]
}

/** The result of a page of a class. */
interface Verdict {
  readonly right: number
  readonly wrong: number
}

/** The weight of each page relative to the next one. */
const FADING = 0.8
/** Prior: as if this many pages of named classes had been seen before the first. */
const PRIOR_PAGES = 2

/** Computes the record from the answered pages, in the order of the answers. */
export function readPages(store: Store, labelSet: LabelSetId, known: Known): PageRecord {
  const { space, pages, labelOf } = known
  pages.refresh(labelSet)
  const beforeSplits = store.journal.labelsBeforeSplits(labelSet)
  const refused = new Set(known.rejections.map(({ photo, class: id }) => `${photo}/${id}`))
  const shownAsNew = new Uint8Array(space.ids.length)
  const labelledOnPage = new Int32Array(space.ids.length).fill(-1)
  const rechecked = new Uint8Array(space.ids.length)
  const shown: Shown[] = []
  const named = new Set<ClassId>()
  const vain = new UnproductivePages()
  const unnamed = { pages: 0, found: 0 }
  const singles: DecisionId[] = []
  for (const decision of store.journal.inForce(labelSet)) {
    const foundClass = decision.classes.some((id) => !named.has(id))
    for (const id of decision.classes) named.add(id)
    const page = decision.page === null ? undefined : pages.get(decision.page)
    for (const { id } of page?.photos ?? []) {
      const row = space.rowOf.get(id)
      if (row === undefined || page === undefined) continue
      if (page.query === 'suspects') {
        rechecked[row] = 1
        continue
      }
      if (page.kind === 'new' && page.classId === null) shownAsNew[row] = 1
      if (labelOf.has(id)) labelledOnPage[row] = page.id
    }
    if (page?.kind === 'single' && page.query === 'value' && !page.blind) singles.push(decision.id)
    const guess = page === undefined ? null : guessOf(page)
    if (page === undefined || (guess === null && page.kind !== 'mixed')) {
      vain.learn(decision.labelled)
      continue
    }
    const verdicts = page.photos.flatMap(({ id, raw, classId = null }) => {
      const own = guess ?? classId
      if (own === null) return [] // the class suggested for the photo was deleted since
      const correct = (beforeSplits.get(id) ?? labelOf.get(id)) === own
      const isKnown = correct || labelOf.has(id) || refused.has(`${id}/${own}`)
      return isKnown ? [{ probability: raw, correct }] : []
    })
    if (guess === null) {
      vain.learn(decision.labelled)
      if (decision.kind !== 'skip') shown.push(...verdicts)
      continue
    }
    vain.add(guess, verdictOf(page, decision, verdicts))
    vain.learn(decision.labelled) // naming the photos of a page teaches as well
    if (decision.kind === 'skip') continue
    unnamed.pages = FADING * unnamed.pages + 1
    unnamed.found = FADING * unnamed.found + (foundClass ? 1 : 0)
    // A page that turned out to be of a class without a name says nothing about the classifier.
    if (!foundClass) shown.push(...verdicts)
  }
  return {
    ...{ shownAsNew, shown, labelledOnPage, rechecked, singles },
    resting: Uint8Array.from(known.classIds, (id) => (vain.isResting(id) ? 1 : 0)),
    unnamed: unnamed.found / (unnamed.pages + PRIOR_PAGES),
  }
}

/**
 * The class that was guessed for a page of several photos; null for all other pages, for pages of labels that look wrong, and
 * where each photo has its own.
 */
function guessOf({ kind, query, blind, classId }: StoredPage): ClassId | null {
  return kind === 'single' || query === 'suspects' || blind ? null : classId
}

/** A skipped page counts as if all its photos were wrong: whoever skips it does not find its class on most of it. */
function verdictOf(page: StoredPage, { kind }: DecisionInForce, verdicts: readonly Shown[]): Verdict {
  if (kind === 'skip') return { right: 0, wrong: page.photos.length }
  const right = verdicts.filter(({ correct }) => correct).length
  return { right, wrong: verdicts.length - right }
}

/**
 * A class rests when most of its page was left out, until as many labels were given as photos were left out. Time
 * does not count.
 */
class UnproductivePages {
  #learned = 0
  readonly #restsUntil = new Map<ClassId, number>()

  /** @param labels that a decision gave */
  learn(labels: number): void {
    this.#learned += labels
  }

  add(of: ClassId, { right, wrong }: Verdict): void {
    if (wrong > right) this.#restsUntil.set(of, this.#learned + wrong)
    else this.#restsUntil.delete(of)
  }

  isResting(of: ClassId): boolean {
    return this.#learned < (this.#restsUntil.get(of) ?? 0)
  }
}

/** @file What the person has said so far, read from the journal into the rows of a photo space. */
import type { PhotoId } from '../../../shared/domain.ts'
import type { Shown } from '../../learn/calibrate.ts'
import type { Evidence } from '../../learn/class-scores.ts'
import type { ClassId, DecisionId, LabelSetId, PageId, Store, StoredPage } from '../../store/types.ts'
import type { PhotoSpace } from './space.ts'

export interface ReviewEvidence extends Evidence {
  /** Class index -> class, ascending. Only classes that label a present photo have an index. */
  readonly classIds: readonly ClassId[]
  readonly labelledCount: number
  /** [n] how often each photo was skipped. */
  readonly skips: Int32Array
  /** [n] 1 where the photo was shown on a `new` page that was answered. */
  readonly shownAsNew: Uint8Array
  /** [n] 1 where the photo's label looked wrong, was shown again, and the page was answered. */
  readonly rechecked: Uint8Array
  /** [n] the page on which the photo's label was confirmed, or -1: labels confirmed together are not independent. */
  readonly labelledOnPage: Int32Array
  /** Photos of answered `class` pages with the person's verdict, oldest first. */
  readonly shown: readonly Shown[]
}

/** Answered pages change only with the classes that they name, so they are read once for as long as those stay. */
export class PageCache {
  readonly #store: Store
  readonly #pages = new Map<PageId, StoredPage>()
  /** The journal entry that last renamed, merged or deleted a class. */
  #lastMove: DecisionId = 0

  constructor(store: Store) {
    this.#store = store
  }

  /** To be called before pages are read after a decision. */
  refresh(labelSet: LabelSetId): void {
    const lastMove = this.#store.classes.lastMove(labelSet)
    if (lastMove !== this.#lastMove) this.#pages.clear()
    this.#lastMove = lastMove
  }

  get(id: PageId): StoredPage | undefined {
    const known = this.#pages.get(id)
    if (known !== undefined) return known
    const page = this.#store.pages.get(id)
    if (page !== undefined) this.#pages.set(id, page)
    return page
  }
}

export function readEvidence(
  store: Store,
  labelSet: LabelSetId,
  space: PhotoSpace,
  pages: PageCache,
): ReviewEvidence {
  const labelOf = store.journal.labels(labelSet)
  const present = [...labelOf].filter(([photo]) => space.rowOf.has(photo))
  const classIds = [...new Set(present.map(([, id]) => id))].sort((a, b) => a - b)
  const indexOf = new Map(classIds.map((id, index) => [id, index]))
  const labels = new Int32Array(space.ids.length).fill(-1)
  for (const [photo, id] of present) setAt(labels, space.rowOf.get(photo), indexOf.get(id))
  const rejections = store.journal.rejections(labelSet)
  const rejected = new Uint8Array(space.ids.length * classIds.length)
  for (const { photo, class: id } of rejections) {
    const [row, index] = [space.rowOf.get(photo), indexOf.get(id)]
    if (row !== undefined && index !== undefined) rejected[row * classIds.length + index] = 1
  }
  const skips = new Int32Array(space.ids.length)
  for (const [photo, times] of store.journal.skips(labelSet)) setAt(skips, space.rowOf.get(photo), times)
  return {
    labels,
    classCount: classIds.length,
    classIds,
    labelledCount: present.length,
    rejected,
    skips,
    ...readPages(store, labelSet, space, pages, labelOf, rejections),
  }
}

function setAt(values: Int32Array, row: number | undefined, value: number | undefined): void {
  if (row !== undefined && value !== undefined) values[row] = value
}

/** What follows from the answered pages, in the order of the answers. */
function readPages(
  store: Store,
  labelSet: LabelSetId,
  space: PhotoSpace,
  pages: PageCache,
  labelOf: ReadonlyMap<PhotoId, ClassId>,
  rejections: readonly { photo: PhotoId; class: ClassId }[],
): Pick<ReviewEvidence, 'shownAsNew' | 'shown' | 'labelledOnPage' | 'rechecked'> {
  pages.refresh(labelSet)
  const refused = new Set(rejections.map(({ photo, class: id }) => `${photo}/${id}`))
  const shownAsNew = new Uint8Array(space.ids.length)
  const labelledOnPage = new Int32Array(space.ids.length).fill(-1)
  const rechecked = new Uint8Array(space.ids.length)
  const shown: Shown[] = []
  const known = new Set<ClassId>()
  for (const decision of store.journal.inForce(labelSet)) {
    const foundClass = decision.classes.some((id) => !known.has(id))
    for (const id of decision.classes) known.add(id)
    const page = decision.page === null ? undefined : pages.get(decision.page)
    for (const { id } of page?.photos ?? []) {
      const row = space.rowOf.get(id)
      if (row === undefined || page === undefined) continue
      if (page.query === 'suspects') {
        rechecked[row] = 1
        continue
      }
      if (page.kind === 'new') shownAsNew[row] = 1
      if (labelOf.has(id)) labelledOnPage[row] = page.id
    }
    // A page that turned out to be of a class nobody had named says nothing about the classifier, nor does one of labels that
    // were chosen because they look wrong, nor one of a class that was deleted since.
    if (page?.kind !== 'class' || page.classId === null || page.query === 'suspects') continue
    if (decision.kind === 'skip' || foundClass) continue
    for (const { id, raw } of page.photos) {
      const correct = labelOf.get(id) === page.classId
      if (correct || labelOf.has(id) || refused.has(`${id}/${page.classId}`)) {
        shown.push({ probability: raw, correct })
      }
    }
  }
  return { shownAsNew, shown, labelledOnPage, rechecked }
}

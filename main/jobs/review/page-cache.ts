/** @file Answered pages, each read from the library only once. */
import type { DecisionId, LabelSetId, PageId, Store, StoredPage } from '../../store/types/index.ts'

/** Answered pages change only when the classes that they name change, so they are read again only then. */
export class PageCache {
  readonly #store: Store
  readonly #pages = new Map<PageId, StoredPage>()
  /** The journal entry that last renamed, merged or deleted a class. */
  #lastMove: DecisionId = 0

  constructor(store: Store) {
    this.#store = store
  }

  /** Call this after a decision, before pages are read. */
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
